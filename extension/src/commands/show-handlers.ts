import * as vscode from 'vscode';
import type { Command } from './command.ts';
import { textArgument } from './command-arguments.ts';

/** Arguments: uri, line and character of an event's name; without them, the cursor's. */
export const showHandlers: Command = {
  id: 'steplight.showHandlers',
  run: async (_steplight, uriText, line, character) => {
    const given = textArgument(uriText);
    const editor = vscode.window.activeTextEditor;
    const uri = given === null ? editor?.document.uri : vscode.Uri.parse(given);
    const position =
      typeof line === 'number' && typeof character === 'number'
        ? new vscode.Position(line, character)
        : editor?.selection.active;
    if (!uri || !position) return;
    const places = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
      'vscode.executeImplementationProvider',
      uri,
      position,
    );
    await vscode.commands.executeCommand(
      'editor.action.goToLocations',
      uri,
      position,
      places.map((place) =>
        'targetUri' in place
          ? new vscode.Location(place.targetUri, place.targetSelectionRange ?? place.targetRange)
          : place,
      ),
      'gotoAndPeek',
      vscode.l10n.t('Nothing in this workspace hears this event.'),
    );
  },
};
