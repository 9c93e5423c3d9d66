import type { Command } from './command.ts';
import { textArgument } from './command-arguments.ts';

/** Arguments: internal id and name of an event. What became of it at each function, wait and run. */
export const explainEvent: Command = {
  id: 'steplight.explainEvent',
  run: async (steplight, eventId, name) => {
    const id = textArgument(eventId);
    if (id !== null) await steplight.explanations.open('event', id, textArgument(name) ?? '');
  },
};
