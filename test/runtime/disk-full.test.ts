/** A real disk that fills up; needs a system on which a user may mount one (Linux with user namespaces). */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/runtime/runtime-harness.ts';

const main = resolve(import.meta.dirname, '../../runtime/src/main.ts');
const mounted = ['-rm', 'sh', '-c', 'mount -t tmpfs -o size=4m tmpfs "$0" && exec "$@"'];

function canMount(): boolean {
  const folder = temporaryFolder();
  const { status } = spawnSync('unshare', [...mounted, folder.path, 'true']);
  folder.remove();
  return status === 0;
}

test.skipIf(!canMount())(
  'events are refused with the reason, and the runtime ends',
  async () => {
    const folder = temporaryFolder();
    const runtime = [process.execPath, main, '--no-discovery', '--port', '0', '--data', folder.path];
    const child = spawn('unshare', [...mounted, folder.path, ...runtime], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    try {
      const log: string[] = [];
      createInterface({ input: child.stderr }).on('line', (line) => log.push(line));
      const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
      const { port } = JSON.parse(line).ready as { port: number };
      const body = JSON.stringify({ name: 'list.uploaded', data: { text: 'x'.repeat(100_000) } });
      const exit = once(child, 'exit');
      let accepted = 0;
      let refused: Response | null = null;
      while (refused === null && accepted < 200) {
        const answer = await fetch(`http://127.0.0.1:${port}/e/test`, { method: 'POST', body });
        if (answer.ok) accepted++;
        else refused = answer;
      }
      expect(accepted).toBeGreaterThan(5);
      expect(refused?.status).toBe(500);
      expect(await refused?.json()).toEqual({
        status: 500,
        error: expect.stringMatching(/^The disk is full: /),
      });
      expect(await exit).toEqual([1, null]);
      expect(log.at(-1)).toMatch(/The runtime stopped: The disk is full: .* Free up space/);
    } finally {
      child.kill('SIGKILL');
      folder.remove();
    }
  },
  30_000,
);
