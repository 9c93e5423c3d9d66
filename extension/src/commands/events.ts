/** Events and invocations: what starts runs and resumes them. */
import * as vscode from 'vscode';
import type { FunctionSummary } from '../../../server/src/protocol.ts';
import { Notice } from '../actionable-error.ts';
import type { Steplight } from '../context.ts';
import { startsText } from '../format/counts.ts';
import { problemText } from '../send-event/ask-payload.ts';
import { parsePayload } from '../send-event/payload.ts';
import { eventOf } from '../send-event/payload-documents.ts';
import { functionOf, runIdOf, stepOf, textArgument } from './arguments.ts';
import type { Command } from './command.ts';
import { chooseFunction, functionAtCursor, pickStep } from './pick.ts';

interface EventItem extends vscode.QuickPickItem {
  /** Null: the user types a name that is not in the code. */
  event: string | null;
}

/** Arguments: function id or a function of the view, event; all may be missing. A cron function is simply started; one that only others invoke asks what it is to get. */
export const sendEvent: Command = {
  id: 'steplight.sendEvent',
  run: async (steplight, target, event) => {
    // Before anything is typed.
    steplight.session.requireAllowed();
    const named = namedFunction(steplight, target);
    if (named) steplight.served.require(named);
    if (named?.triggers.length === 0) {
      await steplight.sender.askInvoke(named);
      return;
    }
    if (named && !named.triggers.some((trigger) => trigger.event)) {
      await steplight.sender.invoke(named, {});
      return;
    }
    const name = textArgument(event) ?? (await pickEvent(steplight, named));
    if (name !== null) await steplight.sender.ask(name);
  },
};

function namedFunction(steplight: Steplight, target: unknown): FunctionSummary | undefined {
  const named = functionOf(target);
  return named
    ? steplight.functions.get(named.id, named.uri)
    : steplight.functions.get(textArgument(target) ?? '');
}

/** The function's own events first; its only one is taken unasked when the function was named. */
async function pickEvent(steplight: Steplight, named: FunctionSummary | undefined): Promise<string | null> {
  const own = ownEvents(named);
  if (own.length === 1) return own[0] ?? null;
  // Shown at once, and busy while the code is still being read.
  const picked = await vscode.window.showQuickPick(eventItems(steplight, named), {
    title: vscode.l10n.t('Send Event'),
    placeHolder: vscode.l10n.t('Select an event'),
    matchOnDescription: true,
  });
  if (!picked) return null;
  return picked.event ?? (await askName());
}

function ownEvents(summary: FunctionSummary | null | undefined): string[] {
  return (summary?.triggers ?? []).flatMap((trigger) => (trigger.event ? [trigger.event] : []));
}

async function eventItems(steplight: Steplight, named: FunctionSummary | undefined): Promise<EventItem[]> {
  await steplight.functions.ready();
  const summary = named ?? (await functionAtCursor(steplight));
  const own = summary && steplight.served.serves(summary.uri, summary) ? ownEvents(summary) : [];
  const known = (await steplight.server.events()).filter((event) => hasEffectHere(steplight, event));
  const waited = new Set(
    steplight.runs
      .active()
      .flatMap((run) => run.steps)
      .filter(({ status, step }) => status === 'waiting' && step.op !== 'WaitForSignal')
      .flatMap(({ wait }) => (wait ? [wait.event] : [])),
  );
  const rank = (name: string) => (own.includes(name) ? 0 : waited.has(name) ? 1 : 2);
  const names = [...new Set([...own, ...waited, ...known.map((event) => event.name)])];
  const items = names
    .sort((a, b) => rank(a) - rank(b) || a.localeCompare(b))
    .map((name) => {
      const event = known.find((candidate) => candidate.name === name);
      return { label: name, description: describe(steplight, event, waited.has(name)), event: name };
    });
  return [
    ...items,
    { label: vscode.l10n.t('$(edit) Other Event…'), description: '', event: null, alwaysShow: true },
  ];
}

/** False: all that it starts is in folders that this window does not run. */
function hasEffectHere(steplight: Steplight, { startsFunctions }: { startsFunctions: string[] }): boolean {
  if (startsFunctions.length === 0) return true;
  const served = new Set(steplight.served.all().map(({ id }) => id));
  return startsFunctions.some((id) => served.has(id));
}

function describe(
  steplight: Steplight,
  event: { startsFunctions: string[]; isWaitedFor: boolean } | undefined,
  isAwaitedNow: boolean,
): string {
  const starts = (event?.startsFunctions ?? []).map((id) => steplight.functions.get(id) ?? { name: id });
  return [
    ...(starts.length > 0 ? [startsText(starts, vscode.l10n)] : []),
    ...(isAwaitedNow
      ? [vscode.l10n.t('a run is waiting for it')]
      : event?.isWaitedFor
        ? [vscode.l10n.t('resumes waits')]
        : []),
  ].join(' · ');
}

async function askName(): Promise<string | null> {
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t('Send Event'),
    prompt: vscode.l10n.t('Event name'),
    placeHolder: 'app/thing.happened',
  });
  return name?.trim() || null;
}

/** Arguments: run id and hashed step id, or a step of the view. */
export const sendMatchingEvent: Command = {
  id: 'steplight.sendMatchingEvent',
  changesRun: true,
  run: async (steplight, first, second) => {
    const step =
      stepOf(first, second) ??
      (await pickStep(
        steplight,
        ['waiting'],
        vscode.l10n.t('Select a waiting step'),
        (candidate) => candidate.wait !== null,
      ));
    if (step) await steplight.sender.askMatching(step.runId, step.hashedId);
  },
};

/** Argument: a run id or a run of the view. A new event with the same payload: it starts and resumes whatever it does now. */
export const sendAgain: Command = {
  id: 'steplight.sendAgain',
  changesRun: true,
  run: async (steplight, target) => {
    steplight.session.requireAllowed();
    const runId = runIdOf(target);
    const [event] = runId === null ? [] : await steplight.runs.eventsOf(runId);
    if (!event) return;
    if (event.name.startsWith(internalEvents))
      throw new Notice(vscode.l10n.t('Only the runtime sends {0}. Use Rerun to run it again.', event.name));
    await steplight.sender.send(event.name, event.data ?? {});
  },
};

const internalEvents = 'inngest/';

/** Sends the active payload document, saved or not. */
export const sendPayload: Command = {
  id: 'steplight.sendPayload',
  run: async (steplight) => {
    const document = vscode.window.activeTextEditor?.document;
    const event = document ? eventOf(document.uri) : null;
    if (!document || event === null) {
      throw new Notice(
        vscode.l10n.t(
          'No payload is open. Run "Steplight for Inngest: Send Event…" and choose "Edit in Editor".',
        ),
      );
    }
    const parsed = parsePayload(document.getText());
    if (!parsed.ok) {
      revealFirstProblem(document);
      throw new Notice(vscode.l10n.t('Not sent. {0}', problemText(parsed.problem)));
    }
    await document.save();
    await steplight.sender.send(event, parsed.payload);
  },
};

/** Where VS Code found the JSON to be invalid. */
function revealFirstProblem(document: vscode.TextDocument): void {
  const [problem] = vscode.languages.getDiagnostics(document.uri);
  const editor = vscode.window.activeTextEditor;
  if (!problem || editor?.document !== document) return;
  editor.selection = new vscode.Selection(problem.range.start, problem.range.start);
  editor.revealRange(problem.range);
}

export const resetPayload: Command = {
  id: 'steplight.resetPayload',
  run: async (steplight) => {
    const document = vscode.window.activeTextEditor?.document;
    const event = document ? eventOf(document.uri) : null;
    if (event !== null) await steplight.documents.open(event, await steplight.sender.resetText(event));
  },
};

/** Argument: a run id or a run of the view. Its event's payload as a document, from which it can be sent again. */
export const openEvent: Command = {
  id: 'steplight.openEvent',
  run: async (steplight, target) => {
    const runId = runIdOf(target);
    const [event] = runId === null ? [] : await steplight.runs.eventsOf(runId);
    if (event) await steplight.documents.open(event.name, `${JSON.stringify(event.data, null, 2)}\n`);
  },
};

/** Arguments: internal id and name of an event. What became of it at each function, wait and run. */
export const explainEvent: Command = {
  id: 'steplight.explainEvent',
  run: async (steplight, eventId, name) => {
    const id = textArgument(eventId);
    if (id !== null) await steplight.explanations.open(id, textArgument(name) ?? '');
  },
};

/** Argument: function id or a function of the view; without one, asks which. Starts it whatever its triggers are. */
export const invokeFunction: Command = {
  id: 'steplight.invokeFunction',
  run: async (steplight, target) => {
    steplight.session.requireAllowed();
    const isNamed = functionOf(target) !== null || textArgument(target) !== null;
    const summary = isNamed ? namedFunction(steplight, target) : await chooseInvoked(steplight);
    if (!summary) return;
    steplight.served.require(summary);
    await steplight.sender.askInvoke(summary);
  },
};

async function chooseInvoked(steplight: Steplight): Promise<FunctionSummary | null> {
  await steplight.functions.ready();
  return chooseFunction(steplight, steplight.served.all(), vscode.l10n.t('Select a function to invoke'));
}
