/** Which command of the extension does what a button of a run's page asks for. */
import type { RunCommand } from '../../../webview/src/run-protocol.ts';

export const commandIds: Record<RunCommand, string> = {
  rerun: 'steplight.rerun',
  'rerun-from-failure': 'steplight.rerunFromFailure',
  'cancel-run': 'steplight.cancelRun',
  'retry-now': 'steplight.retryNow',
  'send-again': 'steplight.sendAgain',
  'open-event': 'steplight.openEvent',
  'copy-as-send': 'steplight.copyAsSend',
  'copy-as-curl': 'steplight.copyAsCurl',
  export: 'steplight.exportRun',
  compare: 'steplight.compareRuns',
  'start-runtime': 'steplight.startRuntime',
};
