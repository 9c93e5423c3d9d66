/** What may happen to a workspace while it is hosted. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { driveFunction } from '../../support/analysis/drive-function.ts';
import { type HostedWorkspace, hostWorkspace, onlyFunction } from '../../support/runtime/hosted-workspace.ts';
import { client, functionOf, paid } from '../../support/runtime/shop-function.ts';

let workspace: HostedWorkspace;
afterEach(() => workspace.stop());

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('while it is hosted', () => {
  const shop = (expression: string) => ({
    'client.ts': client,
    'value.ts': `export const value = ${expression};`,
    'functions.ts': `
      import { inngest } from './client';
      import { value } from './value';
      export const pay = ${functionOf('pay', 'value')};
    `,
  });

  test('nothing is loaded until it is needed', async () => {
    workspace = await hostWorkspace(shop('1'), { start: false });
    expect(workspace.registry.host().status).toBe('off');
    await workspace.registry.ensureReady();
    expect(onlyFunction(workspace).id).toBe('shop-pay');
  });

  test('a change to any loaded file is served at once; requests in flight end on the old code', async () => {
    workspace = await hostWorkspace({
      ...shop("'old'"),
      'functions.ts': `
        import { inngest } from './client';
        import { value } from './value';
        export const pay = ${functionOf('pay', 'new Promise((done) => setTimeout(() => done(value), 1_000))')};
      `,
    });
    const before = onlyFunction(workspace).url;
    const inFlight = driveFunction(() => onlyFunction(workspace).url, paid);
    workspace.write('value.ts', "export const value = 'new';");
    await workspace.until(
      () => workspace.registry.host().status === 'ready' && onlyFunction(workspace).url !== before,
      'the reload',
    );
    const after = await driveFunction(onlyFunction(workspace).url, paid);
    expect([(await inFlight).output, after.output]).toEqual(['old', 'new']);
  });

  test('broken code leaves the last good version in place until it is fixed', async () => {
    workspace = await hostWorkspace(shop("'good'"));
    const { until, write, registry } = workspace;
    write('value.ts', 'export const value = ;');
    await until(() => registry.host().status === 'failed', 'the failure');
    expect(registry.host().problem).toEqual({ file: 'value.ts', line: 1, message: 'Expression expected.' });
    expect((await driveFunction(onlyFunction(workspace).url, paid)).output).toBe('good');

    write('value.ts', "export const value = 'mended';");
    await until(() => registry.host().status === 'ready', 'the recovery');
    expect((await driveFunction(onlyFunction(workspace).url, paid)).output).toBe('mended');
  });

  test.each([
    ['.env', 'GREETING=new', 'GREETING=old'],
    [
      'tsconfig.json',
      '{ "compilerOptions": { "paths": { "#words": ["./new.ts"] } } }',
      '{ "compilerOptions": { "paths": { "#words": ["./old.ts"] } } }',
    ],
    ['words.json', '{ "greeting": "new" }', '{ "greeting": "old" }'],
  ])('a change to %s is served, too', async (file, newText, oldText) => {
    workspace = await hostWorkspace({
      '.env': 'GREETING=-',
      'tsconfig.json': '{ "compilerOptions": { "paths": { "#words": ["./old.ts"] } } }',
      'words.json': '{ "greeting": "-" }',
      'old.ts': "export const word = 'old';",
      'new.ts': "export const word = 'new';",
      [file]: oldText,
      'functions.ts': `
        ${client}
        import { word } from '#words';
        import words from './words.json';
        export const pay = ${functionOf('pay', '[process.env.GREETING, word, words.greeting]')};
      `,
    });
    const before = onlyFunction(workspace).url;
    workspace.write(file, newText);
    await workspace.until(
      () => workspace.registry.host().status === 'ready' && onlyFunction(workspace).url !== before,
      'the reload',
    );
    expect((await driveFunction(onlyFunction(workspace).url, paid)).output).toContain('new');
  });

  test('a host that keeps dying for the same reason says so once, and is restarted ever less often', async () => {
    workspace = await hostWorkspace({
      'functions.ts': `${client} export const pay = ${functionOf('pay', '1')}; setTimeout(() => process.exit(3), 50);`,
    });
    const { logs, until, registry, write } = workspace;
    const loaded = () => registry.host().status === 'ready';
    for (let crash = 0; crash < 2; crash++) {
      await until(() => registry.host().status === 'failed', 'the crash');
      await until(loaded, 'the restart');
    }
    expect(logs.map(({ text }) => text).filter((text) => /exited|Reloading/.test(text))).toEqual([
      'The host exited unexpectedly: exit code 3',
      'Reloading the functions in 500ms.',
    ]);
    write('functions.ts', `${client} export const pay = ${functionOf('pay', "'mended'")};`);
    await until(
      () => loaded() && logs.some(({ text }) => text.startsWith('functions.ts changed')),
      'the repair',
    );
    expect((await driveFunction(onlyFunction(workspace).url, paid)).output).toBe('mended');
  });

  test('a host that dies is restarted', async () => {
    workspace = await hostWorkspace(shop("'alive'"));
    const { until, registry, logs } = workspace;
    const { pid } = registry.host();
    process.kill(pid!, 'SIGKILL');
    await until(() => registry.host().status === 'failed', 'noticing the death');
    expect(registry.all()).toHaveLength(1);
    await until(() => registry.host().status === 'ready', 'the restart');
    expect(registry.host().pid).not.toBe(pid);
    expect((await driveFunction(onlyFunction(workspace).url, paid)).output).toBe('alive');
    expect(logs.map(({ text }) => text)).toContain('The host exited unexpectedly: terminated by SIGKILL');
  });

  test('what a function prints is attributed to its run', async () => {
    workspace = await hostWorkspace({
      'functions.ts': `
        ${client}
        console.log('loading');
        export const pay = ${functionOf('pay', "(console.log('printed'), console.warn('warned'), 1)")};
      `,
    });
    await driveFunction(onlyFunction(workspace).url, paid);
    await workspace.until(() => workspace.logs.length >= 3, 'printing');
    expect(workspace.logs).toMatchObject([
      { level: 'info', text: 'loading', runId: null },
      { level: 'info', text: 'printed', runId: 'run-1' },
      { level: 'warn', text: 'warned', runId: 'run-1' },
    ]);
  });

  test('only the runtime is admitted', async () => {
    workspace = await hostWorkspace(shop('1'));
    const { url } = onlyFunction(workspace);
    const status = async (init: RequestInit) => (await fetch(url, init)).status;
    expect(await status({ method: 'GET' })).toBe(405);
    expect(await status({ method: 'POST', body: '{}', headers: { origin: 'http://evil.example' } })).toBe(
      403,
    );
  });

  test('it does not outlive the runtime', async () => {
    workspace = await hostWorkspace(shop('1'), { start: false });
    const script = join(workspace.root, 'runtime.ts');
    workspace.write(
      'runtime.ts',
      `
        import { AppRegistry } from '${resolve('runtime/src/apps/app-registry.ts')}';
        import { systemClock } from '${resolve('runtime/src/clock.ts')}';
        const registry = new AppRegistry({
          clock: systemClock, log() {}, discovery: false, apps: [], serverOrigin: () => 'http://127.0.0.1:9',
        });
        await registry.configureHost({ root: ${JSON.stringify(workspace.root)}, files: ['functions.ts'], start: true });
        console.log(registry.host().pid);
        setInterval(() => {}, 1_000);
      `,
    );
    const runtime = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [printed] = (await once(runtime.stdout, 'data')) as [Buffer];
    runtime.kill('SIGKILL');
    await workspace.until(() => !isAlive(Number(printed)), 'the end of the host');
  });

  test('stopping does not wait for a file that never finishes loading', async () => {
    workspace = await hostWorkspace(
      { 'functions.ts': '// createFunction\nawait new Promise(() => setInterval(() => {}, 1_000));' },
      { start: false },
    );
    const starting = workspace.registry.ensureReady();
    await workspace.until(() => workspace.registry.host().status === 'starting', 'starting');
    await workspace.registry.stop();
    await starting;
    expect(workspace.registry.host()).toMatchObject({ status: 'stopped', pid: null });
  });

  test('stopping ends the process', async () => {
    workspace = await hostWorkspace(shop('1'));
    const { pid } = workspace.registry.host();
    await workspace.registry.stop();
    expect(workspace.registry.host()).toMatchObject({ status: 'stopped', pid: null });
    expect(isAlive(pid!)).toBe(false);
  });
});
