/** A waiting run survives the death of the runtime and of VS Code itself; no step is done twice. */
import { expect, test } from 'vitest';
import { until } from '../harness/conditions.ts';
import { contactsOf, notificationsTo } from '../harness/contacts.ts';
import { aliveRuntime, isAlive, runtimeSession } from '../harness/runtime-session.ts';
import { withVsCode } from '../harness/with-vscode.ts';

const opened = withVsCode('sdk4');

async function uploadAndWait(uploadId: string, userId: string): Promise<void> {
  await opened.steplight.sendEvent('api/contact_list.uploaded', {
    upload_id: uploadId,
    filename: 'valid.csv',
    user_id: userId,
  });
  await opened.steplight.inlineOf('step.waitForEvent(', /waiting for/);
}

async function approveAndFinish(uploadId: string, userId: string): Promise<void> {
  const suggested = await opened.steplight.sendMatchingEvent({ is_approved: true, filters: {} });
  expect(suggested.upload_id).toBe(uploadId);
  await opened.steplight.inlineOf('createFunction(', /run completed/);
  const contacts = contactsOf(opened.folder, uploadId);
  expect(contacts.length).toBeGreaterThan(0);
  expect(contacts).toEqual([...new Set(contacts)]);
  expect(notificationsTo(opened.folder, userId)).toHaveLength(1);
}

test('the runtime is killed while a run waits: it restarts automatically and the run completes', async () => {
  await uploadAndWait('killed-1', 'emil');
  const { pid } = await aliveRuntime(opened.session.home);
  process.kill(pid, 'SIGKILL');
  await until('the killed runtime to be gone', () => !isAlive(pid));
  const next = await aliveRuntime(opened.session.home);
  expect(next.pid).not.toBe(pid);
  await opened.steplight.inlineOf('step.waitForEvent(', /waiting for/);
  await approveAndFinish('killed-1', 'emil');
});

test('VS Code is closed while a run waits: after it is opened again the run is there and completes', async () => {
  await uploadAndWait('closed-1', 'frida');
  const { pid } = await aliveRuntime(opened.session.home);
  await opened.session.quit();
  await until('the runtime to end with VS Code', () => !isAlive(pid));
  expect(runtimeSession(opened.session.home)).toBeNull();

  await opened.session.start();
  await opened.session.workbench.openFile('src/contacts-import.ts');
  await opened.steplight.inlineOf('step.waitForEvent(', /waiting for/);
  await approveAndFinish('closed-1', 'frida');
});
