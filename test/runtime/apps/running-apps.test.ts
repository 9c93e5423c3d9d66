/** The sample as an app of its own, and what the registry makes of it. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { driveFunction } from '../../support/analysis/drive-function.ts';
import { type RegisteringServer, registeringServer } from '../../support/runtime/registering-server.ts';
import { freePort, type RunningSample, runSample } from '../../support/runtime/running-sample.ts';

let server: RegisteringServer;
let app: RunningSample | null;

beforeEach(async () => {
  server = await registeringServer();
  app = null;
});
afterEach(async () => {
  await app?.stop();
  await server.stop();
});

describe('an app that calls this runtime', () => {
  test.each(['sdk4', 'sdk3'] as const)(
    '%s reports its functions, and is known to call this runtime',
    async (variant) => {
      app = await runSample(variant, { INNGEST_DEV: server.origin });
      expect(await server.registry.addApp(app.url)).toMatchObject({
        appId: `contacts-${variant}`,
        url: app.url,
        source: 'running',
        framework: 'nodejs',
        status: 'ok',
        problem: null,
        targetsThisRuntime: true,
        functions: [
          {
            id: `contacts-${variant}-contacts-import`,
            name: 'Contacts Import and enrichment',
            triggers: [{ event: 'api/contact_list.uploaded' }],
          },
        ],
      });
      const { output } = await driveFunction(
        server.registry.find(`contacts-${variant}-contacts-import`)!.url,
        {
          name: 'api/contact_list.uploaded',
          data: { upload_id: 'u-1', filename: 'invalid.csv', user_id: 'ada' },
        },
      );
      expect(output).toMatchObject({ outcome: 'invalid' });
    },
  );

  test.each([
    ['sdk2', 'Contacts SDK 2', 'js:v2.7.2'],
    ['sdk1', 'Contacts SDK 1', 'js:v1.10.1'],
  ] as const)('%s registers when asked to', async (variant, appId, sdk) => {
    app = await runSample(variant, { INNGEST_DEVSERVER_URL: server.origin });
    expect(await server.registry.addApp(app.url)).toMatchObject({
      appId,
      url: app.url,
      sdk,
      status: 'ok',
      problem: null,
      targetsThisRuntime: true,
      functions: [{ name: 'Contacts Import and enrichment' }],
    });
  });

  test('an app that registers by itself is known, and polled later', async () => {
    app = await runSample('sdk1', { INNGEST_DEVSERVER_URL: server.origin });
    // The SDK registers when anybody asks it to, here the test in the runtime's place.
    await fetch(app.url, { method: 'PUT' });
    expect(server.registry.apps()).toMatchObject([
      { appId: 'Contacts SDK 1', sdk: 'js:v1.10.1', status: 'ok', problem: null, targetsThisRuntime: true },
    ]);
    expect(server.registry.find('contacts-sdk-1-contacts-import-and-enrichment')).toMatchObject({
      sdkMajor: 1,
      source: 'running',
      maxAttempts: 5,
    });
  });
});

describe('an app that cannot be used as it is says what to do', () => {
  test('it calls another server: it can be used, but the hint names the variable', async () => {
    const elsewhere = await freePort();
    app = await runSample('sdk4', { INNGEST_DEV: `http://127.0.0.1:${elsewhere}` });
    expect(await server.registry.addApp(app.url)).toMatchObject({
      status: 'ok',
      targetsThisRuntime: false,
      problem: `The app at ${app.url} sends its events to another server; start it with INNGEST_DEV=http://localhost:${server.port}`,
    });
    expect(server.registry.find('contacts-sdk4-contacts-import')).toMatchObject({
      targetsThisRuntime: false,
    });
  });

  test('it runs in cloud mode', async () => {
    app = await runSample('sdk4', { INNGEST_DEV: '0' });
    expect(await server.registry.addApp(app.url)).toMatchObject({
      appId: app.url,
      status: 'error',
      functions: [],
      problem: `The app at ${app.url} runs in cloud mode: start it with INNGEST_DEV=1`,
    });
  });

  test('nothing is listening', async () => {
    const port = await freePort();
    expect(await server.registry.addApp(`127.0.0.1:${port}/api/inngest`)).toMatchObject({
      status: 'unreachable',
      problem: `Nothing is listening at http://127.0.0.1:${port}/api/inngest: is the app running?`,
    });
  });

  test.each([
    [404, 'No Inngest endpoint found at URL (404): use the URL of the app’s serve handler'],
    [401, 'The app rejects requests to URL (401): exclude this path from authentication in its middleware'],
    [200, 'URL (200) is not served by the Inngest SDK: use the URL of the app’s serve handler'],
  ])('something else answers %i', async (status, problem) => {
    const other = createServer((_, response) => response.writeHead(status).end('hello'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/wrong`;
    expect(await server.registry.addApp(url)).toMatchObject({
      status: 'error',
      problem: problem.replace('URL', url).replace('’', "'"),
    });
    other.closeAllConnections();
    other.close();
  });
});

test('an app that hangs does not delay the others', async () => {
  const hanging = createServer(() => {});
  await new Promise<void>((resolve) => hanging.listen(0, '127.0.0.1', resolve));
  const address = hanging.address();
  let isOver = false;
  const adding = server.registry
    .addApp(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/api/inngest`)
    .finally(() => {
      isOver = true;
    });
  app = await runSample('sdk2', { INNGEST_DEVSERVER_URL: server.origin });
  expect(await server.registry.addApp(app.url)).toMatchObject({ appId: 'Contacts SDK 2', status: 'ok' });
  expect(isOver).toBe(false);
  hanging.closeAllConnections();
  hanging.close();
  await adding;
});

test('a running app takes precedence over the hosted one; when it goes away, its functions are hosted', async () => {
  const root = new URL('../../workspaces/contacts-import/sdk4', import.meta.url).pathname;
  await server.registry.configureHost({ root, files: ['src/contacts-import.ts'] });
  app = await runSample('sdk4', { INNGEST_DEV: server.origin });
  await server.registry.addApp(app.url);

  await server.registry.ensureReady();
  expect(server.registry.host().status).toBe('off');
  expect(server.registry.all()).toMatchObject([{ source: 'running', url: expect.stringContaining(app.url) }]);

  await app.stop();
  await server.registry.addApp(app.url);
  await server.registry.ensureReady();
  expect(server.registry.host()).toMatchObject({ status: 'ready', problem: null });
  expect(server.registry.all()).toMatchObject([{ source: 'hosted', targetsThisRuntime: true }]);
});

test('an app of another server is used only when its functions cannot be hosted, or when the user names it', async () => {
  await server.stop();
  server = await registeringServer({ discovery: true });
  const sample = new URL('../../workspaces/contacts-import/sdk4', import.meta.url).pathname;
  const port = await freePort();
  const hints = mkdtempSync(join(tmpdir(), 'steplight-hint-'));
  writeFileSync(join(hints, '.env'), `PORT=${port}\n`);
  await server.registry.configureHost({ root: hints, files: [] });
  app = await runSample('sdk4', { INNGEST_DEV: `http://127.0.0.1:${await freePort()}` }, port);
  server.registry.start({ port: server.port });
  await server.registry.ensureReady();
  expect(server.registry.all()).toMatchObject([{ source: 'running', targetsThisRuntime: false }]);

  await server.registry.configureHost({ root: sample, files: ['src/contacts-import.ts'] });
  await server.registry.ensureReady();
  expect(server.registry.all()).toMatchObject([{ source: 'hosted', targetsThisRuntime: true }]);

  // Without its path, which is one of the usual ones.
  expect(await server.registry.addApp(`localhost:${port}`)).toMatchObject({ status: 'ok', named: true });
  await server.registry.ensureReady();
  expect(server.registry.all()).toMatchObject([{ source: 'running', targetsThisRuntime: false }]);
});

test('a running app is discovered on the port that its .env names', async () => {
  await server.stop();
  server = await registeringServer({ discovery: true });
  const port = await freePort();
  const root = mkdtempSync(join(tmpdir(), 'steplight-hint-'));
  writeFileSync(join(root, '.env'), `PORT=${port}\n`);
  await server.registry.configureHost({ root, files: [] });
  app = await runSample('sdk4', { INNGEST_DEV: server.origin }, port);

  server.registry.start({ port: server.port });
  await server.registry.ensureReady();
  expect(server.registry.find('contacts-sdk4-contacts-import')).toMatchObject({
    source: 'running',
    targetsThisRuntime: true,
  });
});
