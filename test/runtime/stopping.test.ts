/**
 * Every signal in every state: `steplight dev` and the runtime process end within two seconds of the first one. The table of
 * seconds is printed with `STEPLIGHT_TABLE=1`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { RuntimeClient } from '../../runtime/src/client/runtime-client.ts';
import { readSession } from '../../runtime/src/client/session.ts';
import { listen, tokenFor } from '../support/runtime/heard.ts';
import { temporaryFolder } from '../support/runtime/runtime-harness.ts';
import { waitUntil } from '../support/wait-until.ts';

const root = resolve(import.meta.dirname, '../..');
const programs = {
  'steplight dev': [join(root, 'extension/src/cli/main.ts'), 'dev'],
  'the runtime process': [join(root, 'runtime/src/main.ts')],
};
type Program = keyof typeof programs;

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0).reverse()) cleanup();
});

const table: string[] = [];
afterAll(() => {
  if (process.env.STEPLIGHT_TABLE) process.stdout.write(`${table.join('\n')}\n`);
});

interface Started {
  child: ChildProcess;
  client: RuntimeClient;
  origin: string;
  data: string;
  /** What it printed. */
  output: () => string;
  exited: Promise<number | null>;
}

/** In a process group of its own, as a terminal does it. */
async function start(program: Program, cwd: string, data: string, args: string[] = []): Promise<Started> {
  const options = ['--no-discovery', '--port', '0', '--connect-gateway-port', '0', '--data', data];
  const child = spawn(process.execPath, [...programs[program], ...options, ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (text) => (output += text));
  const exited = new Promise<number | null>((done) => child.once('exit', done));
  cleanups.push(() => child.kill('SIGKILL'));
  const session = await waitUntil(
    'the session',
    () => (readSession(data)?.pid === child.pid ? readSession(data) : null),
    () => output,
    40_000,
  );
  const origin = `http://127.0.0.1:${session.port}`;
  return { child, client: new RuntimeClient(session), origin, data, output: () => output, exited };
}

/** Seconds until it ends. */
async function endedAfter({ child, exited }: Started, signal: NodeJS.Signals, group = false) {
  const began = performance.now();
  process.kill(group ? -child.pid! : child.pid!, signal);
  const code = await exited;
  return { code, seconds: (performance.now() - began) / 1_000 };
}

const functions = `
  import { appendFileSync } from 'node:fs';
  import { Inngest } from 'inngest';
  const inngest = new Inngest({ id: 'shop' });
  const note = (text) => appendFileSync('marks', text + '\\n');
  const define = (id, handler) => inngest.createFunction({ id, retries: 0, triggers: { event: id } }, handler);
  export const waits = define('waits', ({ step }) => step.waitForEvent('w', { event: 'never', timeout: '1h' }));
  export const sleeps = define('sleeps', ({ step }) => step.sleep('s', '1h'));
  export const works = define('works', ({ step }) => step.run('work', async () => {
    note('begins');
    if (process.env.SECOND !== '1') await new Promise((r) => setTimeout(r, 60_000));
    return 'done';
  }));
  export const spins = define('spins', ({ step }) => step.run('spin', () => { note('begins'); for (;;) {} }));
  export const quick = define('quick', ({ step }) => step.run('quick', () => 1));
  export const exits = define('exits', ({ step }) => step.run('exit', () => process.exit(7)));
  export const eats = define('eats', ({ step }) => step.run('eat', () => { const all = []; for (;;) all.push(new Array(1e6).fill(all.length)); }));
  process.on('SIGINT', () => process.exit(0));
`;

function project(): { path: string; data: string; marks: () => string[] } {
  const folder = temporaryFolder();
  cleanups.push(() => folder.remove());
  const path = join(folder.path, 'project');
  mkdirSync(join(path, 'node_modules'), { recursive: true });
  writeFileSync(join(path, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(path, 'functions.mjs'), functions);
  symlinkSync(join(root, 'node_modules/inngest-sdk4'), join(path, 'node_modules/inngest'), 'dir');
  const marks = () => {
    try {
      return readFileSync(join(path, 'marks'), 'utf8').trim().split('\n');
    } catch {
      return [];
    }
  };
  return { path, data: join(folder.path, 'data'), marks };
}

type Project = ReturnType<typeof project>;

const runsOf = async ({ client }: Started) => (await client.listRuns({ limit: 1_000 })).runs;

/** Starts it with hosted functions, and sends an event to one of them. */
async function hosting(program: Program, { path, data }: Project, event: string | null): Promise<Started> {
  const started = await start(program, path, data, ['--functions', 'functions.mjs']);
  if (event) await started.client.sendEvent({ name: event });
  return started;
}

/** Something that takes requests and never answers. */
async function suspendedApp(): Promise<string> {
  const server = createServer(() => {});
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  cleanups.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as { port: number }).port}/api/inngest`;
}

/** The functions as an app of their own, where no one hosts them, with a run whose step is at work there. */
async function withAppAtWork(
  program: Program,
  at: Project,
): Promise<{ started: Started; app: ChildProcess }> {
  writeFileSync(join(at.path, 'app.mjs'), appCode);
  const elsewhere = join(at.data, '../elsewhere');
  mkdirSync(elsewhere);
  const started = await start(program, elsewhere, at.data);
  const env = { ...process.env, INNGEST_DEV: started.origin };
  const app = spawn(process.execPath, ['app.mjs'], {
    cwd: at.path,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  cleanups.push(() => app.kill('SIGKILL'));
  const [port] = await once(app.stdout!, 'data');
  await started.client.addApp({ url: `http://127.0.0.1:${String(port).trim()}/api/inngest` });
  await started.client.sendEvent({ name: 'works' });
  await waitUntil('the step', () => at.marks().length > 0, started.output, 40_000);
  return { started, app };
}

const appCode = `
  import { createServer } from 'node:http';
  import { serve } from 'inngest/node';
  import { Inngest } from 'inngest';
  import * as functions from './functions.mjs';
  const handler = serve({ client: new Inngest({ id: 'shop' }), functions: Object.values(functions) });
  const server = createServer(handler).listen(0, '127.0.0.1', () => console.log(server.address().port));
`;

type State = (program: Program, project: Project) => Promise<Started>;

const isStatus = (status: string, functionId: string) => async (started: Started) =>
  waitUntil(
    `a run that is ${status}`,
    async () => (await runsOf(started)).find((run) => run.status === status && run.functionId === functionId),
    () => started.output(),
    40_000,
  );

const states: Record<string, State> = {
  idle: (program, at) => start(program, at.path, at.data),
  waiting: async (program, at) => {
    const started = await hosting(program, at, 'waits');
    await isStatus('waiting', 'shop-waits')(started);
    return started;
  },
  sleeping: async (program, at) => {
    const started = await hosting(program, at, 'sleeps');
    await isStatus('sleeping', 'shop-sleeps')(started);
    return started;
  },
  'an app that never answers': async (program, at) =>
    start(program, at.path, at.data, ['--app', await suspendedApp()]),
  'a hosted step in flight': async (program, at) => {
    const started = await hosting(program, at, 'works');
    await waitUntil('the step', () => at.marks().length > 0, started.output, 40_000);
    return started;
  },
  'a host that is busy': async (program, at) => {
    const started = await hosting(program, at, 'spins');
    await waitUntil('the step', () => at.marks().length > 0, started.output, 40_000);
    return started;
  },
  'an app that is suspended at work': async (program, at) => {
    const { started, app } = await withAppAtWork(program, at);
    app.kill('SIGSTOP');
    return started;
  },
  'a retry against an app that is gone': async (program, at) => {
    const { started, app } = await withAppAtWork(program, at);
    app.kill('SIGKILL');
    await waitUntil(
      'the retry',
      async () => (await runsOf(started))[0]?.requests.length === 0,
      started.output,
    );
    return started;
  },
  '500 events under load': (program, at) => underLoad(program, at, 500),
  '2,000 events under load': (program, at) => underLoad(program, at, 2_000),
  'clients that stay connected': async (program, at) => {
    const started = await start(program, at.path, at.data);
    for (let client = 0; client < 20; client++) await connectClients(started);
    return started;
  },
};

async function underLoad(program: Program, at: Project, count: number): Promise<Started> {
  const started = await hosting(program, at, 'quick');
  await isStatus('completed', 'shop-quick')(started);
  const events = Array.from({ length: count }, () => ({ name: 'quick', data: {} }));
  await fetch(`${started.origin}/e/key`, { method: 'POST', body: JSON.stringify(events) });
  return started;
}

/** A reader of the journal, subscribers by server-sent events and by WebSocket, and a connection that is kept alive. */
async function connectClients({ client, origin }: Started): Promise<void> {
  const stop = new AbortController();
  cleanups.push(() => stop.abort());
  const reading = client.follow({ signal: stop.signal });
  const first = reading.next();
  void first.then(
    async () => {
      for await (const _ of reading);
    },
    () => {},
  );
  await first;
  const token = await tokenFor(origin, 'shop', ['news']);
  const events = await fetch(`${origin}/v1/realtime/sse`, { headers: { authorization: `Bearer ${token}` } });
  expect(events.status).toBe(200);
  cleanups.push(() => void events.body?.cancel().catch(() => {}));
  const subscriber = await listen(origin, token);
  cleanups.push(() => subscriber.close());
  const kept = connect(Number(new URL(origin).port), '127.0.0.1');
  kept.on('error', () => {});
  kept.write('GET /health HTTP/1.1\r\nhost: localhost\r\nconnection: keep-alive\r\n\r\n');
  await once(kept, 'data');
}

const bar = 2;

for (const program of Object.keys(programs) as Program[]) {
  for (const [name, reach] of Object.entries(states)) {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
      // One signal in each state, all of them in one.
      if (signal !== 'SIGTERM' && name !== 'a hosted step in flight' && !process.env.STEPLIGHT_TABLE)
        continue;
      test(`${program}, ${name}: ends after one ${signal}`, async () => {
        const started = await reach(program, project());
        const { code, seconds } = await endedAfter(started, signal);
        table.push(`${program} | ${name} | ${signal} | ${seconds.toFixed(1)} s`);
        expect(code).toBe(0);
        expect(seconds).toBeLessThan(bar);
      }, 90_000);
    }
  }
}

test('Ctrl+C gives back what is at work, and the next start goes on with the same attempt', async () => {
  const at = project();
  const first = await states['a hosted step in flight']!('steplight dev', at);
  expect(await endedAfter(first, 'SIGINT', true)).toMatchObject({ code: 0 });
  writeFileSync(join(at.path, '.env'), 'SECOND=1\n');
  const second = await hosting('steplight dev', at, null);
  const run = await isStatus('completed', 'shop-works')(second);
  expect(run).toMatchObject({ output: 'done', failures: [], steps: [{ attempt: 0, failures: [] }] });
  expect(at.marks()).toEqual(['begins', 'begins']);
}, 90_000);

/** Small, so that it is full soon. */
const smallHeap = '--max-old-space-size=64';

test.each([
  ['exits', /ended while running the step: exit code 7\.$/],
  ['eats', /ended while running the step: out of memory\.$/],
])(
  'a run whose step %s says how its process ended',
  async (event, message) => {
    const at = project();
    writeFileSync(join(at.path, '.env'), `NODE_OPTIONS=${smallHeap}\n`);
    const started = await hosting('steplight dev', at, event);
    const run = await isStatus('failed', `shop-${event}`)(started);
    expect(run.error?.message).toMatch(message);
  },
  90_000,
);

test('cancelling a run whose step never lets go of the host frees it, and the others go on', async () => {
  const at = project();
  const started = await states['a host that is busy']!('steplight dev', at);
  await started.client.sendEvent({ name: 'quick' });
  const spinning = (await runsOf(started)).find(({ functionId }) => functionId === 'shop-spins')!;
  await started.client.cancelRun(spinning.runId);
  const quick = await isStatus('completed', 'shop-quick')(started);
  // Nothing answered for a moment, which costs no attempt.
  expect(quick).toMatchObject({ steps: [{ attempt: 0, failures: [] }] });
}, 90_000);

test('a second signal ends it at once, and its hosts with it', async () => {
  const at = project();
  const started = await states['a host that is busy']!('steplight dev', at);
  const host = (await started.client.status()).host.pid!;
  process.kill(started.child.pid!, 'SIGINT');
  await new Promise((done) => setTimeout(done, 200));
  const { seconds } = await endedAfter(started, 'SIGINT');
  expect(seconds).toBeLessThan(0.5);
  await waitUntil('the end of the host', () => !isRunning(host));
}, 90_000);

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
