/** Registers every command; the one place where their errors are caught, logged and shown. */
import * as vscode from 'vscode';
import { messageOf } from '../../../runtime/src/contract/error-text.ts';
import { isImportedId } from '../../../runtime/src/history/exported-run.ts';
import { ActionableError, Notice } from '../actionable-error.ts';
import type { ActivationGate } from '../activation-gate.ts';
import type { Log } from '../log.ts';
import { connectApp, installPackages, useAppHere } from './apps.ts';
import { runIdOf } from './arguments.ts';
import { advanceClock, pauseClock, resumeClock, runToNextTimer, showClock } from './clock.ts';
import type { Command } from './command.ts';
import { compareRuns, stopComparing } from './compare.ts';
import { collectDiagnostics, showOutput } from './diagnostics.ts';
import {
  explainEvent,
  invokeFunction,
  openEvent,
  resetPayload,
  sendAgain,
  sendEvent,
  sendMatchingEvent,
  sendPayload,
} from './events.ts';
import { clearFunctionsFilter, filterFunctions } from './functions-view.ts';
import { chooseInstance } from './instances.ts';
import {
  backToLive,
  confirmFromPast,
  nextEntry,
  nextStep,
  previousEntry,
  previousStep,
  showHistory,
} from './moments.ts';
import {
  openFunction,
  openGraph,
  openRun,
  revealStep,
  selectGraph,
  showEventMap,
  showHandlers,
  showRunOnGraph,
  showRuns,
} from './navigation.ts';
import { rerun, rerunEdited, rerunFrom, rerunFromFailure } from './rerun.ts';
import { exportRun, forgetRun, importRun } from './run-files.ts';
import {
  cancelRun,
  cancelRuns,
  copyAsCurl,
  copyAsSend,
  copyRunId,
  explainRun,
  hideRun,
  retryNow,
  skipWait,
} from './runs.ts';
import {
  clearRunsFilter,
  filterRuns,
  groupRunsByFunction,
  groupRunsByTime,
  loadMoreRuns,
} from './runs-view.ts';
import {
  debugFunctions,
  restartRuntime,
  restartServer,
  showMenu,
  startRuntime,
  stopRuntime,
} from './runtime.ts';

const commands: readonly Command[] = [
  installPackages,
  useAppHere,
  advanceClock,
  backToLive,
  cancelRun,
  cancelRuns,
  clearFunctionsFilter,
  clearRunsFilter,
  chooseInstance,
  collectDiagnostics,
  connectApp,
  compareRuns,
  copyAsCurl,
  copyAsSend,
  copyRunId,
  debugFunctions,
  explainEvent,
  explainRun,
  filterFunctions,
  exportRun,
  filterRuns,
  forgetRun,
  groupRunsByFunction,
  groupRunsByTime,
  hideRun,
  importRun,
  invokeFunction,
  loadMoreRuns,
  nextEntry,
  nextStep,
  openEvent,
  openFunction,
  openGraph,
  openRun,
  pauseClock,
  previousEntry,
  previousStep,
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
  selectGraph,
  sendAgain,
  sendEvent,
  sendMatchingEvent,
  sendPayload,
  showClock,
  showEventMap,
  showHandlers,
  showHistory,
  showMenu,
  showOutput,
  showRunOnGraph,
  showRuns,
  skipWait,
  startRuntime,
  stopComparing,
  stopRuntime,
];

export function registerCommands(gate: ActivationGate, log: Log): vscode.Disposable[] {
  return commands.map(({ id, run, changesRun }) =>
    vscode.commands.registerCommand(id, async (...args: unknown[]) => {
      try {
        const steplight = await gate.steplight();
        if (steplight === null) {
          throw new Notice(
            vscode.l10n.t(
              'This folder does not use the inngest SDK. Open a folder whose package.json depends on it.',
            ),
          );
        }
        if (changesRun && isImportedId(runIdOf(args[0]) ?? ''))
          throw new Notice(vscode.l10n.t('An imported run is read-only.'));
        if (changesRun && !(await confirmFromPast(steplight, args[0]))) return undefined;
        return await run(steplight, ...args);
      } catch (error) {
        if (error instanceof vscode.CancellationError) return undefined;
        if (error instanceof Notice) {
          void vscode.window.showWarningMessage(error.message);
          return undefined;
        }
        log.error(`${id} failed`, error);
        void showFailure(error);
        return undefined;
      }
    }),
  );
}

async function showFailure(error: unknown): Promise<void> {
  const action: ActionableError['action'] =
    error instanceof ActionableError
      ? error.action
      : { title: vscode.l10n.t('Show Output'), command: 'steplight.showOutput' };
  const show =
    error instanceof ActionableError ? vscode.window.showWarningMessage : vscode.window.showErrorMessage;
  if ((await show(messageOf(error), action.title)) === action.title) {
    await vscode.commands.executeCommand(action.command, ...(action.arguments ?? []));
  }
}
