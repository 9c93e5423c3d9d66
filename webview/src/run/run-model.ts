/** The state of a run's page, and how messages and the user change it. Pure. */
import type { PrintedText, RunProgress, StepProgress } from '../../../runtime/src/contract/progress.ts';
import type { EventRecord } from '../../../runtime/src/contract/run.ts';
import type { RunWhy } from '../../../runtime/src/contract/why.ts';
import type { Timeline, TimelineRow } from '../../../runtime/src/history/timeline.ts';
import { t } from '../l10n.ts';
import { type ShownHistory, takeMoment } from '../moment-protocol.ts';
import type { RunLink, RunSection, ShownFacts, ToRunPage } from '../run-protocol.ts';
import { lookOfStep } from '../timeline/row-text.ts';

/** More at once are not news, but another moment. */
const mostAnnounced = 5;

export interface RunPageState {
  /** True once the extension has said what to show. */
  received: boolean;
  message: string | null;
  facts: ShownFacts | null;
  timeline: Timeline | null;
  /** Hashed id; null: the run. */
  selected: string | null;
  /** Null until the selected step has been sent. */
  step: StepProgress | null;
  /** Undefined: not sent yet. */
  output: unknown;
  events: readonly EventRecord[] | null;
  logs: readonly PrintedText[];
  /** Undefined: not sent yet. */
  why: RunWhy | null | undefined;
  links: readonly RunLink[];
  /** The slider's; null: none is open. */
  history: ShownHistory | null;
  /** What changed last, for screen readers. */
  announced: string;
  openSections: ReadonlySet<RunSection>;
  /** To be brought into view; a new value each time. */
  revealed: { section: RunSection } | null;
}

export type RunPageAction =
  | ToRunPage
  | { kind: 'select'; hashedId: string | null }
  | { kind: 'open-section'; section: RunSection; isOpen: boolean };

export function initialRunPage(selected: string | null): RunPageState {
  return {
    received: false,
    message: null,
    facts: null,
    timeline: null,
    selected,
    step: null,
    output: undefined,
    events: null,
    logs: [],
    why: undefined,
    links: [],
    history: null,
    announced: '',
    openSections: new Set(['why', 'output']),
    revealed: null,
  };
}

export function reduceRunPage(state: RunPageState, action: RunPageAction): RunPageState {
  switch (action.kind) {
    case 'show-run':
      return { ...state, received: true, facts: action.facts, message: action.message };
    case 'show-timeline':
      return showTimeline(state, action);
    case 'show-step':
      return { ...state, step: action.step };
    case 'show-output':
      return { ...state, output: action.output };
    case 'show-events':
      return { ...state, events: action.events };
    case 'show-logs':
      return { ...state, logs: [...state.logs.slice(0, action.from), ...action.lines] };
    case 'show-why':
      return { ...state, why: action.why };
    case 'show-links':
      return { ...state, links: action.links };
    case 'show-moment':
      return { ...state, history: takeMoment(state.history, action) };
    case 'reveal':
      return reveal(state, action);
    case 'select':
      return select(state, action.hashedId);
    case 'open-section':
      return openSection(state, action.section, action.isOpen);
  }
}

function showTimeline(
  state: RunPageState,
  { timeline, rows: changed, count }: Extract<ToRunPage, { kind: 'show-timeline' }>,
): RunPageState {
  const rows: TimelineRow[] = (state.timeline?.rows ?? []).slice(0, count);
  for (const [index, row] of changed) rows[index] = row;
  const announced = announcement(state.timeline, changed);
  return { ...state, timeline: { ...timeline, rows }, announced: announced || state.announced };
}

/** Steps whose state changed, in words; empty when the run is shown for the first time. */
function announcement(before: Timeline | null, changed: readonly (readonly [number, TimelineRow])[]): string {
  if (before === null || changed.length > mostAnnounced) return '';
  return changed
    .filter(([index, row]) => before.rows[index]?.status !== row.status)
    .map(([, row]) => `${row.name}: ${t(lookOfStep(row.status).word)}`)
    .join('. ');
}

function select(state: RunPageState, hashedId: string | null): RunPageState {
  if (state.selected === hashedId) return state;
  return { ...state, selected: hashedId, step: null };
}

function openSection(state: RunPageState, section: RunSection, isOpen: boolean): RunPageState {
  const openSections = new Set(state.openSections);
  if (isOpen) openSections.add(section);
  else openSections.delete(section);
  return { ...state, openSections };
}

function reveal(
  state: RunPageState,
  { hashedId, section }: Extract<ToRunPage, { kind: 'reveal' }>,
): RunPageState {
  const selected = select(state, hashedId);
  return section === null ? selected : { ...openSection(selected, section, true), revealed: { section } };
}

/** The run as the parts of the graph's inspector want it; null until it is known. */
export function shownRun({ facts, logs }: RunPageState): RunProgress | null {
  return facts && { ...facts.progress, logs: logs as PrintedText[] };
}
