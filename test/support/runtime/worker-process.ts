/**
 * A worker in a process of its own, to be killed: `node worker-process.ts MAJOR ORIGIN`. Its function `import` says on
 * the standard output that it has begun a step, and never ends it unless the event says so.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';

export interface WorkerProcess {
  child: ChildProcess;
  /** Resolves when the step has begun. */
  begun: Promise<void>;
  kill(): Promise<void>;
}

export function spawnWorker(major: 3 | 4, origin: string): WorkerProcess {
  const child = spawn(process.execPath, [import.meta.filename, String(major), origin], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const begun = new Promise<void>((resolve, reject) => {
    child.stdout!.on('data', (data: Buffer) => {
      if (data.toString().includes('begun')) resolve();
    });
    child.once('exit', () => reject(new Error('The worker ended by itself.')));
  });
  begun.catch(() => {});
  return {
    child,
    begun,
    kill() {
      child.kill('SIGKILL');
      return exited;
    },
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { defineFunctions } = await import('../sdk/sdk.ts');
  const major = Number(process.argv[2]) as 3 | 4;
  const { client, functions } = await defineFunctions(major, process.argv[3]!, [
    {
      id: 'import',
      event: 'list.uploaded',
      handler: async ({ step }) => {
        const first = await step.run('first', () => process.pid);
        const second = await step.run('second', () => {
          process.stdout.write('begun\n');
          return new Promise<number>(() => {});
        });
        return [first, second];
      },
    },
  ]);
  const { connect } =
    major === 3 ? await import('inngest-sdk3/connect') : await import('inngest-sdk4/connect');
  await connect({ apps: [{ client, functions: [...functions.values()] }] } as never);
}
