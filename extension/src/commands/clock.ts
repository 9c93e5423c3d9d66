/** The runs' clock: paused, resumed, advanced. It never goes back, and dates that the code reads are not moved. */
import * as vscode from 'vscode';
import type { ClockRequest, ClockResponse } from '../../../runtime/src/contract/api.ts';
import type { Steplight } from '../context.ts';
import { parseDurationInput } from '../format/duration-input.ts';
import { durationText } from '../format/time.ts';
import type { Command } from './command.ts';

const statusMessageTime = 6_000;

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

/** Argument: milliseconds; without it the person is asked. */
export const advanceClock: Command = {
  id: 'steplight.advanceClock',
  run: async (steplight, by) => {
    const amount = typeof by === 'number' ? by : await askAmount();
    if (amount !== null) await set(steplight, { action: 'advance', by: amount });
  },
};

async function askAmount(): Promise<number | null> {
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('Advance the Clock'),
    prompt: vscode.l10n.t('By how much? What is due on the way fires in its order.'),
    placeHolder: '90s, 2h, 7d, 1d12h',
    // A graph that had the focus takes it back a moment later.
    ignoreFocusOut: true,
    validateInput: (value) =>
      value === '' || parseDurationInput(value) !== null
        ? undefined
        : vscode.l10n.t('A duration such as 90s, 2h, 7d or 1d12h.'),
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
  // What is at work on the way is waited for; most of the time nothing is.
  const isSoon = await Promise.race([setting.then(() => true), pause(1_000).then(() => false)]);
  if (!isSoon) await showProgress(setting, abort);
  const answer = await setting;
  if (answer) tell(request, answer);
}

function showProgress(setting: Promise<unknown>, abort: AbortController): Thenable<unknown> {
  const title = vscode.l10n.t('Moving the clock on');
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
      l10n.t('The clock stopped on the way: a step is still at work. Go on when it has ended.'),
    );
    return;
  }
  if (action === 'pause' || action === 'resume') return;
  if (action === 'next' && fired === 0) {
    vscode.window.setStatusBarMessage(`$(clock) ${l10n.t('Nothing is due.')}`, statusMessageTime);
    return;
  }
  const done = fired === 1 ? l10n.t('1 timer came due') : l10n.t('{0} timers came due', fired);
  const next =
    clock.nextDue === null
      ? l10n.t('nothing is due next')
      : l10n.t('the next is due in {0}', durationText(clock.nextDue - now));
  vscode.window.setStatusBarMessage(`$(clock) ${done} · ${next}`, statusMessageTime);
}

/** The menu of the clock's status bar item. */
export const showClock: Command = {
  id: 'steplight.showClock',
  run: async (steplight) => {
    const { l10n } = vscode;
    const { clock, now } = await (await steplight.session.ready()).status();
    const next =
      clock.nextDue === null
        ? l10n.t('nothing is due')
        : l10n.t('in {0}', durationText(Math.max(0, clock.nextDue - now)));
    const items = [
      clock.paused
        ? { label: `$(debug-start) ${l10n.t('Let Time Go On')}`, command: 'resumeClock' }
        : { label: `$(debug-pause) ${l10n.t('Pause Clock')}`, command: 'pauseClock' },
      {
        label: `$(debug-step-over) ${l10n.t('Run to Next Timer')}`,
        description: next,
        command: 'runToNextTimer',
      },
      { label: `$(clock) ${l10n.t('Advance Clock…')}`, command: 'advanceClock' },
    ];
    const title = l10n.t('For the runs it is {0}', new Date(now).toLocaleString());
    const picked = await vscode.window.showQuickPick(items, { title });
    if (picked) await vscode.commands.executeCommand(`steplight.${picked.command}`);
  },
};
