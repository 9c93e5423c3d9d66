/** The input box for a payload: one line of JSON. */
import * as vscode from 'vscode';
import { oneLineJson, type Payload, parsePayload } from './payload.ts';
import { payloadProblems } from './payload-check.ts';

export type PayloadAnswer =
  | { kind: 'send'; payload: Payload }
  | { kind: 'edit'; payload: Payload }
  | { kind: 'cancelled' };

export interface PayloadQuestion {
  payload: Payload;
  /** What the reset button brings back. */
  skeleton: Payload;
  schema: Record<string, unknown> | null;
  /** Shown below the box, e.g. what a wait needs. */
  hint: string;
  /** It cannot be edited in a document. */
  inBoxOnly?: boolean;
}

const editButton: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon('go-to-file'),
  tooltip: vscode.l10n.t('Edit in Editor'),
};
const resetButton: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon('discard'),
  tooltip: vscode.l10n.t('Reset Payload to Event Type'),
};

/**
 * Opens at once and is filled when the question is known; until then Enter does nothing.
 *
 * @throws what `asked` rejects with.
 */
export function askPayload(
  event: string,
  asked: Promise<PayloadQuestion>,
  title = vscode.l10n.t('Send {0}', event),
): Promise<PayloadAnswer> {
  const box = vscode.window.createInputBox();
  let question: PayloadQuestion | null = null;
  box.title = title;
  box.placeholder = vscode.l10n.t("Reading the event's type…");
  box.busy = true;
  box.ignoreFocusOut = true;
  box.show();
  return new Promise((resolve, reject) => {
    const finish = (answer: PayloadAnswer) => {
      resolve(answer);
      box.dispose();
    };
    asked.then(
      (known) => {
        question = known;
        fill(box, known);
      },
      (error) => {
        reject(error);
        box.dispose();
      },
    );
    box.onDidChangeValue(() => {
      if (question) box.validationMessage = hintFor(box.value, question);
    });
    box.onDidTriggerButton((button) => {
      if (!question) return;
      const parsed = parsePayload(box.value);
      if (button === editButton) {
        finish({ kind: 'edit', payload: parsed.ok ? parsed.payload : question.payload });
      } else {
        box.value = oneLineJson(question.skeleton);
        box.validationMessage = undefined;
      }
    });
    box.onDidAccept(() => {
      if (!question) return;
      const parsed = parsePayload(box.value);
      if (parsed.ok) finish({ kind: 'send', payload: parsed.payload });
      else box.validationMessage = problemText(parsed.problem);
    });
    box.onDidHide(() => finish({ kind: 'cancelled' }));
  });
}

function fill(box: vscode.InputBox, question: PayloadQuestion): void {
  box.busy = false;
  box.prompt = question.hint;
  box.placeholder = '{ }';
  box.buttons = question.inBoxOnly ? [resetButton] : [resetButton, editButton];
  box.value = oneLineJson(question.payload);
  box.valueSelection = [box.value.length, box.value.length];
}

/** Invalid JSON while typing is a hint, not an error: the user is not done. */
function hintFor(text: string, question: PayloadQuestion): vscode.InputBoxValidationMessage | undefined {
  const parsed = parsePayload(text);
  const message = parsed.ok
    ? payloadProblems(question.schema, parsed.payload, vscode.l10n)[0]?.message
    : problemText(parsed.problem);
  return message === undefined ? undefined : { message, severity: vscode.InputBoxValidationSeverity.Info };
}

export function problemText(problem: 'not-json' | 'not-an-object'): string {
  return problem === 'not-json'
    ? vscode.l10n.t('Invalid JSON.')
    : vscode.l10n.t('Must be a JSON object: { … }.');
}
