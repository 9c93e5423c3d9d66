/** What becomes of a request to an app, by what comes back: whole, broken, late, or nothing. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createSender } from '../../../runtime/src/transport/sender.ts';
import { type ScriptedApp, scriptedApp } from '../../support/runtime/scripted-app.ts';
import { waitUntil } from '../../support/wait-until.ts';

const apps: ScriptedApp[] = [];
afterEach(async () => {
  for (const app of apps.splice(0)) await app.stop();
});

type Answer = (response: ServerResponse, request: IncomingMessage) => unknown;

const sdk = { 'x-inngest-sdk': 'inngest-js:v4.24.0', 'content-type': 'application/json' };

async function appThat(answer: Answer): Promise<ScriptedApp> {
  const app = await scriptedApp((request, response) => answer(response, request));
  apps.push(app);
  return app;
}

/** On one line: what it is, and whether it is tried again. */
async function outcomeOf(url: string, timeout = 5_000): Promise<string> {
  const sender = createSender({ timeout });
  const result = await sender.send({ url, headers: {}, body: '{}' });
  await sender.close();
  if (result.kind === 'unreachable') return `unreachable: ${result.message}`;
  if (result.kind === 'interrupted') return 'interrupted';
  const { answer } = result;
  if (answer.kind === 'ops') return `${answer.ops.length} ops`;
  if (answer.kind === 'result') return `result ${JSON.stringify(answer.output)}`;
  const { error, retriable, from } = answer;
  return `${from} failure, ${retriable ? 'again' : 'final'}: ${error.message}`;
}

const checkOutcome = async (answer: Answer, expected: string) => {
  const { url, port } = await appThat(answer);
  expect((await outcomeOf(url)).replaceAll(`http://127.0.0.1:${port}`, 'ORIGIN')).toBe(expected);
};

test('JSON with another content type is still read', () =>
  checkOutcome(
    (response) => response.writeHead(200, { ...sdk, 'content-type': 'text/plain' }).end('{"rows":3}'),
    'result {"rows":3}',
  ));

test('an HTML page in place of ops', () =>
  checkOutcome(
    (response) => response.writeHead(206, sdk).end('<html>login</html>'),
    'transport failure, again: The app responded with status 206, but not with a list of ops: <html>login</html>',
  ));

test('a result that is not JSON is a text', () =>
  checkOutcome((response) => response.writeHead(200, sdk).end('done'), 'result "done"'));

test('a response that is not from the SDK, whatever its status', () =>
  checkOutcome(
    (response) => response.writeHead(200).end('hello'),
    'transport failure, again: The response did not come from an Inngest SDK',
  ));

test('a response that arrives in chunks', () =>
  checkOutcome((response) => {
    response.writeHead(201, sdk);
    for (const piece of ['  ', '{"status":200,"headers":{},', ' "body":"{\\"rows\\":3}"}'])
      response.write(piece);
    response.end();
  }, 'result {"rows":3}'));

test.each<[string, Answer]>([
  ['nothing', () => {}],
  ['the beginning of an answer, and nothing more,', (response) => response.writeHead(200, sdk).write('{"ro')],
  [
    'an answer that never ends,',
    (response) => {
      response.writeHead(200, sdk);
      const drops = setInterval(() => response.write(' '), 10);
      response.on('close', () => clearInterval(drops));
    },
  ],
])('%s within the time', async (_, answer) => {
  const { url, port } = await appThat(answer);
  expect(await outcomeOf(url, 100)).toContain(
    `transport failure, again: The app at http://127.0.0.1:${port} did not respond within`,
  );
});

test('a response that is cut off', () =>
  checkOutcome((response, request) => {
    response
      .writeHead(200, { ...sdk, 'content-length': '100' })
      .write('{"rows":', () => request.socket.destroy());
  }, 'transport failure, again: The connection to ORIGIN was lost: aborted.'));

test('a connection that is lost before a response', () =>
  checkOutcome(
    (_, request) => request.socket.destroy(),
    'transport failure, again: The connection to ORIGIN was lost: socket hang up.',
  ));

test('an app that switches to another protocol', () =>
  checkOutcome(
    (_, request) =>
      request.socket.end(
        'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
      ),
    'transport failure, again: The connection to ORIGIN was lost: the app switched to another protocol.',
  ));

test('a response that claims to be compressed but is not', () =>
  checkOutcome(
    (response) => response.writeHead(200, { ...sdk, 'content-encoding': 'gzip' }).end('{"rows":3}'),
    'transport failure, again: The connection to ORIGIN was lost: incorrect header check.',
  ));

test('an unknown encoding', () =>
  checkOutcome(
    (response) => response.writeHead(200, { ...sdk, 'content-encoding': 'zstd-9' }).end('x'),
    'transport failure, again: The connection to ORIGIN was lost: the response encoding zstd-9 is not supported.',
  ));

test('nothing is listening', async () => {
  const app = await appThat(() => {});
  await app.stop();
  expect(await outcomeOf(app.url)).toBe(
    `unreachable: Nothing is listening at http://127.0.0.1:${app.port}. Restart the app.`,
  );
});

/** After a first request, so that the second one finds a kept connection. */
async function sendTwice(second: (response: ServerResponse, request: IncomingMessage) => unknown) {
  let connection: Socket | null = null;
  const app = await appThat((response, request) => {
    connection = request.socket;
    if (app.asked.length === 2) second(response, request);
    else response.writeHead(200, sdk).end('"done"');
  });
  const sender = createSender({ timeout: 5_000 });
  const send = () => sender.send({ url: app.url, headers: {}, body: '{}' });
  expect(await send()).toMatchObject({ answer: { output: 'done' } });
  return { app, sender, send, connection: () => connection! };
}

test('if the app has closed a keep-alive connection, the request is sent over another', async () => {
  const { app, sender, send, connection } = await sendTwice((response) =>
    response.writeHead(200, sdk).end('"again"'),
  );
  connection().destroy();
  expect(await send()).toMatchObject({ answer: { output: 'again' } });
  expect(app.asked).toHaveLength(2);
  await sender.close();
});

test('a request that the app has received is not sent again when a keep-alive connection is reset', async () => {
  const { app, sender, send } = await sendTwice((_, request) => request.socket.resetAndDestroy());
  expect(await send()).toMatchObject({ answer: { kind: 'failure', retriable: true } });
  expect(app.asked).toHaveLength(2);
  await sender.close();
});

test('a connection that is lost while the runtime stops is an interruption, and nothing is sent again', async () => {
  const { app, sender, send } = await sendTwice(() => {});
  const sent = send();
  await waitUntil('the second request', () => app.asked.length === 2);
  sender.stop();
  await sender.close();
  expect(await sent).toEqual({ kind: 'interrupted' });
  expect(app.asked).toHaveLength(2);
});

test('an app that goes away just before the runtime stops counts as interrupted, too', async () => {
  const { sender, send } = await sendTwice((_, request) =>
    request.socket.once('close', () => gone()).destroy(),
  );
  let gone = () => {};
  const isGone = new Promise<void>((resolve) => {
    gone = resolve;
  });
  const sent = send();
  await isGone;
  sender.stop();
  expect(await sent).toEqual({ kind: 'interrupted' });
  await sender.close();
});
