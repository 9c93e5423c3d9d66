/** How each state of a run or a step looks, the same in gutter, views and pickers, and as on the graph. Pure. */
import type { StepStatus } from '../../../runtime/src/contract/progress.ts';
import type { ShownStatus } from '../../../runtime/src/contract/shown-status.ts';
import type { NodeStatus } from '../../../webview/src/overlay/overlay.ts';

export type LookName = Exclude<NodeStatus, 'passed'>;

export interface StateLook {
  /** Its picture is `extension/media/gutter/<name>-<theme>.svg`. */
  name: LookName;
  /** The nearest of VS Code's own icons, for where only those can be. */
  codicon: string;
  /** Theme color. */
  color: string;
}

const codicons: Record<LookName, string> = {
  running: 'loading~spin',
  'maybe-running': 'ellipsis',
  retrying: 'refresh',
  waiting: 'watch',
  sleeping: 'debug-pause',
  completed: 'check',
  failed: 'close',
  'timed-out': 'clockface',
  cancelled: 'circle-slash',
};

const colors: Record<LookName, string> = {
  running: 'steplight.running',
  'maybe-running': 'steplight.running',
  retrying: 'steplight.retrying',
  waiting: 'steplight.waiting',
  sleeping: 'steplight.sleeping',
  completed: 'steplight.completed',
  failed: 'steplight.failed',
  'timed-out': 'steplight.retrying',
  cancelled: 'steplight.quiet',
};

const names: Record<'queued' | 'planned' | 'skipped', LookName> = {
  queued: 'maybe-running',
  planned: 'maybe-running',
  skipped: 'cancelled',
};

export const lookNames = Object.keys(codicons) as LookName[];

export function stateLook(status: ShownStatus | StepStatus | LookName): StateLook {
  const name = status in names ? names[status as keyof typeof names] : (status as LookName);
  return { name, codicon: codicons[name], color: colors[name] };
}
