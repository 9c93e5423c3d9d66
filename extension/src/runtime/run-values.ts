/** What of a run takes memory: the values in it. Pure. */
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';

/** The run as lists show it; what its steps got, gave and printed is to be read again. */
export function withoutValues({ output: _, logs: __, ...run }: RunProgress): RunProgress {
  return {
    ...run,
    steps: run.steps.map(({ output: _, input: __, metadata: ___, ...step }) => ({
      ...step,
      wait: step.wait && { ...step.wait, matched: null, nearMisses: [] },
    })),
  };
}

/** Whether the values of a run take more than so many characters and fields. Stops counting there. */
export function hasLargeValues(run: RunProgress, limit: number): boolean {
  const { output, logs, steps } = run;
  const open: unknown[] = [output, logs, steps];
  for (let size = 0; open.length > 0; ) {
    const next = open.pop();
    if (typeof next === 'string') size += next.length;
    else size += 8;
    if (size > limit) return true;
    if (typeof next === 'object' && next !== null) for (const field of Object.values(next)) open.push(field);
  }
  return false;
}
