import * as vscode from 'vscode';
import type { Command } from './command.ts';
import { runIdOf } from './command-arguments.ts';

/** Argument: a run of the view. */
export const copyRunId: Command = {
  id: 'steplight.copyRunId',
  run: async (_steplight, target) => {
    const runId = runIdOf(target);
    if (runId !== null) await vscode.env.clipboard.writeText(runId);
  },
};
