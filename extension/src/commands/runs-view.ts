/** The Runs view: how it groups runs, and which it shows. */
import type { Steplight } from '../context.ts';
import { askFilter } from '../views/filter-input.ts';
import type { Command } from './command.ts';

export const groupRunsByTime: Command = {
  id: 'steplight.groupRunsByTime',
  run: (steplight) => steplight.runsTree.group('time'),
};

export const groupRunsByFunction: Command = {
  id: 'steplight.groupRunsByFunction',
  run: (steplight) => steplight.runsTree.group('function'),
};

export const filterRuns: Command = {
  id: 'steplight.filterRuns',
  run: async (steplight) => {
    const { runsTree, extension } = steplight;
    const filter = await askFilter(extension.workspaceState, knownValues(steplight), runsTree.filter);
    if (filter !== undefined) await runsTree.setFilter(filter);
  },
};

/** Those of the code, and of runs whose code is gone. */
function knownValues({ runs, functions }: Steplight): { functions: string[]; events: string[] } {
  const all = runs.all();
  const triggers = functions.functions.flatMap((summary) => summary.triggers);
  const names = [
    ...functions.functions.map(({ name }) => name),
    ...all.map(({ functionName }) => functionName),
  ];
  const events = [...triggers.flatMap(({ event }) => event ?? []), ...all.map(({ eventName }) => eventName)];
  return { functions: [...new Set(names)].sort(), events: [...new Set(events)].sort() };
}

export const clearRunsFilter: Command = {
  id: 'steplight.clearRunsFilter',
  run: (steplight) => steplight.runsTree.setFilter(null),
};

export const loadMoreRuns: Command = {
  id: 'steplight.loadMoreRuns',
  run: (steplight) => steplight.runsTree.loadMore(),
};
