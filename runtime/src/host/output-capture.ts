/** Turns the output of the user's code into log entries with their run and step. */
import type { HostLog } from '../contract/api.ts';
import { type RunningCode, runningCode } from './step-context.ts';

type Report = (level: HostLog['level'], text: string, by: RunningCode) => void;

export function captureOutput(report: Report): void {
  let consoleLevel: HostLog['level'] | null = null;
  const capture = (stream: NodeJS.WriteStream, defaultLevel: HostLog['level']) => {
    let rest = '';
    const write = (chunk: unknown, encoding?: unknown, callback?: unknown): boolean => {
      rest += typeof chunk === 'string' ? chunk : Buffer.from(chunk as Uint8Array).toString('utf8');
      const lines = rest.split('\n');
      rest = lines.pop() ?? '';
      if (lines.length > 0) report(consoleLevel ?? defaultLevel, lines.join('\n'), runningCode());
      const done = typeof encoding === 'function' ? encoding : callback;
      if (typeof done === 'function') done();
      return true;
    };
    stream.write = write as typeof stream.write;
  };
  for (const level of ['debug', 'warn'] as const) {
    const print = console[level];
    console[level] = (...args: unknown[]) => {
      consoleLevel = level;
      print.apply(console, args);
      consoleLevel = null;
    };
  }
  capture(process.stdout, 'info');
  capture(process.stderr, 'error');
}
