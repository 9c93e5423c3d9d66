/** What prevents access to an app: redirects, encryption, slowness. */
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { inspectApp, syncApp } from '../../../runtime/src/registration/sync.ts';
import { createSender } from '../../../runtime/src/transport/sender.ts';
import { type ScriptedApp, scriptedApp, sdkAnswers } from '../../support/runtime/scripted-app.ts';

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function appThat(...args: Parameters<typeof scriptedApp>): Promise<ScriptedApp> {
  const app = await scriptedApp(...args);
  stops.push(app.stop);
  return app;
}

/** An SDK behind a framework that wants a trailing slash. */
const withSlash = (status: number, seen: string[] = []) =>
  appThat((request, response, body) => {
    const [path = '', query] = (request.url ?? '').split('?');
    if (!path.endsWith('/'))
      return response.writeHead(status, { location: `${path}/${query ? `?${query}` : ''}` }).end();
    seen.push(`${request.method} ${request.url} ${body}`);
    return sdkAnswers(() => ({}))(request, response, body);
  });

async function problemAt(url: string): Promise<string> {
  const result = await inspectApp(url);
  return result.kind === 'sdk' ? 'none' : `${result.kind}: ${result.problem.replaceAll(url, 'URL')}`;
}

describe('a redirect', () => {
  test.each([307, 308])(
    'with status %i is followed by syncs and requests, with method and body',
    async (status) => {
      const seen: string[] = [];
      const app = await withSlash(status, seen);
      expect(await syncApp(app.url, true)).toMatchObject({ kind: 'in-band', app: { appId: 'app' } });
      const sender = createSender({ timeout: 5_000 });
      const url = `${app.url}?fnId=app-import&stepId=step`;
      expect(await sender.send({ url, headers: {}, body: '{"n":1}' })).toMatchObject({
        kind: 'answered',
        answer: { kind: 'result' },
      });
      await sender.close();
      expect(seen.at(-1)).toBe('POST /api/inngest/?fnId=app-import&stepId=step {"n":1}');
    },
  );

  test('to another machine is not followed', async () => {
    const app = await appThat((_, response) =>
      response.writeHead(307, { location: 'http://evil.example/collect' }).end(),
    );
    expect(await problemAt(app.url)).toBe(
      "not-an-app: The app redirects URL to http://evil.example/collect (307), which is not served by the Inngest SDK: use the URL of the app's serve handler",
    );
    const sender = createSender({ timeout: 5_000 });
    const sent = await sender.send({ url: app.url, headers: {}, body: '{}' });
    await sender.close();
    expect(sent).toMatchObject({ kind: 'answered', answer: { kind: 'failure' } });
  });

  test('that leads back to itself fails', async () => {
    const app = await appThat((request, response) =>
      response.writeHead(308, { location: request.url }).end(),
    );
    expect(await problemAt(app.url)).toMatch(/^not-an-app: The app redirects URL to \/api\/inngest \(308\)/);
    expect(app.asked).toHaveLength(6);
  });

  test.each([302, 307])('with status %i to a login page names it', async (status) => {
    const app = await appThat((request, response) =>
      request.url?.startsWith('/sign-in')
        ? response.writeHead(200).end('<html>')
        : response.writeHead(status, { location: '/sign-in?redirect_url=%2Fapi%2Finngest' }).end(),
    );
    expect(await problemAt(app.url)).toBe(
      `not-an-app: The app redirects URL to /sign-in?redirect_url=%2Fapi%2Finngest (${status}): exclude this path from authentication in its middleware`,
    );
  });
});

describe('encryption', () => {
  const pem = (name: string) => readFileSync(new URL(`../../fixtures/tls/${name}.pem`, import.meta.url));

  async function encrypted(): Promise<number> {
    const server: Server = createServer({ key: pem('key'), cert: pem('cert') }, (_, response) =>
      response.end(),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    stops.push(() => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    });
    return (server.address() as AddressInfo).port;
  }

  test('where the server requires it, although the URL says http', async () => {
    const port = await encrypted();
    expect(await problemAt(`http://127.0.0.1:${port}/api/inngest`)).toBe(
      `unreachable: The server at http://127.0.0.1:${port} speaks HTTPS: use the URL https://127.0.0.1:${port}…`,
    );
  });

  test('with an untrusted certificate', async () => {
    const port = await encrypted();
    expect(await problemAt(`https://localhost:${port}/api/inngest`)).toBe(
      `unreachable: The certificate of https://localhost:${port} is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT): start Steplight with NODE_EXTRA_CA_CERTS=FILE, where FILE contains the certificate or that of its authority, or serve the app over HTTP`,
    );
  });

  test('where the server does not use it, although the URL says https', async () => {
    const { port } = await appThat((_, response) => response.end());
    expect(await problemAt(`https://127.0.0.1:${port}/api/inngest`)).toBe(
      `unreachable: The server at https://127.0.0.1:${port} does not speak HTTPS: use the URL http://127.0.0.1:${port}…`,
    );
  });
});
