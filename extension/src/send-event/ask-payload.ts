/** The input box for a payload: one line of JSON. */
import * as vscode from 'vscode';
import { loadPayloadLanguage } from './load-payload-language.ts';
import { oneLineJson, type Payload, parsePayload } from './payload.ts';

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
      if (question) void showHint(box, question);
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

/** A hint, not an error: the user is still typing. */
async function showHint(box: vscode.InputBox, question: PayloadQuestion): Promise<void> {
  const text = box.value;
  const message = await hintFor(text, question);
  if (box.value !== text) return;
  box.validationMessage =
    message === null ? undefined : { message, severity: vscode.InputBoxValidationSeverity.Info };
}

async function hintFor(text: string, question: PayloadQuestion): Promise<string | null> {
  const parsed = parsePayload(text);
  if (!parsed.ok) return problemText(parsed.problem);
  const language = await loadPayloadLanguage(question.schema);
  const [problem] = (await language?.problems(text.trim() === '' ? '{}' : text)) ?? [];
  if (!problem) return null;
  return problem.path === '' ? problem.message : `${problem.path}: ${problem.message}`;
}

export function problemText(problem: 'not-json' | 'not-an-object'): string {
  return problem === 'not-json'
    ? vscode.l10n.t('The payload is not valid JSON.')
    : vscode.l10n.t('The payload must be a JSON object: { … }.');
}
