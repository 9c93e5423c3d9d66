import * as vscode from 'vscode';
import { eventOf } from '../send-event/payload-documents.ts';
import type { Command } from './command.ts';

export const resetPayload: Command = {
  id: 'steplight.resetPayload',
  run: async (steplight) => {
    const document = vscode.window.activeTextEditor?.document;
    const event = document ? eventOf(document.uri) : null;
    if (event !== null) await steplight.documents.open(event, await steplight.sender.resetText(event));
  },
};
