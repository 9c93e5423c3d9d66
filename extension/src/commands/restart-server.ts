import type { Command } from './command.ts';

export const restartServer: Command = {
  id: 'steplight.restartServer',
  run: (steplight) => steplight.server.restart(),
};
