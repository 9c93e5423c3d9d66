/** The state of a running app, and why; what happens when it changes, disappears, moves or has a duplicate. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeClock } from '../../support/fake-clock.ts';
import { type RegisteringServer, registeringServer } from '../../support/runtime/registering-server.ts';
import {
  type ScriptedApp,
  type ServedApp,
  scriptedApp,
  sdkAnswers,
} from '../../support/runtime/scripted-app.ts';
import { waitUntil } from '../../support/wait-until.ts';

let server: RegisteringServer;
let clock: FakeClock;
const apps: ScriptedApp[] = [];

beforeEach(async () => {
  clock = new FakeClock();
  server = await registeringServer({ clock });
});
afterEach(async () => {
  for (const app of apps.splice(0)) await app.stop();
  await server.stop();
});

async function listening(...args: Parameters<typeof scriptedApp>): Promise<ScriptedApp> {
  const app = await scriptedApp(...args);
  apps.push(app);
  return app;
}

/** From here on an app has a tenth of a second to answer. */
async function hurry(): Promise<void> {
  await server.stop();
  server = await registeringServer({ clock, syncTimeout: 100 });
}

const serving = (served: ServedApp = {}, port = 0) =>
  listening(
    sdkAnswers(() => served),
    port,
  );

const sdk = { 'x-inngest-sdk': 'inngest-js:v4.24.0' };

/** The app's state with its URL as `URL`. */
async function stateOf(app: ScriptedApp): Promise<string> {
  const { status, problem } = await server.registry.addApp(app.url);
  return `${status}: ${problem}`.replaceAll(app.url, 'URL');
}

/** Lets time pass until the registry has asked the app again. */
async function nextPoll(app: ScriptedApp): Promise<void> {
  const before = app.asked.length;
  await waitUntil('the poll', () => {
    clock.advance(5_000);
    return app.asked.length > before;
  });
}

describe('an answer that is no app', () => {
  test.each([
    [
      401,
      'error: The app rejects requests to URL (401): exclude this path from authentication in its middleware',
    ],
    [
      403,
      'error: The app rejects requests to URL (403): exclude this path from authentication in its middleware',
    ],
    [404, "error: No Inngest endpoint found at URL (404): use the URL of the app's serve handler"],
    [500, "error: URL (500) is not served by the Inngest SDK: use the URL of the app's serve handler"],
    [200, "error: URL (200) is not served by the Inngest SDK: use the URL of the app's serve handler"],
  ])('status %i', async (status, state) => {
    const app = await listening((_, response) => response.writeHead(status).end('<html>'));
    expect(await stateOf(app)).toBe(state);
  });

  test('nothing within the time', async () => {
    await hurry();
    expect(await stateOf(await listening(() => {}))).toBe(
      'unreachable: The app at URL did not respond in time',
    );
  });

  test('an app that is always slow gets longer the next time', async () => {
    await hurry();
    const answer = sdkAnswers(() => ({}));
    const app = await listening((...args) => setTimeout(() => answer(...args), 150));
    const states = [await stateOf(app)];
    while (states.length < 4 && !states.at(-1)?.startsWith('ok')) states.push(await stateOf(app));
    expect([states[0], states.at(-1)?.slice(0, 4)]).toEqual([
      'unreachable: The app at URL did not respond in time',
      'ok: ',
    ]);
  });

  test('a body that does not end', async () => {
    await hurry();
    const app = await listening((_, response) => response.writeHead(200, sdk).write('{'));
    expect(await stateOf(app)).toBe('unreachable: The app at URL did not respond in time');
  });

  test('an endless body', async () => {
    const chunk = 'x'.repeat(1 << 20);
    const app = await listening((_, response) => {
      response.writeHead(200, sdk);
      const more = () => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on('drain', more);
      more();
    });
    expect(await stateOf(app)).toMatch(
      /^unreachable: The app at URL (cannot be reached: the response is too large|did not respond in time)$/,
    );
  });

  test('a connection that breaks', async () => {
    const app = await listening((request) => request.socket.destroy());
    expect(await stateOf(app)).toMatch(/^unreachable: The app at URL cannot be reached: /);
  });
});

describe('an app that cannot be used', () => {
  const syncing = (status: number, body: string) =>
    listening((request, response) =>
      request.method === 'GET'
        ? response.writeHead(200, sdk).end('{"mode":"dev"}')
        : response.writeHead(status, sdk).end(body),
    );

  test.each([
    [
      401,
      '{"message":"No x-inngest-signature"}',
      'requires a signature (401): start it with INNGEST_DEV=1: No x-inngest-signature',
    ],
    [500, '{"message":"boom"}', 'could not register (500): boom'],
    [500, 'no JSON', 'could not register (500)'],
  ])('its sync answers %i %s', async (status, body, state) => {
    expect(await stateOf(await syncing(status, body))).toBe(`error: The app at URL ${state}`);
  });

  test('its registration cannot be read', async () => {
    const app = await syncing(200, '{"app_id":"shop","url":"http://localhost","functions":[{"id":"pay"}]}');
    expect(await stateOf(app)).toBe(
      'error: The registration of shop has no usable execution URL for function pay',
    );
  });

  test('it is in cloud mode', async () => {
    const app = await listening((_, response) => response.writeHead(200, sdk).end('{"mode":"cloud"}'));
    expect(await stateOf(app)).toBe('error: The app at URL runs in cloud mode: start it with INNGEST_DEV=1');
    expect(app.asked).toEqual(['GET']);
  });

  test('it serves nothing', async () => {
    expect(await stateOf(await serving({ functions: [] }))).toBe(
      'error: The app at URL serves no functions: pass them to serve()',
    );
  });
});

describe('an app that runs', () => {
  test('responds with the wrong content type, and is still read', async () => {
    const answers = sdkAnswers(() => ({}));
    const app = await listening((request, response, body) => {
      const writeHead = response.writeHead.bind(response);
      response.writeHead = ((status: number, headers: object) =>
        writeHead(status, { ...headers, 'content-type': 'text/html' })) as typeof response.writeHead;
      return answers(request, response, body);
    });
    expect(await server.registry.addApp(app.url)).toMatchObject({ appId: 'app', status: 'ok' });
  });

  test.each(['v3.54.2', 'v4.24.0'])('tells its SDK: %s', async (version) => {
    const { url } = await serving({ sdk: version });
    expect(await server.registry.addApp(url)).toMatchObject({ sdk: `js:${version}`, framework: 'express' });
  });

  test('is polled every five seconds, and its current functions are served', async () => {
    const served: ServedApp = {};
    const app = await listening(sdkAnswers(() => served));
    await server.registry.addApp(app.url);
    server.registry.start({ port: 1 });
    await nextPoll(app);
    served.functions = [{ id: 'export', event: 'list.asked' }];
    await nextPoll(app);
    await waitUntil('the change', async () => server.registry.find('app-export') ?? undefined);
    expect(server.registry.find('app-import')).toBeNull();
  });

  test('is not considered gone when it is late once', async () => {
    await hurry();
    let isLate = false;
    const answers = sdkAnswers(() => ({}));
    const app = await listening((request, response, body) => isLate || answers(request, response, body));
    await server.registry.addApp(app.url);
    isLate = true;
    expect(await server.registry.addApp(app.url)).toMatchObject({ status: 'ok' });
  });

  test('is polled over a new connection after a restart', async () => {
    const first = await serving();
    await server.registry.addApp(first.url);
    await first.stop();
    const again = await serving({}, first.port);
    expect(await server.registry.addApp(again.url)).toMatchObject({
      status: 'ok',
      problem: expect.anything(),
    });
  });
});

describe('several addresses', () => {
  test('two apps with one ID: the newest is used, and the other one when that goes away', async () => {
    const [one, two] = [await serving(), await serving()];
    await register(one);
    await register(two);
    expect(server.registry.apps().map(({ url, status }) => `${url} ${status}`)).toEqual([
      `${one.url} ok`,
      `${two.url} ok`,
    ]);
    expect(server.registry.find('app-import')!.url).toContain(two.url);
    await two.stop();
    await server.registry.addApp(two.url);
    expect(server.registry.find('app-import')!.url).toContain(one.url);
  });

  test('an app that has moved to another port is used there, and the old address is forgotten', async () => {
    const old = await serving();
    await register(old);
    await old.stop();
    const moved = await serving();
    await register(moved);
    server.registry.start({ port: 1 });
    for (let polls = 0; polls < 12; polls++) await nextPoll(moved);
    await waitUntil('the old address to be forgotten', async () =>
      server.registry.apps().every(({ url }) => url === moved.url) ? true : undefined,
    );
    expect(server.registry.find('app-import')!.url).toContain(moved.url);
  });

  test('localhost and 127.0.0.1 are one address', async () => {
    const app = await serving();
    await server.registry.addApp(app.url);
    await server.registry.addApp(app.url.replace('127.0.0.1', 'localhost'));
    expect(server.registry.apps()).toHaveLength(1);
  });

  test('an app that goes away is reported as away, and its functions are still known', async () => {
    const app = await serving();
    await register(app);
    await app.stop();
    expect(await stateOf(app)).toBe('unreachable: Nothing is listening at URL: is the app running?');
    expect(server.registry.find('app-import')).not.toBeNull();
  });

  /** As the app does when it comes forward. */
  async function register(app: ScriptedApp): Promise<void> {
    const response = await fetch(app.url, {
      method: 'PUT',
      headers: { 'x-inngest-sync-kind': 'in_band', connection: 'close' },
    });
    const { app_id: appName, ...body } = (await response.json()) as { app_id: string };
    server.registry.acceptRegistration({ ...body, appName });
  }
});
