import * as vscode from 'vscode';
import { durationText } from '../format/time-text.ts';
import type { Command } from './command.ts';

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
