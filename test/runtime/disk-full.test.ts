/** A real disk that fills up; needs a system on which a user may mount one (Linux with user namespaces). */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/runtime/runtime-harness.ts';
import { waitUntil } from '../support/wait-until.ts';

const main = resolve(import.meta.dirname, '../../runtime/src/main.ts');
/** The file takes half of the room, until it is deleted. */
const mounted = [
  '-rm',
  'sh',
  '-c',
  'mount -t tmpfs -o size=6m tmpfs "$0" && head -c 3000000 /dev/zero > "$0/other" && exec "$@"',
];

function canMount(): boolean {
  const folder = temporaryFolder();
  const { status } = spawnSync('unshare', [...mounted, folder.path, 'true']);
  folder.remove();
  return status === 0;
}

interface Started {
  child: ChildProcess;
  /** What it logged. */
  log: string[];
  send(): Promise<Response>;
  freeUpSpace(): void;
}

async function startOnSmallDisk(folder: string): Promise<Started> {
  const runtime = [process.execPath, main, '--no-discovery', '--port', '0', '--data', folder];
  const child = spawn('unshare', [...mounted, folder, ...runtime], { stdio: ['ignore', 'pipe', 'pipe'] });
  const log: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => log.push(line));
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const { port, pid } = JSON.parse(line).ready as { port: number; pid: number };
  const body = JSON.stringify({ name: 'list.uploaded', data: { text: 'x'.repeat(100_000) } });
  return {
    child,
    log,
    send: () => fetch(`http://127.0.0.1:${port}/e/test`, { method: 'POST', body }),
    freeUpSpace: () => rmSync(join('/proc', String(pid), 'root', folder, 'other')),
  };
}

/** @returns how many events were accepted before, and the refusal. */
async function untilRefused({ send }: Started): Promise<{ accepted: number; refused: Response }> {
  for (let accepted = 0; accepted < 200; accepted++) {
    const answer = await send();
    if (!answer.ok) return { accepted, refused: answer };
    await answer.text();
  }
  throw new Error('The disk is not small.');
}

const full = { status: 500, error: expect.stringMatching(/^The disk is full: .* Free up space/) };

describe.skipIf(!canMount())('a full disk', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let started: Started;
  beforeEach(async () => {
    folder = temporaryFolder();
    started = await startOnSmallDisk(folder.path);
  });
  afterEach(() => {
    started.child.kill('SIGKILL');
    folder.remove();
  });

  test('events are refused with the reason, which is told once, until there is room again', async () => {
    const { accepted, refused } = await untilRefused(started);
    expect(accepted).toBeGreaterThan(5);
    expect(await refused.json()).toEqual(full);
    expect(await (await started.send()).json()).toEqual(full);
    const since = Date.now();
    await waitUntil('a further attempt', () => Date.now() > since + 1_500);
    expect(started.log.filter((line) => line.includes('disk'))).toEqual([
      expect.stringMatching(/^error: The disk is full: .* The runtime continues when there is room\.$/),
    ]);
    started.freeUpSpace();
    await waitUntil(
      'room',
      async () => (await started.send()).ok,
      () => started.log,
    );
    expect(started.log.at(-1)).toBe('info: The disk has room again. The runtime continues.');
  }, 30_000);

  test('a signal ends the runtime as ever', async () => {
    await untilRefused(started);
    const exit = once(started.child, 'exit');
    started.child.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
    expect(started.log).toHaveLength(1);
  }, 30_000);
});
