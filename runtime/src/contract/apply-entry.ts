/** CONTRACT: the fold from a run's journal entries to what is shown, one entry at a time. Pure; no Node imports. */
import type { ApplyEntry } from './progress.ts';
import { RunFold } from './run-fold.ts';

/** For one entry. Many of one run are folded by {@link RunFold}, which does not look at all steps for each of them. */
export const applyEntry: ApplyEntry = (progress, entry) => {
  const fold = new RunFold(progress);
  return fold.apply(entry) ? fold.current : progress;
};
