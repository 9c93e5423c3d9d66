/** Which of a run's lines a step printed. Pure. */
import type { PrintedText, StepProgress } from './progress.ts';

export function printedBy(step: StepProgress, logs: readonly PrintedText[]): PrintedText[] {
  const { hashedId, name } = step.step;
  return logs.filter(
    ({ step: by }) => by !== null && (by.hashedId ?? hashedId) === hashedId && by.name === name,
  );
}
