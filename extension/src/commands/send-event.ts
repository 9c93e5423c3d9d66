import * as vscode from 'vscode';
import type { FunctionSummary } from '../../../server/src/protocol.ts';
import type { Steplight } from '../context.ts';
import type { Command } from './command.ts';
import { functionOf, textArgument } from './command-arguments.ts';
import { functionAtCursor } from './pick-function.ts';

interface EventItem extends vscode.QuickPickItem {
  /** Null: the person types a name that the code does not know. */
  event: string | null;
}

/** Arguments: function id or a function of the view, event; all may be missing. A cron function is simply started; one that only others invoke asks what it is to get. */
export const sendEvent: Command = {
  id: 'steplight.sendEvent',
  run: async (steplight, target, event) => {
    const named = steplight.functions.get(functionOf(target)?.id ?? textArgument(target) ?? '');
    if (named?.triggers.length === 0) {
      await steplight.sender.askInvoke(named);
      return;
    }
    if (named && !named.triggers.some((trigger) => trigger.event)) {
      await steplight.sender.invoke(named, {});
      return;
    }
    const name =
      textArgument(event) ?? (await pickEvent(steplight, functionOf(target)?.id ?? textArgument(target)));
    if (name !== null) await steplight.sender.ask(name);
  },
};

/** The function's own events first; its only one is taken unasked when the function was named. */
async function pickEvent(steplight: Steplight, functionId: string | null): Promise<string | null> {
  const own = functionId === null ? [] : ownEvents(steplight.functions.get(functionId));
  if (own.length === 1) return own[0] ?? null;
  // Shown at once, and busy while the code is still being read.
  const picked = await vscode.window.showQuickPick(eventItems(steplight, functionId), {
    title: vscode.l10n.t('Send Event'),
    placeHolder: vscode.l10n.t('Which event?'),
    matchOnDescription: true,
  });
  if (!picked) return null;
  return picked.event ?? (await askName());
}

function ownEvents(summary: FunctionSummary | null | undefined): string[] {
  return (summary?.triggers ?? []).flatMap((trigger) => (trigger.event ? [trigger.event] : []));
}

async function eventItems(steplight: Steplight, functionId: string | null): Promise<EventItem[]> {
  await steplight.functions.ready();
  const summary =
    functionId === null ? await functionAtCursor(steplight) : steplight.functions.get(functionId);
  const own = ownEvents(summary);
  const known = await steplight.server.events();
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
    { label: vscode.l10n.t('$(edit) Another event…'), description: '', event: null, alwaysShow: true },
  ];
}

function describe(
  steplight: Steplight,
  event: { startsFunctions: string[]; isWaitedFor: boolean } | undefined,
  isAwaitedNow: boolean,
): string {
  const starts = (event?.startsFunctions ?? []).map((id) => steplight.functions.get(id)?.name ?? id);
  return [
    ...(starts.length > 0 ? [vscode.l10n.t('starts {0}', starts.join(', '))] : []),
    ...(isAwaitedNow
      ? [vscode.l10n.t('a run waits for it')]
      : event?.isWaitedFor
        ? [vscode.l10n.t('is waited for')]
        : []),
  ].join(' · ');
}

async function askName(): Promise<string | null> {
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t('Send Event'),
    prompt: vscode.l10n.t('Name of the event'),
    placeHolder: 'app/thing.happened',
  });
  return name?.trim() || null;
}
