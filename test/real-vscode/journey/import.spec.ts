/** The whole path, from the packaged extension to a finished run, by keyboard and mouse. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contactsOf, notificationsTo } from '../harness/contacts.ts';
import { startSampleApp } from '../harness/sample-app.ts';
import { Session } from '../harness/session.ts';
import { Steplight } from '../harness/steplight.ts';
import { copySample, type WorkspaceCopy } from '../harness/workspace-copy.ts';

const ways = [
  { way: 'SDK 4, hosted from source', variant: 'sdk4', port: null },
  { way: 'SDK 4, as a running app', variant: 'sdk4', port: 3004 },
  { way: 'SDK 1, hosted from source', variant: 'sdk1', port: null },
];

describe.each(ways)('contacts import ($way)', ({ way, variant, port }) => {
  let workspace: WorkspaceCopy;
  let app: { stop: () => Promise<void> } | null = null;
  let session: Session;
  let steplight: Steplight;
  const slug = way.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');

  beforeAll(async () => {
    workspace = copySample(variant);
    if (port !== null) app = await startSampleApp(workspace.folder, port);
    session = await Session.open({ folder: workspace.folder });
    steplight = new Steplight(session.workbench);
    await session.workbench.openFile('src/contacts-import.ts');
  });

  afterAll(async () => {
    await session?.close();
    await app?.stop();
    workspace?.remove();
  });

  test('the graph opens beside the code', async () => {
    session.explainFailure();
    await steplight.openGraph();
    const labels = (await steplight.nodeNames()).join('\n');
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
    await session.screenshot(`${slug}-graph`);
  });

  test('a valid upload: enrichment fails once and is retried, the run waits, is approved, completes', async () => {
    session.explainFailure();
    await steplight.sendEvent('api/contact_list.uploaded', {
      upload_id: 'approved-1',
      filename: 'flaky.csv',
      user_id: 'anna',
    });
    await steplight.inlineOf('Enrich contacts information', /retrying (in \d+ s|now) \(attempt 2\/\d+\)/);
    await steplight.nodeIs('Enrich contacts information', 'retrying');
    await session.screenshot(`${slug}-retrying`);
    await steplight.inlineOf('Enrich contacts information', /done/);
    await steplight.inlineOf('step.waitForEvent(', /waiting for api\/contact_list\.reviewed · 6d 23h left/);
    await steplight.nodeIs('api/contact_list.reviewed', 'waiting');
    await session.screenshot(`${slug}-waiting`);
    expect(contactsOf(workspace.folder, 'approved-1')).toEqual([]);

    const suggested = await steplight.sendMatchingEvent({ is_approved: true, filters: {} });
    expect(suggested.upload_id).toBe('approved-1');
    await steplight.inlineOf('Notify user of successful import', /done/);
    await steplight.nodeIs('Notify user of successful import', 'done');
    await steplight.inlineOf('createFunction(', /run completed/);
    await session.screenshot(`${slug}-completed`);

    const contacts = contactsOf(workspace.folder, 'approved-1');
    expect(contacts.length).toBeGreaterThan(0);
    expect(contacts).toEqual([...new Set(contacts)]);
    expect(notificationsTo(workspace.folder, 'anna')).toHaveLength(1);
  });

  test('a rejection deletes the list and creates nobody', async () => {
    session.explainFailure();
    await steplight.sendEvent('api/contact_list.uploaded', {
      upload_id: 'rejected-1',
      filename: 'valid.csv',
      user_id: 'bert',
    });
    await steplight.inlineOf('step.waitForEvent(', /waiting for/);
    await steplight.sendMatchingEvent({ is_approved: false });
    await steplight.inlineOf('Delete uploaded contact lists', /done/);
    await steplight.nodeIs('Delete uploaded contact lists', 'done');
    await steplight.inlineOf('createFunction(', /run completed/);
    expect(contactsOf(workspace.folder, 'rejected-1')).toEqual([]);
  });

  test('an invalid file ends the run with a notice that says why', async () => {
    session.explainFailure();
    await steplight.sendEvent('api/contact_list.uploaded', {
      upload_id: 'invalid-1',
      filename: 'invalid.csv',
      user_id: 'carla',
    });
    await steplight.inlineOf('Notify user of invalid contents', /done/);
    await steplight.nodeIs('Notify user of invalid contents', 'done');
    await steplight.inlineOf('createFunction(', /run completed/);
    expect(notificationsTo(workspace.folder, 'carla').join()).toContain('invalid.csv was not imported');
    await session.screenshot(`${slug}-invalid`);
  });

  test('a wrong upload_id does not resume the run, and the line says which clause was false', async () => {
    session.explainFailure();
    await steplight.sendEvent('api/contact_list.uploaded', {
      upload_id: 'skipped-1',
      filename: 'valid.csv',
      user_id: 'dora',
    });
    await steplight.inlineOf('step.waitForEvent(', /waiting for/);
    await steplight.sendEvent('api/contact_list.reviewed', { upload_id: 'another', is_approved: true });
    const said = await steplight.inlineOf('step.waitForEvent(', /did not match/);
    expect(said).toContain('upload_id');
    expect(said).toContain('"skipped-1"');
    expect(said).toContain('"another"');
    await steplight.nodeIs('api/contact_list.reviewed', 'waiting');
    await session.screenshot(`${slug}-not-matched`);
  });

  test('the wait, skipped to its timeout, takes the path of nobody answering', async () => {
    session.explainFailure();
    await steplight.timeOutNow();
    await steplight.inlineOf('step.waitForEvent(', /timed out/);
    await steplight.inlineOf('Notify user of missing review', /done/);
    await steplight.nodeIs('Notify user of missing review', 'done');
    await steplight.inlineOf('createFunction(', /run completed/);
    expect(contactsOf(workspace.folder, 'skipped-1')).toEqual([]);
  });

  test('nothing was said in pop-ups on the way', async () => {
    session.explainFailure();
    expect(await session.workbench.notifications()).toEqual([]);
  });
});
