/** The Functions view: which functions it shows. */
import * as vscode from 'vscode';
import type { Command } from './command.ts';

/** The view follows what is typed; Escape brings back what was there. */
export const filterFunctions: Command = {
  id: 'steplight.filterFunctions',
  run: async ({ functionsTree }) => {
    const before = functionsTree.filter;
    const input = vscode.window.createInputBox();
    input.title = vscode.l10n.t('Filter Functions');
    input.placeholder = vscode.l10n.t('Name, ID, app, event or path');
    input.value = before;
    await new Promise<void>((resolve) => {
      let isAccepted = false;
      input.onDidChangeValue((text) => functionsTree.setFilter(text));
      input.onDidAccept(() => {
        isAccepted = true;
        input.hide();
      });
      input.onDidHide(() => {
        if (!isAccepted) functionsTree.setFilter(before);
        input.dispose();
        resolve();
      });
      input.show();
    });
  },
};

export const clearFunctionsFilter: Command = {
  id: 'steplight.clearFunctionsFilter',
  run: ({ functionsTree }) => functionsTree.setFilter(''),
};
