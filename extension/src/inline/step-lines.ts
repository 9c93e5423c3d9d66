/** What stands in the text of a document: the state of a run's steps, at the lines of their calls. Pure. */
import type { RunProgress, StepProgress } from '../../../runtime/src/contract/progress.ts';
import type { GraphNode, WorkflowGraph } from '../../../server/src/workflow-graph.ts';
import type { DecisionReason, NodeState, Overlay } from '../../../webview/src/overlay/overlay.ts';
import { type GraphComparison, placeText } from '../../../webview/src/public.ts';
import type { L10n } from '../l10n.ts';
import { type Call, type Placement, placePhrases, visibleColumns, type WidthOf } from './phrase-place.ts';
import {
  type GutterIcon,
  iconOf,
  type LineTone,
  type Phrase,
  phraseText,
  runPhrase,
  stepPhrase,
} from './step-text.ts';

/** The call of a step, or the function itself. */
export interface Owner {
  /** Document of the graph; a helper's code may stand in another one. */
  uri: string;
  functionId: string;
  /** Null: the function. */
  nodeId: string | null;
}

/** The state of one call, or of the function itself. */
export interface CallMark extends Call {
  /** Several when their calls begin on one line. */
  owners: readonly Owner[];
  phrase: Phrase;
  /** Its code was edited after it ran. */
  stale: boolean;
}

/** Why a decision went the way it did, at its line. */
export interface ReasonMark {
  line: number;
  text: string;
}

export interface MarksInput {
  /** Document of the graph. */
  uri: string;
  graph: WorkflowGraph;
  overlay: Overlay;
  progress: RunProgress;
  /** Null: no runs of the function are compared. */
  comparison: GraphComparison | null;
  /** Whether a node's code is in the document that is drawn. */
  isHere: (node: GraphNode) => boolean;
  /** Where a line of the graph is in the current text. */
  lineNow: (line: number) => number;
  /** When the code of a node was last edited, Unix milliseconds; null: not since the file was opened. */
  editedAt: (nodeId: string) => number | null;
  /** Why a queued run cannot start; null: nothing known. */
  blockedBy: string | null;
  now: number;
}

/** The calls of one graph in one document that the run has reached. */
export function callMarks(input: MarksInput, l10n: L10n): CallMark[] {
  const { uri, graph, overlay, progress, isHere, lineNow, editedAt, blockedBy, now } = input;
  const ownedBy = (nodeId: string | null): Owner[] => [{ uri, functionId: graph.id, nodeId }];
  const place = ({ start, end }: GraphNode['range']): Call => ({
    first: lineNow(start.line),
    last: lineNow(end.line),
  });
  const stepOf = stepsById(progress);
  const marks: CallMark[] = [];
  for (const node of graph.nodes) {
    const state = overlay.nodes[node.id];
    if (!node.step || !state || state.status === 'passed' || !isHere(node)) continue;
    const own = stepPhrase(state, stepOf(state), now, l10n);
    const parting = partingText(input, node.id);
    const phrase = parting === null ? own : { ...own, details: [parting, ...own.details] };
    const stale = isStale(state, editedAt(node.id));
    marks.push({ ...place(node.range), owners: ownedBy(node.id), phrase, stale });
  }
  const own = runPhrase(progress, now, blockedBy, l10n);
  const start = graph.nodes.find((node) => node.kind === 'start');
  if (own && (!start || isHere(start)))
    marks.push({ ...place(graph.range), owners: ownedBy(null), phrase: own, stale: false });
  return marks;
}

/** Why its decisions went as they did, or where two compared runs part, of one graph in one document. */
export function reasonMarks(
  input: Pick<MarksInput, 'graph' | 'overlay' | 'comparison' | 'isHere' | 'lineNow'>,
): ReasonMark[] {
  const { graph, overlay, isHere, lineNow } = input;
  return graph.nodes.flatMap((node) => {
    const reason = overlay.decisions[node.id];
    // A step with a state says it itself.
    const parting = node.step && overlay.nodes[node.id] ? null : partingText(input, node.id);
    const text = parting ?? (reason ? reasonText(reason) : null);
    return text !== null && isHere(node) ? [{ line: lineNow(node.range.start.line), text }] : [];
  });
}

/** Where two compared runs part: `A: true · B: false`. Null: not here. */
function partingText({ comparison }: Pick<MarksInput, 'comparison'>, nodeId: string): string | null {
  const place = comparison?.places.find((one) => one.nodeId === nodeId);
  return place ? placeText(place) : null;
}

/** `validation.isValid → true`. */
function reasonText({ facts }: DecisionReason): string {
  return facts.map(({ source, value }) => `${source} → ${value}`).join(', ');
}

/** The journal step whose state a node shows; where that is not known, the last one it holds. */
export function stepsById(progress: RunProgress): (state: NodeState) => StepProgress | null {
  const steps = new Map(progress.steps.map((step) => [step.step.hashedId, step]));
  return (state) => steps.get(state.shown ?? state.steps.at(-1) ?? '') ?? null;
}

export function isStale(state: NodeState, editedAt: number | null): boolean {
  const ranAt = state.endedAt ?? state.startedAt;
  return editedAt !== null && ranAt !== null && editedAt > ranAt;
}

export interface GutterLine {
  line: number;
  icon: GutterIcon;
  stale: boolean;
}

export interface PhraseLine {
  line: number;
  tone: LineTone;
  stale: boolean;
  text: string;
  /** Whose state it says. */
  owners: readonly Owner[];
}

export interface DrawnLines {
  /** At the first line of each call. */
  gutter: GutterLine[];
  phrases: PhraseLine[];
  reasons: ReasonMark[];
  /** Something of it changes with time alone. */
  ticks: boolean;
}

export interface Page {
  widthOf: WidthOf;
  /** Null: no phrases, only the icons in the gutter. */
  placement: Placement | null;
}

/** @param marks of all graphs whose code is in the document. */
export function drawnLines(
  marks: readonly CallMark[],
  reasons: readonly ReasonMark[],
  { widthOf, placement }: Page,
  l10n: L10n,
): DrawnLines {
  const calls = joined(marks, ({ first }) => first);
  const gutter = calls.map(({ first, phrase, stale }) => ({ line: first, icon: iconOf(phrase), stale }));
  const ticks = marks.some(({ phrase }) => phrase.ticks);
  if (placement === null) return { gutter, phrases: [], reasons: [], ticks };
  const shown = onePerLine(reasons);
  const others = shown.map(({ line }) => line);
  const lines = placePhrases(calls, { widthOf, placement, columns: visibleColumns, others });
  const placed = calls.map((call, index) => ({ ...call, line: lines[index] ?? call.first }));
  const phrases = joined(placed, ({ line }) => line).map(({ line, last, owners, phrase, stale }) => {
    const text = stale ? `${phraseText(phrase)} · ${l10n.t('code edited since')}` : phraseText(phrase);
    // Below the call: the arrow says whose state it is.
    return { line, owners, tone: phrase.tone, stale, text: line > last ? `↑ ${text}` : text };
  });
  const taken = new Set(phrases.map(({ line }) => line));
  return { gutter, phrases, reasons: shown.filter(({ line }) => !taken.has(line)), ticks };
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

/** Marks on one line as one: all their states, and what the most urgent one says besides. In the order of the lines. */
function joined<M extends CallMark>(marks: readonly M[], lineOf: (mark: M) => number): M[] {
  const lines = new Map<number, M>();
  for (const mark of marks) {
    const other = lines.get(lineOf(mark));
    lines.set(lineOf(mark), other ? join(other, mark) : mark);
  }
  return [...lines.values()].sort((a, b) => lineOf(a) - lineOf(b));
}

function join<M extends CallMark>(a: M, b: M): M {
  const [urgent] = [a, b].sort((x, y) => urgency.indexOf(x.phrase.tone) - urgency.indexOf(y.phrase.tone));
  const { tone, details } = (urgent ?? a).phrase;
  const icon = iconOf((urgent ?? a).phrase);
  const state = [a.phrase.state, b.phrase.state].filter((part) => part !== '').join(' | ');
  return {
    ...a,
    last: Math.max(a.last, b.last),
    owners: [...a.owners, ...b.owners],
    phrase: { tone, icon, state, details, ticks: a.phrase.ticks || b.phrase.ticks },
    stale: a.stale && b.stale,
  };
}

function onePerLine(reasons: readonly ReasonMark[]): ReasonMark[] {
  const lines = new Map<number, string>();
  for (const { line, text } of reasons) {
    const other = lines.get(line);
    lines.set(line, other === undefined || other === text ? text : `${other}, ${text}`);
  }
  return [...lines].map(([line, text]) => ({ line, text }));
}
