/** Time, reruns and explanations, as a person asks for them. */
import { expect, test } from 'vitest';
import { until } from '../harness/conditions.ts';
import { contactsOf, notificationsTo } from '../harness/contacts.ts';
import { withVsCode } from '../harness/with-vscode.ts';

const opened = withVsCode('sdk4');

const upload = { upload_id: 'clock-1', filename: 'valid.csv', user_id: 'gerda' };

/** The text of the explanation that is open. */
/** Its lines, which the editor wraps, as one. */
async function explanation(about: RegExp): Promise<string> {
  const { page } = opened.session.workbench;
  return await until(`an explanation of ${about}`, async () => {
    const texts = await page.locator('.editor-instance .view-lines:visible').evaluateAll((editors) =>
      editors.map((editor) =>
        [...editor.querySelectorAll<HTMLElement>('.view-line')]
          .sort((one, other) => one.offsetTop - other.offsetTop)
          .map((line) => line.innerText)
          .join(' '),
      ),
    );
    return texts.map((each) => each.replaceAll(/\s+/g, ' ')).find((each) => about.test(each)) ?? null;
  });
}

async function openCode(): Promise<void> {
  await opened.session.workbench.openFile('src/contacts-import.ts');
}

test('an event that starts nothing says why', async () => {
  const { workbench } = opened.session;
  await opened.steplight.sendEvent('api/contact_list.reviewed', { upload_id: 'nobody', is_approved: true });
  const told = workbench.notification('no function handles it and no run is waiting for it');
  await told.getByText('Why?').click();
  expect(await explanation(/api\/contact_list\.reviewed \w+/)).toContain('triggers no function');
  await opened.session.screenshot('control-why-event');
  await workbench.command('View: Close Editor');
});

test('a wait shows its near miss', async () => {
  await openCode();
  await opened.steplight.sendEvent('api/contact_list.uploaded', upload);
  await opened.steplight.inlineOf('step.waitForEvent(', /waiting for/);
  await opened.steplight.sendEvent('api/contact_list.reviewed', { upload_id: 'other-1', is_approved: true });
  await opened.steplight.inlineOf('step.waitForEvent(', /got "other-1"/);
  const hover = await opened.session.workbench.hover('step.waitForEvent(');
  await hover.getByText('Why Not Resumed?').click();
  const run = await opened.steplight.runPage();
  await run.getByText('1 near miss').waitFor();
  const why = await run.locator('.sl-why').innerText();
  expect(why).toContain('event.data.upload_id == async.data.upload_id');
  expect(why).toContain('"other-1"');
  await opened.session.screenshot('control-why-run');
  await opened.session.workbench.command('View: Close Editor');
  await openCode();
});

test('the clock is paused, then advances to the end of the wait: seven days in a moment', async () => {
  const { workbench } = opened.session;
  await workbench.command('Steplight: Pause Clock');
  await workbench.statusBarItem('Clock paused').waitFor();
  await workbench.command('Steplight: Run to Next Timer');
  await opened.steplight.inlineOf('step.waitForEvent(', /timed out/);
  await opened.steplight.inlineOf('createFunction(', /run completed/);
  await workbench.statusBarItem(/\+(7d|6d 23h)/).waitFor();
  await opened.session.screenshot('control-clock');
  await workbench.command('Steplight: Resume Clock');
  await until('time to go on', async () =>
    (await workbench.statusBarTexts()).every((text) => !text.includes('paused')),
  );
  expect(notificationsTo(opened.folder, 'gerda')).toHaveLength(1);
});

test('the run is rerun from the wait: earlier results are reused, and no step executes twice', async () => {
  await opened.steplight.openGraph();
  await (await opened.steplight.node('api/contact_list.reviewed')).click();
  const page = await opened.steplight.graph();
  await page.getByRole('button', { name: 'Rerun from Here', exact: true }).click();
  await opened.steplight.inlineOf('Validate upload contents', /reused from the original run/);
  await opened.steplight.inlineOf('step.waitForEvent(', /waiting for/);
  await opened.session.screenshot('control-rerun-from');
  await opened.steplight.sendMatchingEvent({ is_approved: true, filters: {} });
  await opened.steplight.inlineOf('createFunction(', /run completed/);
  const contacts = contactsOf(opened.folder, 'clock-1');
  expect(contacts).toEqual([...new Set(contacts)]);
  expect(contacts.length).toBeGreaterThan(0);
  expect(notificationsTo(opened.folder, 'gerda')).toHaveLength(2);
});

test('a function is invoked, and all its runs are cancelled after confirmation', async () => {
  const { workbench } = opened.session;
  const { page } = workbench;
  await workbench.command('Steplight: Invoke Function…');
  await workbench.quickPick('Contacts Import and enrichment').first().click();
  await until('the payload', async () => (await workbench.quickInput.inputValue()).startsWith('{'));
  await workbench.quickInput.fill(JSON.stringify({ ...upload, upload_id: 'invoked-1' }));
  await page.keyboard.press('Enter');
  await opened.steplight.inlineOf('step.waitForEvent(', /waiting for/);
  await workbench.command('Steplight: Cancel Runs…');
  await workbench
    .quickPick(/waiting/)
    .first()
    .click();
  await page.locator('.monaco-dialog-box').getByText('Cancel Runs').click();
  await opened.steplight.inlineOf('createFunction(', /run cancelled/);
});
