/** What Steplight does where it is not alone, and where it is not needed. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, type TestContext, test } from 'vitest';
import { until } from '../harness/conditions.ts';
import { commandLinesWith } from '../harness/processes.ts';
import { aliveRuntime } from '../harness/runtime-session.ts';
import { Session, type SessionOptions } from '../harness/session.ts';
import { Steplight } from '../harness/steplight.ts';
import { copySample, emptyWorkspace, type WorkspaceCopy } from '../harness/workspace-copy.ts';

const ours = /dist\/(server|runtime|host)\.cjs/;

async function open(
  context: TestContext,
  workspace: WorkspaceCopy,
  options: Partial<SessionOptions> = {},
): Promise<Session> {
  const session = await Session.open({ folder: workspace.folder, ...options });
  context.onTestFinished(async () => {
    if (context.task.result?.state === 'fail') await session.explain(context.task.name);
    await session.close();
    workspace.remove();
  });
  return session;
}

/** Answers the way an Inngest dev server does when it is asked what it is. */
function inngestDevServer(): Promise<{ port: number; server: Server }> {
  const server = createServer((request, response) => {
    const isInfo = request.url === '/dev';
    response
      .writeHead(isInfo ? 200 : 404, {
        'content-type': 'application/json; charset=utf-8',
        'x-inngest-server-kind': 'dev',
      })
      .end(
        isInfo ? JSON.stringify({ version: '1.43.0', authed: false, startOpts: {}, functions: [] }) : '{}',
      );
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve({ server, port: (server.address() as AddressInfo).port }));
  });
}

test('a port used by an Inngest dev server: the notification names it, and another port is used', async (context) => {
  const { port, server } = await inngestDevServer();
  context.onTestFinished(() => void server.close());
  const session = await open(context, copySample('sdk4'), { settings: { 'steplight.port': port } });
  await session.workbench.openFile('src/contacts-import.ts');
  await session.workbench.lens('Send Event').waitFor();
  await session.workbench.command('Steplight: Start Runtime');

  const runtime = await aliveRuntime(session.home);
  expect(runtime.port).not.toBe(port);
  const notice = session.workbench.notification('Inngest dev server');
  await notice.waitFor();
  const text = (await notice.textContent()) ?? '';
  expect(text).toContain(String(port));
  expect(text).toContain(String(runtime.port));
  expect(text).toContain('1.43.0');
  await session.screenshot('port-taken');
});

test('a folder without inngest: nothing is loaded and nothing is shown', async (context) => {
  const workspace = emptyWorkspace();
  mkdirSync(join(workspace.folder, 'src'));
  writeFileSync(join(workspace.folder, 'package.json'), '{ "name": "plain", "dependencies": {} }\n');
  writeFileSync(join(workspace.folder, 'src/plain.ts'), 'export const answer: number = 42;\n');
  const session = await open(context, workspace);
  await session.workbench.openFile('src/plain.ts');
  await session.workbench.line('answer').waitFor();
  await until('the cheap test for inngest to be done', () =>
    session.logText().includes('this workspace does not use inngest'),
  );

  expect(await session.workbench.lenses()).toEqual([]);
  expect((await session.workbench.statusBarTexts()).join(' ')).not.toMatch(/steplight/i);
  expect(await session.workbench.viewContainer('Steplight').count()).toBe(0);
  expect(await session.workbench.hasCommand('Steplight: Send Event')).toBe(false);
  expect(await session.workbench.notifications()).toEqual([]);
  const started = commandLinesWith(session.home.folder).filter((line) => ours.test(line));
  expect(started).toEqual([]);
});

test('a package.json that names inngest is enough, in a package below, too: no file has to be opened', async (context) => {
  const workspace = emptyWorkspace();
  mkdirSync(join(workspace.folder, 'packages/jobs'), { recursive: true });
  writeFileSync(join(workspace.folder, 'package.json'), '{ "workspaces": ["packages/*"] }\n');
  const manifest = '{ "name": "jobs", "dependencies": { "inngest": "^4.0.0" } }\n';
  writeFileSync(join(workspace.folder, 'packages/jobs/package.json'), manifest);
  const session = await open(context, workspace);
  await until('Steplight to be in the status bar', async () =>
    (await session.workbench.statusBarTexts()).join(' ').includes('Steplight'),
  );
  expect(await session.workbench.hasCommand('Steplight: Send Event')).toBe(true);
  // Nothing has run that it could act on.
  expect(await session.workbench.hasCommand('Steplight: Cancel Run')).toBe(false);
});

test('in Restricted Mode the graph is there, and no code of the workspace is run', async (context) => {
  const session = await open(context, copySample('sdk4'), { restricted: true });
  const steplight = new Steplight(session.workbench);
  await session.workbench.openFile('src/contacts-import.ts');
  await steplight.openGraph();
  await session.screenshot('restricted-mode');
  expect(
    commandLinesWith(session.home.folder).filter((line) => /dist\/(runtime|host)\.cjs/.test(line)),
  ).toEqual([]);
});
