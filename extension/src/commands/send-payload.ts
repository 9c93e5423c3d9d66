import * as vscode from 'vscode';
import { problemText } from '../send-event/ask-payload.ts';
import { parsePayload } from '../send-event/payload.ts';
import { eventOf } from '../send-event/payload-documents.ts';
import type { Command } from './command.ts';

/** Sends what stands in the active payload document, saved or not. */
export const sendPayload: Command = {
  id: 'steplight.sendPayload',
  run: async (steplight) => {
    const document = vscode.window.activeTextEditor?.document;
    const event = document ? eventOf(document.uri) : null;
    if (!document || event === null) {
      throw new Error(
        vscode.l10n.t('Open a payload first: "Steplight: Send Event…", then "Edit in an editor".'),
      );
    }
    const parsed = parsePayload(document.getText());
    if (!parsed.ok) throw new Error(problemText(parsed.problem));
    await document.save();
    await steplight.sender.send(event, parsed.payload);
  },
};
