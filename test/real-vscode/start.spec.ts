/** `npm start` on a machine without a desktop VS Code, as on a build machine: prints an address, and ends with Ctrl-C. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openBrowser } from './harness/browser.ts';
import { until } from './harness/conditions.ts';
import { root } from './harness/paths.ts';
import { Program } from './harness/process-group.ts';
import { isAlive } from './harness/runtime-session.ts';
import { Steplight } from './harness/steplight.ts';
import { Workbench } from './harness/workbench.ts';

test('npm start opens VS Code on the sample with the graph beside the code, and Ctrl+C stops all of it', async () => {
  const logs = mkdtempSync(join(tmpdir(), 'sl-start-'));
  const program = new Program({
    command: process.execPath,
    args: [join(root, 'test/npm-scripts/start.mjs')],
    cwd: root,
    env: { ...process.env, CI: 'true' },
    log: join(logs, 'start.log'),
  });
  const browser = await openBrowser();
  try {
    const address = await until(
      'the address to be printed',
      () => {
        if (program.hasEnded) throw new Error(program.output);
        return /http:\/\/127\.0\.0\.1:\d+\S+/.exec(program.output)?.[0];
      },
      110_000,
    );
    await browser.page.goto(address);
    const workbench = new Workbench(browser.page);
    await workbench.tab('contacts-import.ts').waitFor({ timeout: 60_000 });
    const names = await until('the graph to be drawn', async () => {
      const found = await new Steplight(workbench).nodeNames();
      return found.length > 0 && found;
    });
    expect(names.join('\n')).toContain('Validate upload contents');

    // What a terminal does on Ctrl-C: the whole foreground group gets the signal.
    process.kill(-program.pid, 'SIGINT');
    await until('everything to end', () => program.hasEnded && !isAlive(-program.pid), 30_000);
    await expect(fetch(address)).rejects.toThrow();
  } finally {
    await browser.close();
    await program.stop();
    rmSync(logs, { recursive: true, force: true });
  }
}, 240_000);
