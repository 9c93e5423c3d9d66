/** The codicon of each state, and the theme color it is drawn in; the same in views, pickers and tabs. Pure. */
import type { StepStatus } from '../../../runtime/src/contract/progress.ts';
import type { RunStatus } from '../../../runtime/src/contract/run.ts';

export const runIcons: Record<RunStatus, [icon: string, color: string | null]> = {
  queued: ['circle-outline', null],
  running: ['loading~spin', 'steplight.running'],
  waiting: ['clock', 'steplight.waiting'],
  sleeping: ['debug-pause', 'steplight.sleeping'],
  completed: ['pass', 'testing.iconPassed'],
  failed: ['error', 'testing.iconFailed'],
  cancelled: ['circle-slash', null],
  skipped: ['debug-step-over', null],
};

export const stepIcons: Record<StepStatus, [icon: string, color: string | null]> = {
  planned: ['circle-outline', null],
  running: ['loading~spin', 'steplight.running'],
  retrying: ['sync', 'steplight.retrying'],
  waiting: ['clock', 'steplight.waiting'],
  sleeping: ['debug-pause', 'steplight.sleeping'],
  completed: ['pass', 'testing.iconPassed'],
  failed: ['error', 'testing.iconFailed'],
  'timed-out': ['clock', null],
  cancelled: ['circle-slash', null],
};
