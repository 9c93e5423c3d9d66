/** Where a cell of another language's SDK works: a runtime beside the app's process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { RunProgress } from '../../runtime/src/contract/progress.ts';
import { waitUntil } from '../support/wait-until.ts';
import { openRuntimeBench, type RuntimeBench } from './bench.ts';
import { builtProgram, type LanguageTarget } from './languages.ts';
import { story } from './story.ts';

export interface LanguageBench extends RuntimeBench {
  target: LanguageTarget;
  /** Names that the app's code has marked, in order: what ran. */
  marks(): Promise<string[]>;
  /** Runs that the app's cron has started; the bench's others leave them out, as any hour may have one. */
  cronRuns(): Promise<RunProgress[]>;
}

/** Opens the runtime, starts the app with id `app`, and makes it known. */
export async function openLanguageBench(target: LanguageTarget): Promise<LanguageBench> {
  const bench = await openRuntimeBench();
  const app = await startApp(target, bench.runtime.origin);
  if (!target.connects) await bench.client.addApp({ url: `${app.origin}/api/inngest` });
  await waitUntil(
    'the app',
    async () => (await bench.apps()).find(({ status }) => status === 'ok'),
    bench.apps,
  );
  const ofCron = ({ functionId }: RunProgress) => functionId === 'app-nightly';
  const runs = async () => (await bench.runs()).filter((run) => !ofCron(run));
  return {
    ...bench,
    target,
    runs,
    told: async () => (await runs()).map(story),
    cronRuns: async () => (await bench.runs()).filter(ofCron),
    marks: async () => (await (await fetch(`${app.origin}/marks`)).json()) as string[],
    async close() {
      await app.stop();
      await bench.close();
    },
  };
}

async function startApp(
  { language, env, connects }: LanguageTarget,
  runtime: string,
): Promise<{ origin: string; stop(): Promise<void> }> {
  const program = builtProgram(language);
  if (!program) throw new Error('The app is not built.');
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('INNGEST_'));
  const child = spawn(program.command, [...program.args, connects ? 'connect' : 'serve'], {
    env: { ...Object.fromEntries(inherited), INNGEST_DEV: runtime, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const port = await portOf(child);
  return {
    origin: `http://127.0.0.1:${port}`,
    async stop() {
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    },
  };
}

/** The app says `ready PORT` when it serves. */
async function portOf(child: ChildProcess): Promise<number> {
  let errors = '';
  child.stderr?.on('data', (chunk) => {
    errors += chunk;
  });
  for await (const line of createInterface(child.stdout!)) {
    const port = /^ready (\d+)$/.exec(line)?.[1];
    if (port !== undefined) return Number(port);
  }
  throw new Error(`The app ended before it was ready: ${errors}`);
}
