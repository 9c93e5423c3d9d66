/** Which line shows what: the nodes of a graph with the state of a run, as texts by line. Pure. */
import type { RunProgress, StepProgress } from '../../../runtime/src/contract/progress.ts';
import type { GraphNode, WorkflowGraph } from '../../../server/src/workflow-graph.ts';
import type { NodeState, Overlay } from '../../../webview/src/overlay/overlay.ts';
import type { L10n } from '../l10n.ts';
import { type LineTone, runText, stepText } from './step-text.ts';

export interface StepLine {
  /** 0-based, of the text the graph was made from. */
  line: number;
  tone: LineTone;
  text: string;
  ticks: boolean;
  /** The code of the step was edited after it ran. */
  stale: boolean;
  /** Null: the line of the function itself. */
  nodeId: string | null;
  runId: string;
}

export interface LinesInput {
  graph: WorkflowGraph;
  overlay: Overlay;
  progress: RunProgress;
  /** Whether a node's code is in the document that is drawn. */
  isHere: (node: GraphNode) => boolean;
  /** When the code of a node was last edited, Unix milliseconds; null: not since the file was opened. */
  editedAt: (nodeId: string) => number | null;
  /** Why a queued run cannot start; null: nothing known. */
  blockedBy: string | null;
  now: number;
}

/** One entry per line; when several nodes share a line their texts are joined and the most urgent tone wins. */
export function stepLines(input: LinesInput, l10n: L10n): StepLine[] {
  const { graph, overlay, progress, isHere, editedAt, blockedBy, now } = input;
  const lines = new Map<number, StepLine>();
  for (const node of graph.nodes) {
    const state = overlay.nodes[node.id];
    if (!node.step || !state || state.status === 'passed' || !isHere(node)) continue;
    const { tone, text, ticks } = stepText(state, newestStep(progress, state), now, l10n);
    const stale = isStale(state, editedAt(node.id));
    join(lines, {
      line: node.range.start.line,
      tone,
      text,
      ticks,
      stale,
      nodeId: node.id,
      runId: progress.runId,
    });
  }
  const own = runText(progress, now, blockedBy, l10n);
  const start = graph.nodes.find((node) => node.kind === 'start');
  if (own && (!start || isHere(start))) {
    join(lines, {
      ...own,
      line: graph.range.start.line,
      stale: false,
      nodeId: null,
      runId: progress.runId,
    });
  }
  return [...lines.values()].sort((a, b) => a.line - b.line);
}

/** The journal step that a node shows: the last one it holds. */
export function newestStep(progress: RunProgress, state: NodeState): StepProgress | null {
  const hashedId = state.steps.at(-1);
  return progress.steps.find((step) => step.step.hashedId === hashedId) ?? null;
}

function isStale(state: NodeState, editedAt: number | null): boolean {
  const ranAt = state.endedAt ?? state.startedAt;
  return editedAt !== null && ranAt !== null && editedAt > ranAt;
}

const urgency: readonly LineTone[] = [
  'failed',
  'retrying',
  'waiting',
  'sleeping',
  'running',
  'completed',
  'quiet',
];

function join(lines: Map<number, StepLine>, line: StepLine): void {
  const other = lines.get(line.line);
  if (!other) {
    lines.set(line.line, line);
    return;
  }
  const tone = urgency.find((candidate) => candidate === other.tone || candidate === line.tone) ?? line.tone;
  lines.set(line.line, {
    ...other,
    tone,
    text: [other.text, line.text].filter(Boolean).join(' | '),
    ticks: other.ticks || line.ticks,
    stale: other.stale && line.stale,
  });
}
