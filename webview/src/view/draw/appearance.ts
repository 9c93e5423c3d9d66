/** How kinds and states look: one table for the drawing and the legend. */

import type { ShownStatus } from '../../../../runtime/src/contract/shown-status.ts';
import type { EdgeKind, GraphNode } from '../../../../server/src/workflow-graph.ts';
import type { NodeStatus } from '../../overlay/overlay.ts';
import type { IconName } from './icons.ts';
import type { PaintRole } from './paint.ts';

export interface StatusLook {
  word: string;
  icon: IconName;
  color: PaintRole;
  /** Its border moves: the code is running. */
  animated: boolean;
  meaning: string;
}

export const statusLooks: Record<NodeStatus, StatusLook> = {
  running: {
    word: 'running',
    icon: 'spinner',
    color: 'blue',
    animated: true,
    meaning: 'your code is running',
  },
  'maybe-running': {
    word: 'may be running',
    icon: 'ellipsis',
    color: 'blue',
    animated: false,
    meaning: 'one of the possible next steps',
  },
  retrying: {
    word: 'retrying',
    icon: 'retry',
    color: 'orange',
    animated: false,
    meaning: 'failed, and will be retried',
  },
  waiting: {
    word: 'waiting',
    icon: 'hourglass',
    color: 'yellow',
    animated: false,
    meaning: 'for an event, a signal or a function',
  },
  sleeping: { word: 'sleeping', icon: 'moon', color: 'purple', animated: false, meaning: 'until a time' },
  completed: {
    word: 'done',
    icon: 'check',
    color: 'green',
    animated: false,
    meaning: 'its result is saved',
  },
  failed: { word: 'failed', icon: 'cross', color: 'red', animated: false, meaning: 'no attempts left' },
  'timed-out': {
    word: 'timed out',
    icon: 'clock',
    color: 'orange',
    animated: false,
    meaning: 'no event arrived in time',
  },
  cancelled: {
    word: 'cancelled',
    icon: 'slash',
    color: 'neutral',
    animated: false,
    meaning: 'the run was cancelled',
  },
  passed: {
    word: 'passed',
    icon: 'check',
    color: 'green',
    animated: false,
    meaning: 'the run took this path',
  },
};

/** A run looks like a node in the same state. */
export const runLooks: Record<ShownStatus, NodeStatus> = {
  queued: 'maybe-running',
  running: 'running',
  retrying: 'retrying',
  waiting: 'waiting',
  sleeping: 'sleeping',
  completed: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
  skipped: 'cancelled',
};

const toolIcons: Record<string, IconName> = {
  run: 'code',
  sleep: 'moon',
  sleepUntil: 'clock',
  waitForEvent: 'hourglass',
  waitForSignal: 'hourglass',
  sendEvent: 'send',
  sendSignal: 'signal',
  invoke: 'enter',
  fetch: 'globe',
  'realtime.publish': 'signal',
};

const toolColors: Record<string, PaintRole> = {
  run: 'blue',
  sleep: 'purple',
  sleepUntil: 'purple',
  waitForEvent: 'yellow',
  waitForSignal: 'yellow',
  sendEvent: 'green',
  sendSignal: 'green',
  'realtime.publish': 'green',
  invoke: 'orange',
  fetch: 'orange',
};

export interface KindLook {
  icon: IconName;
  color: PaintRole;
}

export function kindLook(node: GraphNode): KindLook {
  switch (node.kind) {
    case 'start':
      return { icon: 'bolt', color: 'green' };
    case 'end':
      return node.end === 'throw'
        ? { icon: 'cross', color: 'red' }
        : { icon: node.end === 'return' ? 'return' : 'dot', color: 'neutral' };
    case 'step': {
      const tool = node.step?.tool ?? 'run';
      if (tool.startsWith('ai.')) return { icon: 'sparkle', color: 'purple' };
      return { icon: toolIcons[tool] ?? 'code', color: toolColors[tool] ?? 'blue' };
    }
    case 'loop':
      return { icon: 'loop', color: 'neutral' };
    case 'try':
      return { icon: 'shield', color: 'neutral' };
    case 'catch':
      return { icon: 'warning', color: 'red' };
    case 'finally':
      return { icon: 'flag', color: 'neutral' };
    case 'call':
      return { icon: 'function', color: 'neutral' };
    case 'opaque':
      return { icon: 'question', color: 'orange' };
    case 'decision':
    case 'fork':
    case 'join':
      return { icon: 'parallel', color: 'neutral' };
  }
}

/** Of edges that an error took: not told by color alone. */
export const failedDash = '5 3';

export interface EdgeLook {
  color: PaintRole;
  /** SVG dash pattern; null: a full line. */
  dash: string | null;
  meaning: string;
}

export const edgeLooks: Record<EdgeKind, EdgeLook> = {
  next: { color: 'edge', dash: null, meaning: 'next' },
  true: { color: 'edge', dash: null, meaning: 'when the condition holds' },
  false: { color: 'edge', dash: null, meaning: 'when it does not hold' },
  case: { color: 'edge', dash: null, meaning: 'one of several cases' },
  back: { color: 'edge', dash: '6 4', meaning: 'next iteration' },
  error: { color: 'red', dash: '3 3', meaning: 'on error' },
  timeout: { color: 'orange', dash: '7 3 2 3', meaning: 'on timeout' },
};
