/** An app of this folder as a child process. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface AppProcess<Order, Told> {
  pid: number;
  /** What it said when it served. */
  served: unknown;
  /** Resolves when it has taken the order; `told` with its next word. */
  order(order: Order): Promise<{ told: Promise<Told> }>;
  stop(): Promise<void>;
}

export async function startApp<Order extends object, Told>(
  file: string,
  origin: string,
): Promise<AppProcess<Order, Told>> {
  const child = fork(join(import.meta.dirname, file), [origin], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const next = async (): Promise<unknown> => {
    const abort = new AbortController();
    const { signal } = abort;
    try {
      return await Promise.race([
        once(child, 'message', { signal }).then(([message]) => message),
        once(child, 'exit', { signal }).then(([code]) => {
          throw new Error(`${file} ended with ${code}`);
        }),
      ]);
    } finally {
      abort.abort();
    }
  };
  const served = await next();
  return {
    pid: child.pid!,
    served,
    async order(order) {
      child.send(order);
      await next();
      return { told: next() as Promise<Told> };
    },
    async stop() {
      const exit = once(child, 'exit');
      child.disconnect();
      await exit;
    },
  };
}
