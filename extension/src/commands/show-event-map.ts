import type { Command } from './command.ts';
import { textArgument } from './command-arguments.ts';

/** Argument: name of an event to look at, or none. */
export const showEventMap: Command = {
  id: 'steplight.showEventMap',
  run: (steplight, event) => steplight.eventMaps.open(textArgument(event)),
};
