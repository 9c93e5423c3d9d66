import type { Command } from './command.ts';

export const showOutput: Command = {
  id: 'steplight.showOutput',
  run: (steplight) => steplight.log.channel.show(true),
};
