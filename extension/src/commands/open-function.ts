import * as vscode from 'vscode';
import { openRange } from '../graphs/open-code.ts';
import type { Command } from './command.ts';
import { functionOf } from './command-arguments.ts';
import { pickFunction } from './pick-function.ts';

/** Argument: a function of the view. */
export const openFunction: Command = {
  id: 'steplight.openFunction',
  run: async (steplight, target) => {
    const named = functionOf(target);
    const summary = named
      ? steplight.functions.functions.find(({ id, uri }) => id === named.id && uri === named.uri)
      : await pickFunction(steplight, vscode.l10n.t('Go to which function?'));
    if (!summary) return;
    const { start } = summary.range;
    const at = new vscode.Position(start.line, start.character);
    await openRange(vscode.Uri.parse(summary.uri), new vscode.Range(at, at));
  },
};
