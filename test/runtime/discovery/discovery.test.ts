import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { Discovery } from '../../../runtime/src/discovery/discovery.ts';
import { whoOwns } from '../../../runtime/src/discovery/port-owner.ts';
import { loopbackAddressOf, portHints, portsToTry } from '../../../runtime/src/discovery/ports.ts';
import { freePort } from '../../support/runtime/running-sample.ts';

const servers: Server[] = [];
const folders: string[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

async function listening(answer: RequestListener): Promise<number> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

function folderWith(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'steplight-ports-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

describe('the ports to try', () => {
  const checkHints = async (files: Record<string, string>, expected: number[]) =>
    expect(await portHints(folderWith(files))).toEqual(expected);

  test('PORT in .env files', () =>
    checkHints({ '.env.local': 'A=1\nPORT=4123', '.env': 'export PORT="4124"\n#PORT=4125' }, [4123, 4124]));

  test('ports in the scripts of package.json', () =>
    checkHints(
      {
        'package.json': JSON.stringify({
          version: '4.0.0',
          scripts: {
            dev: 'next dev --port 4001',
            start: 'PORT=4002 node .',
            preview: 'vite -p 4003 --port=4004',
          },
        }),
      },
      [4001, 4002, 4003, 4004],
    ));

  test('none in a folder without hints, or with nonsense', () =>
    checkHints({ '.env': 'PORT=99999', 'package.json': '{ broken' }, []));

  test("the project's ports come first, then the environment's, then common ones", () => {
    const ports = portsToTry([4123], { PORT: '4200' });
    expect(ports.slice(0, 3)).toEqual([4123, 4200, 3000]);
    expect(new Set(ports).size).toBe(ports.length);
  });

  test('an open port is distinguished from a closed one', async () => {
    const open = await listening((_, response) => response.end());
    expect(await loopbackAddressOf(open)).toBe('127.0.0.1');
    expect(await loopbackAddressOf(await freePort())).toBeNull();
  });
});

describe('looking for apps', () => {
  /** A clock that stands still until it is told otherwise. */
  const clockAt = (start: number) => {
    let now = start;
    return {
      now: () => now,
      setTimer: () => () => {},
      advance: (by: number) => {
        now += by;
      },
    };
  };

  /** A discovery that looks at one port of a listener first, with what the listener was asked. */
  async function looking(answer: RequestListener) {
    const asked: string[] = [];
    const port = await listening((request, response) => {
      asked.push(request.url ?? '');
      answer(request, response);
    });
    const clock = clockAt(0);
    const discovery = new Discovery(clock);
    await discovery.readHints([folderWith({ '.env': `PORT=${port}` })]);
    const others = new Set(portsToTry([], {}));
    return { asked, clock, port, scan: (eager = false) => discovery.scan(others, eager) };
  }

  test('an SDK endpoint is found at any of its common paths', async () => {
    const { port, scan } = await looking((request, response) => {
      if (request.url === '/x/inngest') response.setHeader('x-inngest-sdk', 'inngest-js:v4.24.0');
      else response.statusCode = 404;
      response.end('{}');
    });
    expect(await scan()).toEqual([`http://127.0.0.1:${port}/x/inngest`]);
  });

  test('a port that another program uses is not probed again for a while, and then ever more rarely', async () => {
    const { asked, clock, scan } = await looking((_, response) => response.writeHead(404).end());
    const paths = 4;
    await scan();
    expect(asked).toHaveLength(paths);
    await scan();
    clock.advance(29_000);
    await scan();
    expect(asked).toHaveLength(paths);
    clock.advance(1_000);
    await scan();
    expect(asked).toHaveLength(2 * paths);
    clock.advance(30_000);
    await scan();
    expect(asked).toHaveLength(2 * paths);
  });

  test('it is probed at once when a run waits for an app', async () => {
    const { asked, scan } = await looking((_, response) => response.writeHead(404).end());
    await scan();
    await scan(true);
    expect(asked).toHaveLength(8);
  });
});

describe('who owns a port', () => {
  const checkOwner = async (answer: RequestListener, expected: object) => {
    const port = await listening(answer);
    expect(await whoOwns(port)).toEqual({ port, ...expected });
  };

  test('an Inngest dev server, with its version', () =>
    checkOwner(
      (_, response) =>
        response.end(
          '{"version":"1.43.0","authed":false,"startOpts":{"urls":[]},"functions":[],"handlers":[]}',
        ),
      { kind: 'inngest-dev-server', version: '1.43.0' },
    ));

  test('another Steplight', () =>
    checkOwner((_, response) => response.end('{"version":"0.1.0","steplight":true,"functions":[]}'), {
      kind: 'steplight',
      version: '0.1.0',
    }));

  test('another program', () => checkOwner((_, response) => response.end('hello'), { kind: 'unknown' }));

  test('no response', async () => {
    const port = await freePort();
    expect(await whoOwns(port)).toEqual({ port, kind: 'unknown' });
  });
});
