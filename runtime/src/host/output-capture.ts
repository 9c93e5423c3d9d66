/** Turns what the user's code prints into log entries that know their run. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { HostLog } from '../contract/api.ts';

type Report = (level: HostLog['level'], text: string, runId: string | null) => void;

/** @returns a function that runs work so that what it prints is attributed to a run. */
export function captureOutput(report: Report): <T>(runId: string | null, work: () => T) => T {
  const current = new AsyncLocalStorage<string | null>();
  let said: HostLog['level'] | null = null;
  const capture = (stream: NodeJS.WriteStream, usual: HostLog['level']) => {
    let rest = '';
    const write = (chunk: unknown, encoding?: unknown, callback?: unknown): boolean => {
      rest += typeof chunk === 'string' ? chunk : Buffer.from(chunk as Uint8Array).toString('utf8');
      const lines = rest.split('\n');
      rest = lines.pop() ?? '';
      if (lines.length > 0) report(said ?? usual, lines.join('\n'), current.getStore() ?? null);
      const done = typeof encoding === 'function' ? encoding : callback;
      if (typeof done === 'function') done();
      return true;
    };
    stream.write = write as typeof stream.write;
  };
  for (const level of ['debug', 'warn'] as const) {
    const print = console[level];
    console[level] = (...args: unknown[]) => {
      said = level;
      print.apply(console, args);
      said = null;
    };
  }
  capture(process.stdout, 'info');
  capture(process.stderr, 'error');
  return (runId, work) => current.run(runId, work);
}
