/** Loading functions does not start the app. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { driveFunction } from '../../support/analysis/drive-function.ts';
import { type HostedWorkspace, hostWorkspace, onlyFunction } from '../../support/runtime/hosted-workspace.ts';
import { client, functionOf, outputOf, paid } from '../../support/runtime/shop-function.ts';

let workspace: HostedWorkspace;
afterEach(() => workspace.stop());

const pay = `export const pay = ${functionOf('pay', '1')};`;

/** The function is served, and what its file does besides is told with its place. */
async function checkNotice(
  fixture: Record<string, string>,
  notice: { about: string; file: string; line: number; message: RegExp },
  options: Parameters<typeof hostWorkspace>[1] = {},
) {
  workspace = await hostWorkspace(fixture, options);
  expect(await outputOf(workspace)).toBe(1);
  const { message, ...place } = notice;
  expect(workspace.registry.host()).toMatchObject({
    status: 'ready',
    problem: null,
    notices: [{ ...place, message: expect.stringMatching(message) }],
  });
  const { file, line } = notice;
  expect(workspace.logs).toContainEqual(
    expect.objectContaining({ level: 'warn', text: expect.stringContaining(`${file}:${line}: `) }),
  );
}

test.each(['module', 'commonjs'])('a server that a file starts does not take its port: %s', async (type) => {
  await checkNotice(
    {
      'package.json': `{ "type": "${type}" }`,
      'index.ts': `${client}
        import { createServer } from 'node:http';
        ${pay}
        const server = createServer();
        server.listen(39471, () => console.log('listening at', (server.address() as any).port, server.listening));`,
    },
    {
      about: 'server',
      file: 'index.ts',
      line: 10,
      message: /starts a server on port 39471\. Steplight did not/,
    },
  );
  await workspace.until(
    () => workspace.logs.some(({ text }) => text === 'listening at 39471 true'),
    'the callback',
  );
  const theirs = createServer().listen(39471);
  await once(theirs, 'listening');
  theirs.close();
});

test('code below a server that a file waits for is loaded', () =>
  checkNotice(
    {
      'server.ts': `import { createServer } from 'node:http';
        export const server = createServer();
        await new Promise<void>((next) => server.listen({ port: 39472, host: '0.0.0.0' }, next));
        await new Promise((next) => server.close(next));`,
      'index.ts': `import './server';\n${client}\n${pay}`,
    },
    { about: 'server', file: 'server.ts', line: 3, message: /port 39472/ },
  ));

test('a server that a file starts later, when something else is ready', () =>
  checkNotice(
    {
      'index.ts': `${client}
        import { createServer } from 'node:http';
        ${pay}
        async function bootstrap() {
          await Promise.resolve();
          createServer().listen(39473);
        }
        void bootstrap();`,
    },
    { about: 'server', file: 'index.ts', line: 11, message: /port 39473/ },
  ));

test('a process that a file starts', () =>
  checkNotice(
    {
      'index.ts': `${client}
        import { execSync, spawn } from 'node:child_process';
        const version = execSync('echo 1').toString();
        const sidecar = spawn('node', ['sidecar.js', version]);
        sidecar.stdout.on('data', console.log);
        ${pay}`,
    },
    { about: 'process', file: 'index.ts', line: 7, message: /starts a process \(node sidecar\.js/ },
  ));

test('a connection to another machine is told', () =>
  checkNotice(
    {
      'index.ts': `${client}
        import { connect } from 'node:net';
        connect({ host: 'agent.invalid', port: 443 }).on('error', () => {});
        ${pay}`,
    },
    { about: 'connection', file: 'index.ts', line: 6, message: /connects to agent\.invalid:443/ },
  ));

test('a connection that is refused does not end the host, of fetch neither', async () => {
  await checkNotice(
    {
      'index.ts': `${client}
        import { connect } from 'node:net';
        ${pay}
        connect(443, 'agent.invalid');`,
    },
    { about: 'connection', file: 'index.ts', line: 9, message: /refused the connection/ },
    { refuseConnections: true },
  );
  await workspace.stop();
  await checkNotice(
    {
      'index.ts': `${client}
        const answer = await fetch('http://agent.invalid/').catch((error) => error.cause.code);
        console.log('answer', answer);
        ${pay}`,
    },
    { about: 'connection', file: 'index.ts', line: 5, message: /agent\.invalid:80/ },
    { refuseConnections: true },
  );
  expect(workspace.logs.map(({ text }) => text)).toContain('answer STEPLIGHT_REFUSED');
});

test('what a step does is its own business: it listens, connects and starts processes', async () => {
  workspace = await hostWorkspace(
    {
      'index.ts': `${client}
        import { spawn } from 'node:child_process';
        import { once } from 'node:events';
        import { connect, createServer } from 'node:net';
        const work = async () => {
          const server = createServer((socket) => socket.end()).listen(39474);
          await once(server, 'listening');
          const socket = connect(39474).resume();
          await once(socket, 'close');
          server.close();
          const [code] = await once(spawn('node', ['-e', 'process.exit(3)']), 'exit');
          const refused = await once(connect(443, 'agent.invalid'), 'connect').catch(({ code }) => code);
          return [code, refused === 'STEPLIGHT_REFUSED'];
        };
        export const pay = ${functionOf('pay', 'work()')};`,
    },
    { refuseConnections: true },
  );
  const { output } = await driveFunction(onlyFunction(workspace).url, paid);
  expect(output).toEqual([3, false]);
  expect(workspace.registry.host()).toMatchObject({ notices: [] });
});
