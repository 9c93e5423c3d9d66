/** A throw-away workspace whose functions are hosted for real, with the project's own SDK packages. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { AppRegistry } from '../../../runtime/src/apps/app-registry.ts';
import { systemClock } from '../../../runtime/src/clock.ts';
import type { HostLog } from '../../../runtime/src/contract/api.ts';

const packages = resolve(import.meta.dirname, '../../../node_modules');

export interface HostedWorkspace {
  root: string;
  registry: AppRegistry;
  logs: HostLog[];
  write(path: string, text: string): void;
  /** Resolves when the check holds after a change; fails with what the host says when it never does. */
  until(holds: () => boolean, what: string): Promise<void>;
  stop(): Promise<void>;
}

/**
 * @param fixture files by path; those that mention `createFunction` are hosted.
 * @param sdk major of the SDK that `inngest` means in it.
 */
export async function hostWorkspace(
  fixture: Record<string, string>,
  {
    sdk = 4,
    start = true,
    cacheFolder = null as string | null,
    refuseConnections = false,
    lazy = false,
  } = {},
): Promise<HostedWorkspace> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'steplight-host-')));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  if (!('package.json' in fixture)) write('package.json', '{ "type": "module" }');
  for (const [path, text] of Object.entries(fixture)) write(path, text);
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  symlinkSync(join(packages, `inngest-sdk${sdk}`), join(root, 'node_modules/inngest'), 'dir');

  const files = Object.keys(fixture).filter((path) => fixture[path]?.includes('createFunction'));
  const logs: HostLog[] = [];
  const registry = new AppRegistry({
    clock: systemClock,
    log: () => {},
    discovery: false,
    apps: [],
    // Nothing listens there: a hosted app needs no server to be known.
    serverOrigin: () => 'http://127.0.0.1:9',
    cacheFolder,
    refuseConnections,
    lazy,
  });
  registry.onLog((log) => logs.push(log));
  await registry.configureHost({ root, files, start });

  return {
    root,
    registry,
    logs,
    write,
    async until(holds, what) {
      const deadline = Date.now() + 20_000;
      while (!holds()) {
        if (Date.now() > deadline) {
          throw new Error(`${what} did not happen; the host: ${JSON.stringify(registry.host(), null, 2)}
${logs.map(({ level, text }) => `${level} ${text}`).join('\n')}`);
        }
        await new Promise((next) => setTimeout(next, 20));
      }
    },
    async stop() {
      await registry.stop();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** The one function that is served, or an error that says what the host has to say. */
export function onlyFunction({ registry }: HostedWorkspace) {
  const [fn, ...others] = registry.all();
  if (!fn || others.length > 0) {
    throw new Error(
      `Expected one function, got ${registry
        .all()
        .map(({ id }) => id)
        .join(', ')}; the host: ${JSON.stringify(registry.host(), null, 2)}`,
    );
  }
  return fn;
}
