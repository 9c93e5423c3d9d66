import type { Command } from './command.ts';
import { runIdOf } from './command-arguments.ts';

/** Argument: a run id or a run of the view. Its event's payload as a document, from which it can be sent again. */
export const openEvent: Command = {
  id: 'steplight.openEvent',
  run: async (steplight, target) => {
    const runId = runIdOf(target);
    const [event] = runId === null ? [] : await steplight.runs.eventsOf(runId);
    if (event) await steplight.documents.open(event.name, `${JSON.stringify(event.data, null, 2)}\n`);
  },
};
