/** The sample started by its user as an app of its own. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './conditions.ts';
import { Program } from './process-group.ts';

/** @param port where it listens; each sample has a port of its own when none is given. */
export async function startSampleApp(folder: string, port: number): Promise<{ stop: () => Promise<void> }> {
  const logs = mkdtempSync(join(tmpdir(), 'sl-app-'));
  const program = new Program({
    command: process.execPath,
    args: ['src/server.ts'],
    cwd: folder,
    env: { ...process.env, INNGEST_DEV: '1', PORT: String(port) },
    log: join(logs, 'app.log'),
  });
  await until('the sample app to listen', async () => {
    if (program.hasEnded || !existsSync(folder)) throw new Error(program.output);
    return (await fetch(`http://127.0.0.1:${port}/api/inngest`)).status < 500;
  });
  return {
    stop: async () => {
      await program.stop();
      rmSync(logs, { recursive: true, force: true });
    },
  };
}
