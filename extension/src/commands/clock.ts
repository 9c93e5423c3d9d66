/** The runs' clock: paused, resumed, advanced. It never goes back, and dates that the code reads are not moved. */
import * as vscode from 'vscode';
import type { ClockRequest, ClockResponse } from '../../../runtime/src/contract/api.ts';
import { parseDurationInput } from '../../../runtime/src/contract/duration-input.ts';
import { durationText } from '../../../runtime/src/contract/duration-text.ts';
import type { Steplight } from '../context.ts';
import type { Command } from './command.ts';

const statusMessageMs = 6_000;

export const pauseClock: Command = {
  id: 'steplight.pauseClock',
  run: (steplight) => set(steplight, { action: 'pause' }),
};

export const resumeClock: Command = {
  id: 'steplight.resumeClock',
  run: (steplight) => set(steplight, { action: 'resume' }),
};

export const runToNextTimer: Command = {
  id: 'steplight.runToNextTimer',
  run: (steplight) => set(steplight, { action: 'next' }),
};

/** Argument: milliseconds; without it, asks. */
export const advanceClock: Command = {
  id: 'steplight.advanceClock',
  run: async (steplight, by) => {
    const amount = typeof by === 'number' ? by : await askAmount();
    if (amount !== null) await set(steplight, { action: 'advance', by: amount });
  },
};

async function askAmount(): Promise<number | null> {
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('Advance Clock'),
    prompt: vscode.l10n.t('Timers that become due fire in order.'),
    placeHolder: '90s, 2h, 7d, 1d12h',
    // A graph that had the focus takes it back shortly after.
    ignoreFocusOut: true,
    validateInput: (value) =>
      value === '' || parseDurationInput(value) !== null
        ? undefined
        : vscode.l10n.t('Must be a duration, such as 90s, 2h, 7d or 1d12h.'),
  });
  return text === undefined ? null : parseDurationInput(text);
}

async function set(steplight: Steplight, request: ClockRequest): Promise<void> {
  const client = await steplight.session.ready();
  const abort = new AbortController();
  const setting = client.setClock(request, abort.signal).catch((error: unknown) => {
    if (abort.signal.aborted) return null;
    throw error;
  });
  // The runtime waits for requests in progress; mostly there are none.
  const isSoon = await Promise.race([setting.then(() => true), pause(1_000).then(() => false)]);
  if (!isSoon) await showProgress(setting, abort);
  const answer = await setting;
  if (answer) tell(request, answer);
}

function showProgress(setting: Promise<unknown>, abort: AbortController): Thenable<unknown> {
  const title = vscode.l10n.t('Advancing the clock');
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    (_, token) => {
      token.onCancellationRequested(() => abort.abort());
      return setting;
    },
  );
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function tell({ action }: ClockRequest, { fired, arrived, clock, now }: ClockResponse): void {
  const { l10n } = vscode;
  if (!arrived) {
    void vscode.window.showWarningMessage(
      l10n.t('The clock stopped early because a step is still running. Try again when it has ended.'),
    );
    return;
  }
  if (action === 'pause' || action === 'resume') return;
  if (action === 'next' && fired === 0) {
    vscode.window.setStatusBarMessage(`$(clock) ${l10n.t('No timers are pending.')}`, statusMessageMs);
    return;
  }
  const done = fired === 1 ? l10n.t('1 timer fired') : l10n.t('{0} timers fired', fired);
  const next =
    clock.nextDue === null
      ? l10n.t('no timers pending')
      : l10n.t('next timer in {0}', durationText(clock.nextDue - now));
  vscode.window.setStatusBarMessage(`$(clock) ${done} · ${next}`, statusMessageMs);
}

/** The menu of the clock's status bar item. */
export const showClock: Command = {
  id: 'steplight.showClock',
  run: async (steplight) => {
    const { l10n } = vscode;
    const { clock, now } = await (await steplight.session.ready()).status();
    const next =
      clock.nextDue === null
        ? l10n.t('no timers pending')
        : l10n.t('in {0}', durationText(Math.max(0, clock.nextDue - now)));
    const items = [
      clock.paused
        ? { label: `$(debug-start) ${l10n.t('Resume Clock')}`, command: 'resumeClock' }
        : { label: `$(debug-pause) ${l10n.t('Pause Clock')}`, command: 'pauseClock' },
      {
        label: `$(debug-step-over) ${l10n.t('Run to Next Timer')}`,
        description: next,
        command: 'runToNextTimer',
      },
      { label: `$(clock) ${l10n.t('Advance Clock…')}`, command: 'advanceClock' },
    ];
    const title = clock.paused
      ? l10n.t('Clock paused at {0}', new Date(now).toLocaleString())
      : l10n.t('Clock at {0}', new Date(now).toLocaleString());
    const picked = await vscode.window.showQuickPick(items, { title });
    if (picked) await vscode.commands.executeCommand(`steplight.${picked.command}`);
  },
};
