/** Startup: the port, the data folder, and what an earlier process left behind. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { readSession } from '../../runtime/src/client/session.ts';
import { defaultDataFolder } from '../../runtime/src/data-folder.ts';
import { whoOwns } from '../../runtime/src/discovery/port-owner.ts';
import { readProcessOptions } from '../../runtime/src/process-options.ts';
import { serveRawApp } from '../support/runtime/raw-app.ts';
import { runRuntime, temporaryFolder } from '../support/runtime/runtime-harness.ts';
import { ops, result, waits } from '../support/runtime/scripted-engine.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

function folder(): string {
  const { path, remove } = temporaryFolder();
  cleanups.push(remove);
  return path;
}

async function occupied(): Promise<number> {
  const server: Server = createServer((_, response) =>
    response.end(JSON.stringify({ version: '1.43.0', startOpts: {}, functions: [] })),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

test('a port in use is reported with its owner, and the next free one is used', async () => {
  const taken = await occupied();
  const { runtime, stop } = await runRuntime({ port: taken, whoOwns });
  cleanups.push(stop);
  expect(runtime.port).toBeGreaterThan(taken);
  expect(runtime.status().portTakenBy).toEqual({
    port: taken,
    kind: 'inngest-dev-server',
    version: '1.43.0',
  });
});

test('the session file is in the data folder, readable by its owner only, while the runtime runs', async () => {
  const path = folder();
  const { runtime, stop } = await runRuntime({ dataFolder: path });
  expect(readSession(path)).toMatchObject({
    pid: process.pid,
    port: runtime.port,
    token: runtime.token,
    apiVersion: 1,
  });
  expect(statSync(join(path, 'session.json')).mode & 0o777).toBe(0o600);
  await stop();
  expect(readSession(path)).toBe(null);
  expect(existsSync(join(path, 'lock'))).toBe(false);
});

test('a data folder has one owner; that of a dead process is taken over', async () => {
  const path = folder();
  writeFileSync(join(path, 'lock'), '1');
  await expect(runRuntime({ dataFolder: path })).rejects.toThrow(
    /is in use by process 1\. Stop that runtime, or choose another/,
  );
  writeFileSync(join(path, 'lock'), '999999999');
  writeFileSync(join(path, 'session.json'), JSON.stringify({ pid: 999999999, port: 1, token: 'x' }));
  expect(readSession(path)).toBe(null);
  const { stop } = await runRuntime({ dataFolder: path });
  cleanups.push(stop);
  expect(readFileSync(join(path, 'lock'), 'utf8')).toBe(String(process.pid));
});

test.skipIf(process.platform === 'win32')(
  'the lock of a dead process whose ID was reused by another program is taken over',
  async () => {
    const path = folder();
    const { pid } = await otherProgram();
    writeFileSync(join(path, 'lock'), String(pid));
    writeFileSync(join(path, 'lock-start'), `${pid} long ago`);
    const { stop } = await runRuntime({ dataFolder: path });
    expect(readFileSync(join(path, 'lock'), 'utf8')).toBe(String(process.pid));
    await stop();

    // An earlier version has noted only in its session when it began.
    writeFileSync(join(path, 'lock'), String(pid));
    const session = { pid, port: 1, token: 'x', startedAt: Date.now() };
    writeFileSync(join(path, 'session.json'), JSON.stringify(session));
    await expect(runRuntime({ dataFolder: path })).rejects.toThrow(`in use by process ${pid}`);
    writeFileSync(join(path, 'session.json'), JSON.stringify({ ...session, startedAt: 1 }));
    const next = await runRuntime({ dataFolder: path });
    cleanups.push(next.stop);
    expect(readdirSync(path)).toContain('lock-start');
  },
);

test.skipIf(process.platform === 'win32')(
  'a session is that of a living runtime, not of another program that has its ID by now',
  async () => {
    const path = folder();
    const { pid } = await otherProgram();
    const session = { pid, port: 1, token: 'x', startedAt: Date.now() };
    writeFileSync(join(path, 'session.json'), JSON.stringify(session));
    expect(readSession(path)).toEqual(session);
    writeFileSync(join(path, 'session.json'), JSON.stringify({ ...session, startedAt: 1 }));
    expect(readSession(path)).toBe(null);
    writeFileSync(join(path, 'session.json'), JSON.stringify(session));
    writeFileSync(join(path, 'lock-start'), `${pid} long ago`);
    expect(readSession(path)).toBe(null);
    rmSync(join(path, 'lock-start'));
    utimesSync(join(path, 'session.json'), new Date(2001, 0, 1), new Date(2001, 0, 1));
    expect(readSession(path)).toBe(null);
  },
);

test('a journal that fails while the runtime stops for that very reason ends it once', async () => {
  const path = folder();
  const stopped: unknown[] = [];
  const harness = await runRuntime({ dataFolder: path, onStopped: (error) => stopped.push(error) });
  cleanups.push(harness.stop);
  const answer = fetch(`${harness.runtime.origin}/e/key`, {
    method: 'POST',
    body: '{"name":"list.uploaded"}',
  });
  harness.runtime.journal.close();
  expect((await answer).status).toBe(500);
  harness.runtime.engine.record([{ kind: 'clock-set', offset: 1, pausedAt: null }]);
  harness.runtime.engine.flush();
  await Promise.all([harness.runtime.stop(), harness.runtime.stop()]);
  expect(stopped).toEqual([expect.objectContaining({ message: expect.stringMatching(/not open/) })]);
  expect(readdirSync(path)).toEqual(
    ['journal.sqlite', 'journal.sqlite-wal'].filter((name) => existsSync(join(path, name))),
  );
});

async function otherProgram(): Promise<{ pid: number }> {
  const child = spawn('sleep', ['60']);
  cleanups.push(() => void child.kill());
  await once(child, 'spawn');
  return { pid: child.pid! };
}

test('a waiting run continues in the next process as soon as its function is served again', async () => {
  const path = folder();
  const first = await runRuntime({ dataFolder: path });
  const answer = ({ steps }: { steps: Record<string, unknown> }) =>
    'w' in steps
      ? result('reviewed')
      : ops(waits('w', 'list.reviewed', '7d', 'event.data.id == async.data.id'));
  const app = await serveRawApp(first.runtime.origin, [{ id: 'raw-import', event: 'list.uploaded' }], answer);
  cleanups.push(() => app.stop());
  await first.client.sendEvent({ name: 'list.uploaded', data: { id: 7 } });
  const before = await first.runThatIs('waiting');
  await first.stop();

  const second = await runRuntime({ dataFolder: path });
  cleanups.push(second.stop);
  expect((await second.client.getRun(before.runId)).run).toEqual(before);
  await second.client.sendEvent({ name: 'list.reviewed', data: { id: 8 } });
  await second.client.sendEvent({ name: 'list.reviewed', data: { id: 7 } });
  // Nobody serves the function yet: the run is kept until somebody does.
  expect((await second.runs())[0]).toMatchObject({ status: 'running', steps: [{ status: 'completed' }] });
  const again = await serveRawApp(
    second.runtime.origin,
    [{ id: 'raw-import', event: 'list.uploaded' }],
    answer,
  );
  cleanups.push(() => again.stop());
  expect(await second.runThatIs('completed')).toMatchObject({
    output: 'reviewed',
    steps: [{ wait: { nearMisses: [{}] } }],
  });
});

test("the default data folder is the workspace's own", () => {
  const env = { XDG_STATE_HOME: '/state', LOCALAPPDATA: '/state' };
  const [one, other] = ['/code/one', '/code/other'].map((path) => defaultDataFolder(path, env));
  expect(one).not.toBe(other);
  expect(one).toContain('one-');
  expect(defaultDataFolder('/code/one', { STEPLIGHT_DATA: '/elsewhere' })).toMatch(/elsewhere$/);
});

test('options are parsed, and problems with them are reported', () => {
  const read = (text: string) => readProcessOptions(text.split(' ').filter(Boolean), '/code');
  expect(read('')).toMatchObject({
    port: 8288,
    workspace: '/code',
    discovery: true,
    backoff: { kind: 'short' },
    requestTimeout: 7_200_000,
  });
  expect(
    read('--port 0 --backoff official --no-discovery --app a --app b --request-timeout 1m30s'),
  ).toMatchObject({
    port: 0,
    backoff: { kind: 'official' },
    discovery: false,
    apps: ['a', 'b'],
    requestTimeout: 90_000,
  });
  // Scripts that start the official dev server work unchanged.
  expect(read('-u a --sdk-url b -p 1 --no-poll --tick 10 --log-level trace')).toMatchObject({
    apps: ['a', 'b'],
    port: 1,
    poll: false,
  });
  expect(read('--retry-interval 2').backoff).toEqual({ kind: 'fixed', milliseconds: 2_000 });
  expect(() => read('--port abc')).toThrow('--port must be a port number from 0 to 65535.');
  expect(() => read('--backoff slow')).toThrow('--backoff must be short or official.');
  expect(() => read('--retry-interval soon')).toThrow(
    '--retry-interval must be a duration such as 30s or 2h.',
  );
  expect(() => read('--prot 1')).toThrow(/prot/);
});
