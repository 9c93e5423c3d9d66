/** Turns what the user's code prints into log entries that know their run and step. */
import type { HostLog } from '../contract/api.ts';
import { type AtWork, atWork } from './step-context.ts';

type Report = (level: HostLog['level'], text: string, by: AtWork) => void;

export function captureOutput(report: Report): void {
  let said: HostLog['level'] | null = null;
  const capture = (stream: NodeJS.WriteStream, usual: HostLog['level']) => {
    let rest = '';
    const write = (chunk: unknown, encoding?: unknown, callback?: unknown): boolean => {
      rest += typeof chunk === 'string' ? chunk : Buffer.from(chunk as Uint8Array).toString('utf8');
      const lines = rest.split('\n');
      rest = lines.pop() ?? '';
      if (lines.length > 0) report(said ?? usual, lines.join('\n'), atWork());
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
}
