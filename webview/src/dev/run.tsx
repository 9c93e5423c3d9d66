/** The page of a run in a plain page, with example runs in place of the extension. */

import { render } from 'preact';
import type { JournalEntry } from '../../../runtime/src/contract/journal.ts';
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import { shownStatus } from '../../../runtime/src/contract/shown-status.ts';
import { entryFactsOf } from '../../../runtime/src/history/entry-facts.ts';
import { RunHistory } from '../../../runtime/src/history/run-history.ts';
import { TimelineFold } from '../../../runtime/src/history/timeline.ts';
import type { Channel } from '../channel.ts';
import { RunApp } from '../run/run-app.tsx';
import type { FromRunPage, RunPanelState, ToRunPage } from '../run-protocol.ts';
import { addPickers, control } from './dev-controls.ts';
import { longJournal, loopJournal, valuesJournal, waitingJournal, weekJournal } from './example-timelines.ts';

const now = Date.now();
const examples: Record<string, () => JournalEntry[]> = {
  week: () => weekJournal(now - 8 * 86_400_000),
  waiting: () => waitingJournal(now - 2 * 86_400_000),
  long: () => longJournal(now - 600_000, 1_000),
  'very long': () => longJournal(now - 6_000_000, 10_000),
  values: () => valuesJournal(now - 60_000),
  loop: () => loopJournal(now - 60_000),
};

const picker = addPickers('run', Object.keys(examples), 'week');
const slider = control<HTMLInputElement>('dev-progress');
const entryText = control<HTMLOutputElement>('dev-entry');
const wanted = new URLSearchParams(location.hash.slice(1));

let history = new RunHistory();
let progress: RunProgress | null = null;
let receive: (message: ToRunPage) => void = () => undefined;
const sent: FromRunPage[] = [];
// Tests read what the page would have told the extension, and put it into states.
Object.assign(window, { sent, tell: (message: ToRunPage) => receive(message) });

const channel: Channel<ToRunPage, FromRunPage, RunPanelState> = {
  post(message) {
    sent.push(message);
    if (message.kind === 'ready') showExample();
    if (message.kind === 'set-moment') showProgress(message.seq);
    if (message.kind === 'select') {
      const step = progress?.steps.find((one) => one.step.hashedId === message.hashedId);
      receive({ kind: 'show-step', step: step ?? null });
    }
  },
  listen: (to) => {
    receive = to;
  },
  load: () => null,
  save: () => undefined,
};

let journal: JournalEntry[] = [];

function showExample(): void {
  journal = examples[picker.value]?.() ?? [];
  slider.max = String(journal.length);
  slider.value = wanted.get('at') ?? String(journal.length);
  showEntries();
}

/** As if the run had come so far. */
function showEntries(): void {
  history = new RunHistory(journal.slice(0, Number(slider.value)));
  entryText.value = history.entries.at(-1)?.kind ?? 'no run';
  showProgress(null);
}

/** @param seq of the shown moment; null: live. */
function showProgress(seq: number | null): void {
  progress = seq === null ? history.latest : history.at(seq);
  const timeline = new TimelineFold(history.entries.filter((entry) => seq === null || entry.seq <= seq))
    .timeline;
  if (!progress || !timeline) return;
  const { steps: _, output, logs, ...facts } = progress;
  const entry = seq === null ? null : history.entryAt(seq);
  const moment = entry && { seq: entry.seq, at: entry.at };
  receive({
    kind: 'show-run',
    message: null,
    facts: {
      progress: { ...facts, steps: [] },
      status: shownStatus(progress),
      moment,
      clock: { ahead: 0, pausedAt: null },
      abilities: { hasCode: true, canExport: true, canCompare: true, isReadOnly: false },
      importedFrom: null,
    },
  });
  const { rows, ...rest } = timeline;
  const numbered = rows.map((row, index) => [index, row] as const);
  receive({ kind: 'show-timeline', timeline: rest, rows: numbered, count: rows.length });
  const entries = { runId: facts.runId, moment, from: 0, facts: entryFactsOf(history, 0), problem: null };
  receive({ kind: 'show-moment', ...entries });
  receive({ kind: 'show-logs', from: 0, lines: logs ?? [] });
  receive({ kind: 'show-output', output: output ?? null });
  receive({ kind: 'show-events', events: [exampleEvent(facts)] });
}

function exampleEvent({ eventName, queuedAt }: Pick<RunProgress, 'eventName' | 'queuedAt'>) {
  const data = { upload_id: 'upl_7f3', filename: 'contacts.csv', user_id: 'ada' };
  return {
    internalId: '01JD',
    id: '01JD',
    name: eventName,
    data,
    user: {},
    ts: queuedAt,
    receivedAt: queuedAt,
  };
}

picker.addEventListener('change', showExample);
slider.addEventListener('input', showEntries);

render(<RunApp channel={channel} />, control('steplight'));
