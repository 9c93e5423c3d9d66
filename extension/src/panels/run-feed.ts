/** What the page of a run has been sent, and what it has to be sent now. A page that was loaded anew gets a new one. */
import type { PrintedText, RunProgress, StepProgress } from '../../../runtime/src/contract/progress.ts';
import type { EventRecord } from '../../../runtime/src/contract/run.ts';
import type { RunWhy } from '../../../runtime/src/contract/why.ts';
import type { Timeline, TimelineRow } from '../../../runtime/src/history/timeline.ts';
import type { RunLink, RunSection, ShownFacts, ToRunPage } from '../../../webview/src/run-protocol.ts';

/** All that could be shown. Values are compared by identity: what did not change must be the same value. */
export interface ShownRunPage {
  /** Null: there is no run to show. */
  facts: ShownFacts | null;
  /** Why there is none. */
  message: string | null;
  timeline: Timeline | null;
  logs: readonly PrintedText[];
  step: StepProgress | null;
  events: readonly EventRecord[] | null;
  /** Undefined: not asked yet. */
  why: RunWhy | null | undefined;
  links: readonly RunLink[];
  /** Sections whose values are shown. */
  open: ReadonlySet<RunSection>;
}

export class RunFeed {
  #facts = '';
  #progress: RunProgress | null = null;
  #timeline: Timeline | null = null;
  #logs: readonly PrintedText[] = [];
  #step: StepProgress | null = null;
  #events: readonly EventRecord[] | null = null;
  #output: { value: unknown } | null = null;
  #why: string | null = null;
  #links = '[]';

  /** The messages that bring the page up to date; none when nothing changed. */
  next(shown: ShownRunPage): ToRunPage[] {
    return [
      ...this.#nextTimeline(shown.timeline),
      ...this.#nextLogs(shown.logs),
      ...this.#nextFacts(shown),
      ...this.#nextStep(shown.step),
      ...this.#nextValues(shown),
      ...this.#nextWhy(shown),
      ...this.#nextLinks(shown.links),
    ];
  }

  #nextFacts({ facts, message }: ShownRunPage): ToRunPage[] {
    const rest = JSON.stringify([facts && { ...facts, progress: null }, message]);
    const progress = facts?.progress ?? null;
    if (rest === this.#facts && progress === this.#progress) return [];
    this.#facts = rest;
    this.#progress = progress;
    return [{ kind: 'show-run', facts: facts && { ...facts, progress: headOf(facts.progress) }, message }];
  }

  /** Only the rows that changed: a long run must not be sent again with each entry. */
  #nextTimeline(timeline: Timeline | null): ToRunPage[] {
    if (timeline === null || timeline === this.#timeline) return [];
    const before = this.#timeline?.rows ?? [];
    this.#timeline = timeline;
    const { rows, ...rest } = timeline;
    const changed: [number, TimelineRow][] = [];
    for (const [index, row] of rows.entries()) if (!isSame(before[index], row)) changed.push([index, row]);
    return [{ kind: 'show-timeline', timeline: rest, rows: changed, count: rows.length }];
  }

  #nextLogs(logs: readonly PrintedText[]): ToRunPage[] {
    const before = this.#logs;
    if (logs === before) return [];
    this.#logs = logs;
    // Lines are only added; in the past there are fewer of the same.
    const from = Math.min(before.length, logs.length);
    return from === before.length && from === logs.length
      ? []
      : [{ kind: 'show-logs', from, lines: logs.slice(from) }];
  }

  #nextStep(step: StepProgress | null): ToRunPage[] {
    if (step === this.#step) return [];
    this.#step = step;
    return [{ kind: 'show-step', step }];
  }

  #nextValues({ facts, events, open }: ShownRunPage): ToRunPage[] {
    const messages: ToRunPage[] = [];
    const output = facts?.progress.output;
    if (open.has('output') && output !== undefined && this.#output?.value !== output) {
      this.#output = { value: output };
      messages.push({ kind: 'show-output', output });
    }
    if (open.has('events') && events !== null && this.#events !== events) {
      this.#events = events;
      messages.push({ kind: 'show-events', events });
    }
    return messages;
  }

  #nextWhy({ why, open }: ShownRunPage): ToRunPage[] {
    if (why === undefined || !open.has('why')) return [];
    const text = JSON.stringify(why);
    if (text === this.#why) return [];
    this.#why = text;
    return [{ kind: 'show-why', why }];
  }

  #nextLinks(links: readonly RunLink[]): ToRunPage[] {
    const text = JSON.stringify(links);
    if (text === this.#links) return [];
    this.#links = text;
    return [{ kind: 'show-links', links }];
  }
}

/** Without what comes in messages of its own. */
function headOf(progress: RunProgress): RunProgress {
  const { output: _, logs: __, earlyMetadata: ___, ...head } = progress;
  return { ...head, steps: [] };
}

/** Folded anew, rows of the same content are other values. */
function isSame(before: TimelineRow | undefined, row: TimelineRow): boolean {
  if (before === row) return true;
  if (!before || before.hashedId !== row.hashedId || before.group !== row.group) return false;
  if (before.status !== row.status || before.attempt !== row.attempt) return false;
  if (before.segments.length !== row.segments.length) return false;
  const [a, b] = [before.segments.at(-1), row.segments.at(-1)];
  return a?.kind === b?.kind && a?.from === b?.from && a?.to === b?.to && a?.due === b?.due;
}
