/** VS Code as a server on this machine, opened in a browser. The same program as the desktop one, without Electron. */
import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { until } from './conditions.ts';
import { codeServerEntry, vscodeServerEntry } from './paths.ts';
import type { PrivateHome } from './private-home.ts';
import { Program } from './process-group.ts';

export interface VsCodeServer {
  origin: string;
  port: number;
  program: Program;
}

export function installExtension(home: PrivateHome, vsix: string): void {
  const args = [codeServerEntry, ...home.args, '--install-extension', vsix, '--force'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    env: home.env({}),
  });
  if (status !== 0) throw new Error(`VS Code did not accept ${vsix}:\n${stdout}\n${stderr}`);
}

export interface ServerOptions {
  /** Added to the environment of the server and so of the extension host. */
  env?: Record<string, string>;
  /** Folders are trusted only when a person says so. */
  restricted?: boolean;
}

export async function startVsCodeServer(
  home: PrivateHome,
  { env = {}, restricted = false }: ServerOptions = {},
): Promise<VsCodeServer> {
  const port = await freePort();
  const args = [
    codeServerEntry,
    ...home.args,
    ...['--auth', 'none', '--bind-addr', `127.0.0.1:${port}`],
    ...['--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'],
    ...(restricted ? [] : ['--disable-workspace-trust']),
  ];
  return await start(home, port, args, env, '/healthz');
}

/** With the switch that makes VS Code honour `extensionDevelopmentPath` and `extensionTestsPath` in the address. */
export async function startTestDriverServer(
  home: PrivateHome,
  env: Record<string, string>,
): Promise<VsCodeServer> {
  const port = await freePort();
  const args = [
    vscodeServerEntry,
    ...[
      '--host',
      '127.0.0.1',
      '--port',
      String(port),
      '--without-connection-token',
      '--accept-server-license-terms',
    ],
    ...['--server-data-dir', join(home.folder, 'srv'), '--user-data-dir', join(home.folder, 'data')],
    ...[
      '--extensions-dir',
      join(home.folder, 'ext'),
      '--telemetry-level',
      'off',
      '--enable-smoke-test-driver',
    ],
  ];
  return await start(home, port, args, env, '/version');
}

async function start(
  home: PrivateHome,
  port: number,
  args: string[],
  env: Record<string, string>,
  healthPath: string,
): Promise<VsCodeServer> {
  const origin = `http://127.0.0.1:${port}`;
  const log = join(home.folder, 'server.log');
  const program = new Program({ command: process.execPath, args, env: home.env(env), log });
  await until(`VS Code's server to answer on ${origin}`, async () => {
    if (program.hasEnded) throw new Error(program.output);
    return (await fetch(origin + healthPath)).ok;
  }).catch(async (error: unknown) => {
    await program.stop();
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${program.output}`);
  });
  return { origin, port, program };
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('no free port'));
      });
    });
  });
}
