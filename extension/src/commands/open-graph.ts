import * as vscode from 'vscode';
import type { Command } from './command.ts';
import { functionOf, textArgument } from './command-arguments.ts';
import { functionAtCursor, pickFunction } from './pick-function.ts';

/** Arguments: uri and function id, a function of the view, an editor's uri, or none. */
export const openGraph: Command = {
  id: 'steplight.openGraph',
  run: async (steplight, first, second) => {
    const uri = textArgument(first);
    const functionId = textArgument(second);
    if (uri !== null && functionId !== null) {
      steplight.panels.open(uri, functionId);
      return;
    }
    const target =
      functionOf(first) ??
      (await functionAtCursor(steplight)) ??
      (await pickFunction(steplight, vscode.l10n.t('Open the graph of which function?')));
    if (target) steplight.panels.open(target.uri, target.id);
  },
};
