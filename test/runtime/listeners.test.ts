/** Every port of the runtime as a process: nothing that arrives on a socket ends it, or is left without an answer. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startRequest, startResponse } from '../../runtime/src/connect/messages.ts';
import fc, { runs } from '../support/property.ts';
import { tokenFor } from '../support/runtime/heard.ts';
import { type Ending, sendRaw, upgradeTo } from '../support/runtime/raw-socket.ts';
import { temporaryFolder } from '../support/runtime/runtime-harness.ts';
import { type RuntimeProcess, startRuntimeProcess } from '../support/runtime/runtime-process.ts';
import { waitUntil } from '../support/wait-until.ts';

type Listener = 'main' | 'connect' | 'host';

const functions = `import { Inngest } from 'inngest';
export const pay = new Inngest({ id: 'shop' }).createFunction(
  { id: 'pay', triggers: [{ event: 'shop/paid' }] },
  async () => 'done',
);
`;

const folder = temporaryFolder();
let runtime: RuntimeProcess;
let ports: Record<Listener, number>;

beforeAll(async () => {
  mkdirSync(join(folder.path, 'node_modules'));
  const sdk = resolve(import.meta.dirname, '../../node_modules/inngest-sdk4');
  symlinkSync(sdk, join(folder.path, 'node_modules/inngest'), 'dir');
  writeFileSync(join(folder.path, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder.path, 'functions.ts'), functions);
  const args = ['--in-memory', '--port', '0', '--connect-gateway-port', '0'];
  const hosting = ['--workspace', folder.path, '--functions', 'functions.ts'];
  runtime = await startRuntimeProcess([...args, ...hosting]);
  const body = Buffer.from(startRequest.encode({ excludeGateways: [] }));
  const started = await fetch(`${runtime.runtime.origin}/v0/connect/start`, { method: 'POST', body });
  const { gatewayEndpoint } = startResponse.decode(new Uint8Array(await started.arrayBuffer()));
  const hosted = await waitUntil('the hosted app', async () =>
    (await runtime.client.status()).apps.find(({ source }) => source === 'hosted'),
  );
  const portOf = (url: string) => Number(new URL(url).port);
  ports = { main: runtime.runtime.port, connect: portOf(gatewayEndpoint), host: portOf(hosted.url) };
}, 60_000);

afterAll(async () => {
  await runtime?.kill();
  folder.remove();
});

/** The runtime and its host are the processes they were. */
async function checkAlive(): Promise<void> {
  expect([runtime.child.exitCode, runtime.child.signalCode, runtime.log]).toEqual([null, null, []]);
  expect((await runtime.client.status()).pid).toBe(runtime.child.pid);
  const { event } = await runtime.client.sendEvent({ name: 'shop/paid' });
  await waitUntil('the run', async () =>
    (await runtime.client.listRuns({ limit: 1_000 })).runs.find(
      (run) => run.eventIds.includes(event.internalId) && run.status === 'completed',
    ),
  );
  expect(portsOfHost(await runtime.client.status())).toEqual([ports.host]);
}

function portsOfHost({ apps }: Awaited<ReturnType<RuntimeProcess['client']['status']>>): number[] {
  return apps.filter(({ source }) => source === 'hosted').map(({ url }) => Number(new URL(url).port));
}

const listeners: Listener[] = ['main', 'connect', 'host'];
const targets = [
  '//',
  '///',
  '//x',
  '//[',
  '/\\',
  '*',
  '//localhost:99999/',
  'http://',
  'http://[/',
  '/%',
  '/#',
  '?',
];

test.each(listeners)('a path that is not a URL gets a response on the %s port', async (listener) => {
  for (const target of targets) {
    const request = `GET ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`;
    const answer = await sendRaw(ports[listener], [request], 'wait', 5_000);
    expect(`${target} ${answer.slice(0, 10)}`).toMatch(/ HTTP\/1\.1 4$/);
    await sendRaw(ports[listener], [upgradeTo(target)]);
    await sendRaw(ports[listener], [upgradeTo(target, { Host: 'evil.example' })]);
  }
  await checkAlive();
});

test('a subscriber, rejected or admitted, may send invalid frames', async () => {
  const token = await tokenFor(runtime.runtime.origin, 'c', ['t']);
  const nonsense = Buffer.from('ffffffffffffffff', 'hex');
  await sendRaw(ports.main, [upgradeTo(`/v1/realtime/connect?token=${token}`), nonsense]);
  await sendRaw(ports.connect, [upgradeTo('/v0/connect'), nonsense]);
  await checkAlive();
});

const word = fc.oneof(
  fc.constantFrom(
    ...targets,
    '/',
    '/e/key',
    '/v1/realtime/connect',
    '/v0/connect',
    '/steplight/stream',
    '/1/api/inngest',
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
);
const header = fc.tuple(
  fc.oneof(
    fc.constantFrom(
      'Host',
      'Origin',
      'Content-Length',
      'Transfer-Encoding',
      'Upgrade',
      'Connection',
      'Expect',
    ),
    fc.constantFrom(
      'Sec-WebSocket-Key',
      'Sec-WebSocket-Version',
      'Sec-WebSocket-Protocol',
      'Content-Type',
      'Host',
    ),
  ),
  fc.oneof(
    fc.constantFrom(
      '127.0.0.1',
      'a b',
      '',
      '//',
      '[',
      'chunked',
      'websocket',
      'Upgrade',
      '-1',
      '13',
      '100-continue',
    ),
    word,
  ),
);
const request = fc
  .record({
    method: fc.constantFrom('GET', 'POST', 'PUT', 'OPTIONS', 'CONNECT', 'PRI', 'get', ''),
    target: word,
    version: fc.constantFrom('HTTP/1.1', 'HTTP/1.0', 'HTTP/2.0', 'HTTP/9', ''),
    headers: fc.array(header, { maxLength: 5 }),
    body: fc.oneof(fc.constant(''), fc.string({ unit: 'binary', maxLength: 40 })),
  })
  .map(({ method, target, version, headers, body }) => {
    const lines = [`${method} ${target} ${version}`, ...headers.map(([name, value]) => `${name}: ${value}`)];
    return `${lines.join('\r\n')}\r\n\r\n${body}`;
  });
const upgrade = fc
  .tuple(word, fc.array(header, { maxLength: 2 }), fc.uint8Array({ maxLength: 40 }))
  .map(([target, headers, frames]) =>
    Buffer.concat([Buffer.from(upgradeTo(target, Object.fromEntries(headers))), frames]),
  );
const bytes = fc.oneof(request, upgrade, fc.uint8Array({ maxLength: 60 }).map(Buffer.from));
const half = fc.tuple(bytes, fc.double({ min: 0, max: 1, noNaN: true })).map(([text, part]) => {
  const whole = Buffer.from(text as Buffer);
  return whole.subarray(0, Math.floor(whole.length * part));
});
const attack = fc.record({
  pieces: fc.array(fc.oneof(bytes, half), { minLength: 1, maxLength: 3 }),
  ending: fc.constantFrom<Ending>('wait', 'end', 'reset', 'reset'),
});

test.each(listeners)(
  'the %s port survives malformed and partial requests, upgrades and resets',
  async (listener) => {
    const volley = fc.array(attack, { minLength: 8, maxLength: 16 });
    await fc.assert(
      fc.asyncProperty(volley, async (attacks) => {
        await Promise.all(attacks.map(({ pieces, ending }) => sendRaw(ports[listener], pieces, ending)));
        expect(runtime.child.exitCode).toBeNull();
      }),
      { numRuns: runs(20) },
    );
    await checkAlive();
  },
  600_000,
);
