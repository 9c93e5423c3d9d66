/** A waiting run survives the death of the runtime and of VS Code itself; no step is done twice. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../harness/conditions.ts';
import { contactsOf, notificationsTo } from '../harness/contacts.ts';
import { aliveRuntime, isAlive, runtimeSession } from '../harness/runtime-session.ts';
import { Session } from '../harness/session.ts';
import { Steplight } from '../harness/steplight.ts';
import { copySample, type WorkspaceCopy } from '../harness/workspace-copy.ts';

let workspace: WorkspaceCopy;
let session: Session;
let steplight: Steplight;

beforeAll(async () => {
  workspace = copySample('sdk4');
  session = await Session.open({ folder: workspace.folder });
  steplight = new Steplight(session.workbench);
  await session.workbench.openFile('src/contacts-import.ts');
});

afterAll(async () => {
  await session?.close();
  workspace?.remove();
});

async function uploadAndWait(uploadId: string, userId: string): Promise<void> {
  await steplight.sendEvent('api/contact_list.uploaded', {
    upload_id: uploadId,
    filename: 'valid.csv',
    user_id: userId,
  });
  await steplight.inlineOf('step.waitForEvent(', /waiting for/);
}

async function approveAndFinish(uploadId: string, userId: string): Promise<void> {
  const suggested = await steplight.sendMatchingEvent({ is_approved: true, filters: {} });
  expect(suggested.upload_id).toBe(uploadId);
  await steplight.inlineOf('createFunction(', /run completed/);
  const contacts = contactsOf(workspace.folder, uploadId);
  expect(contacts.length).toBeGreaterThan(0);
  expect(contacts).toEqual([...new Set(contacts)]);
  expect(notificationsTo(workspace.folder, userId)).toHaveLength(1);
}

test('the runtime is killed while a run waits: it comes back by itself and the run completes', async () => {
  session.explainFailure();
  await uploadAndWait('killed-1', 'emil');
  const { pid } = await aliveRuntime(session.home);
  process.kill(pid, 'SIGKILL');
  await until('the killed runtime to be gone', () => !isAlive(pid));
  const next = await aliveRuntime(session.home);
  expect(next.pid).not.toBe(pid);
  await steplight.inlineOf('step.waitForEvent(', /waiting for/);
  await approveAndFinish('killed-1', 'emil');
});

test('VS Code is closed while a run waits: after it is opened again the run is there and completes', async () => {
  session.explainFailure();
  await uploadAndWait('closed-1', 'frida');
  const { pid } = await aliveRuntime(session.home);
  await session.quit();
  await until('the runtime to end with VS Code', () => !isAlive(pid));
  expect(runtimeSession(session.home)).toBeNull();

  await session.start();
  steplight = new Steplight(session.workbench);
  await session.workbench.openFile('src/contacts-import.ts');
  await steplight.inlineOf('step.waitForEvent(', /waiting for/);
  await approveAndFinish('closed-1', 'frida');
});
