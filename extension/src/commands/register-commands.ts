/** Registers every command; the one place that catches, logs and shows. */
import * as vscode from 'vscode';
import { ActionableError } from '../actionable-error.ts';
import { type Log, messageOf } from '../log.ts';
import type { Waker } from '../waker.ts';
import { cancelRun } from './cancel-run.ts';
import { cancelRuns } from './cancel-runs.ts';
import { collectDiagnostics } from './collect-diagnostics.ts';
import type { Command } from './command.ts';
import { copyAsCurl, copyAsSend } from './copy-as-command.ts';
import { copyRunId } from './copy-run-id.ts';
import { debugFunctions } from './debug-functions.ts';
import { explainEvent } from './explain-event.ts';
import { explainRun } from './explain-run.ts';
import { hideRun } from './hide-run.ts';
import { invokeFunction } from './invoke-function.ts';
import { openEvent } from './open-event.ts';
import { openFunction } from './open-function.ts';
import { openGraph } from './open-graph.ts';
import { openRun } from './open-run.ts';
import { rerun } from './rerun.ts';
import { rerunEdited, rerunFrom, rerunFromFailure } from './rerun-from.ts';
import { resetPayload } from './reset-payload.ts';
import { restartServer } from './restart-server.ts';
import { retryNow } from './retry-now.ts';
import { revealStep } from './reveal-step.ts';
import { restartRuntime, startRuntime, stopRuntime } from './runtime-control.ts';
import { sendEvent } from './send-event.ts';
import { sendMatchingEvent } from './send-matching-event.ts';
import { sendPayload } from './send-payload.ts';
import { advanceClock, pauseClock, resumeClock, runToNextTimer } from './set-clock.ts';
import { showClock } from './show-clock.ts';
import { showEventMap } from './show-event-map.ts';
import { showHandlers } from './show-handlers.ts';
import { showMenu } from './show-menu.ts';
import { showOutput } from './show-output.ts';
import { showRuns } from './show-runs.ts';
import { skipWait } from './skip-wait.ts';

const commands: readonly Command[] = [
  advanceClock,
  cancelRun,
  cancelRuns,
  collectDiagnostics,
  copyAsCurl,
  copyAsSend,
  copyRunId,
  debugFunctions,
  explainEvent,
  explainRun,
  hideRun,
  invokeFunction,
  openEvent,
  openFunction,
  openGraph,
  openRun,
  pauseClock,
  rerun,
  rerunEdited,
  rerunFrom,
  rerunFromFailure,
  resetPayload,
  restartRuntime,
  restartServer,
  resumeClock,
  retryNow,
  revealStep,
  runToNextTimer,
  sendEvent,
  sendMatchingEvent,
  sendPayload,
  showClock,
  showEventMap,
  showHandlers,
  showMenu,
  showOutput,
  showRuns,
  skipWait,
  startRuntime,
  stopRuntime,
];

export function registerCommands(waker: Waker, log: Log): vscode.Disposable[] {
  return commands.map(({ id, run }) =>
    vscode.commands.registerCommand(id, async (...args: unknown[]) => {
      try {
        const steplight = await waker.steplight();
        if (steplight === null) {
          throw new Error(
            vscode.l10n.t(
              'This folder does not use the inngest SDK. Open one whose package.json depends on it.',
            ),
          );
        }
        return await run(steplight, ...args);
      } catch (error) {
        log.error(`${id} failed`, error);
        void showFailure(error);
        return undefined;
      }
    }),
  );
}

async function showFailure(error: unknown): Promise<void> {
  const action =
    error instanceof ActionableError
      ? error.action
      : { title: vscode.l10n.t('Show Output'), command: 'steplight.showOutput' };
  if ((await vscode.window.showErrorMessage(messageOf(error), action.title)) === action.title) {
    await vscode.commands.executeCommand(action.command);
  }
}
