/** The input box for a payload: one line of JSON, Enter sends. */
import * as vscode from 'vscode';
import { oneLineJson, type Payload, parsePayload } from './payload.ts';
import { payloadProblems } from './payload-check.ts';

export type PayloadAnswer =
  | { kind: 'send'; payload: Payload }
  | { kind: 'edit'; payload: Payload }
  | { kind: 'cancelled' };

export interface PayloadQuestion {
  event: string;
  payload: Payload;
  /** What "Reset" brings back. */
  skeleton: Payload;
  schema: Record<string, unknown> | null;
  /** Shown below the box, e.g. what a wait needs. */
  hint: string;
}

export function askPayload(question: PayloadQuestion): Promise<PayloadAnswer> {
  const box = vscode.window.createInputBox();
  const edit: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('go-to-file'),
    tooltip: vscode.l10n.t('Edit in an editor'),
  };
  const reset: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('discard'),
    tooltip: vscode.l10n.t("Reset to the event's type"),
  };
  box.title = vscode.l10n.t('Send {0}', question.event);
  box.prompt = question.hint;
  box.placeholder = '{ }';
  box.value = oneLineJson(question.payload);
  box.buttons = [reset, edit];
  box.ignoreFocusOut = true;
  box.valueSelection = [box.value.length, box.value.length];
  return new Promise((resolve) => {
    const finish = (answer: PayloadAnswer) => {
      resolve(answer);
      box.dispose();
    };
    const current = (): Payload => {
      const parsed = parsePayload(box.value);
      return parsed.ok ? parsed.payload : question.payload;
    };
    box.onDidChangeValue(() => {
      box.validationMessage = hintFor(box.value, question);
    });
    box.onDidTriggerButton((button) => {
      if (button === edit) finish({ kind: 'edit', payload: current() });
      else {
        box.value = oneLineJson(question.skeleton);
        box.validationMessage = undefined;
      }
    });
    box.onDidAccept(() => {
      const parsed = parsePayload(box.value);
      if (parsed.ok) finish({ kind: 'send', payload: parsed.payload });
      else box.validationMessage = problemText(parsed.problem);
    });
    box.onDidHide(() => finish({ kind: 'cancelled' }));
    box.show();
  });
}

/** Broken JSON while typing is a hint, not an error: the person is not done. */
function hintFor(text: string, question: PayloadQuestion): vscode.InputBoxValidationMessage | undefined {
  const parsed = parsePayload(text);
  const message = parsed.ok
    ? payloadProblems(question.schema, parsed.payload, vscode.l10n)[0]?.message
    : problemText(parsed.problem);
  return message === undefined ? undefined : { message, severity: vscode.InputBoxValidationSeverity.Info };
}

export function problemText(problem: 'not-json' | 'not-an-object'): string {
  return problem === 'not-json'
    ? vscode.l10n.t('The payload is not valid JSON yet.')
    : vscode.l10n.t('The payload is an object: { … }.');
}
