/** The whole path, from the packaged extension to a finished run, by keyboard and mouse. */
import { describe, expect, test } from 'vitest';
import { contactsOf, notificationsTo } from '../harness/contacts.ts';
import { withVsCode } from '../harness/with-vscode.ts';

const ways = [
  { way: 'SDK 4, hosted from source', variant: 'sdk4', port: null },
  { way: 'SDK 4, as a running app', variant: 'sdk4', port: 3004 },
  { way: 'SDK 1, hosted from source', variant: 'sdk1', port: null },
];

describe.each(ways)('contacts import ($way)', ({ way, variant, port }) => {
  const opened = withVsCode(variant, { appPort: port });
  const slug = way.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');

  test('the graph opens beside the code', async () => {
    await opened.steplight.openGraph();
    const labels = (await opened.steplight.nodeNames()).join('\n');
    for (const step of [
      'Validate upload contents',
      'Notify user of invalid contents',
      'Enrich contacts information',
      'api/contact_list.reviewed',
      'Notify user of missing review',
      'Delete uploaded contact lists',
      'Create contacts in CRM',
      'Notify user of successful import',
    ]) {
      expect(labels).toContain(step);
    }
    await opened.session.screenshot(`${slug}-graph`);
  });

  test('a valid upload: enrichment fails once and is retried, the run waits, is approved, completes', async () => {
    await opened.steplight.sendEvent('api/contact_list.uploaded', {
      upload_id: 'approved-1',
      filename: 'flaky.csv',
      user_id: 'anna',
    });
    // The delay is short: both are looked at at once.
    await Promise.all([
      opened.steplight.inlineOf('Enrich contacts information', /↻ 2 of \d+ (in \d+s|now)/),
      opened.steplight.nodeIs('Enrich contacts information', 'retrying'),
    ]);
    await opened.session.screenshot(`${slug}-retrying`);
    await opened.steplight.inlineOf('Enrich contacts information', /✓/);
    await opened.steplight.inlineOf('step.waitForEvent(', /6d 23h · waiting for api\/contact_list\.reviewed/);
    await opened.steplight.nodeIs('api/contact_list.reviewed', 'waiting');
    await opened.session.screenshot(`${slug}-waiting`);
    expect(contactsOf(opened.folder, 'approved-1')).toEqual([]);

    const suggested = await opened.steplight.sendMatchingEvent({ is_approved: true, filters: {} });
    expect(suggested.upload_id).toBe('approved-1');
    await opened.steplight.inlineOf('Notify user of successful import', /✓/);
    await opened.steplight.nodeIs('Notify user of successful import', 'done');
    await opened.steplight.inlineOf('createFunction(', /run completed/);
    await opened.session.screenshot(`${slug}-completed`);

    const contacts = contactsOf(opened.folder, 'approved-1');
    expect(contacts.length).toBeGreaterThan(0);
    expect(contacts).toEqual([...new Set(contacts)]);
    expect(notificationsTo(opened.folder, 'anna')).toHaveLength(1);
  });

  test('a rejection deletes the list and creates no contacts', async () => {
    await opened.steplight.sendEvent('api/contact_list.uploaded', {
      upload_id: 'rejected-1',
      filename: 'valid.csv',
      user_id: 'bert',
    });
    await opened.steplight.inlineOf('step.waitForEvent(', /waiting for/);
    const suggested = await opened.steplight.sendMatchingEvent({ is_approved: false });
    expect(suggested.upload_id).toBe('rejected-1');
    await opened.steplight.inlineOf('Delete uploaded contact lists', /✓/);
    await opened.steplight.nodeIs('Delete uploaded contact lists', 'done');
    await opened.steplight.inlineOf('createFunction(', /run completed/);
    expect(contactsOf(opened.folder, 'rejected-1')).toEqual([]);
  });

  test('an invalid file ends the run with a notice that says why', async () => {
    await opened.steplight.sendEvent('api/contact_list.uploaded', {
      upload_id: 'invalid-1',
      filename: 'invalid.csv',
      user_id: 'carla',
    });
    await opened.steplight.inlineOf('Notify user of invalid contents', /✓/);
    await opened.steplight.nodeIs('Notify user of invalid contents', 'done');
    await opened.steplight.inlineOf('createFunction(', /run completed/);
    expect(notificationsTo(opened.folder, 'carla').join()).toContain('invalid.csv was not imported');
    await opened.session.screenshot(`${slug}-invalid`);
  });

  test('a wrong upload_id does not resume the run, and the line says both values', async () => {
    await opened.steplight.sendEvent('api/contact_list.uploaded', {
      upload_id: 'skipped-1',
      filename: 'valid.csv',
      user_id: 'dora',
    });
    await opened.steplight.inlineOf('step.waitForEvent(', /waiting for/);
    await opened.steplight.sendEvent('api/contact_list.reviewed', {
      upload_id: 'another',
      is_approved: true,
    });
    const said = await opened.steplight.inlineOf('step.waitForEvent(', /got /);
    expect(said).toContain('got "another", waits for "skipped-1"');
    await opened.steplight.nodeIs('api/contact_list.reviewed', 'waiting');
    await opened.session.screenshot(`${slug}-not-matched`);
  });

  test('a wait that is timed out early takes the timeout path', async () => {
    await opened.steplight.timeOutNow();
    await opened.steplight.inlineOf('step.waitForEvent(', /timed out/);
    await opened.steplight.inlineOf('Notify user of missing review', /✓/);
    await opened.steplight.nodeIs('Notify user of missing review', 'done');
    await opened.steplight.inlineOf('createFunction(', /run completed/);
    expect(contactsOf(opened.folder, 'skipped-1')).toEqual([]);
  });

  test('no pop-ups appeared along the way', async () => {
    expect(await opened.session.workbench.notifications()).toEqual([]);
  });
});
