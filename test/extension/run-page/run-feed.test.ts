import { expect, test } from 'vitest';
import { RunFeed, type ShownRunPage } from '../../../extension/src/panels/run-feed.ts';
import { RunTimeline } from '../../../extension/src/panels/run-timeline.ts';
import { RunHistory } from '../../../runtime/src/history/run-history.ts';
import type { RunSection, ToRunPage } from '../../../webview/src/run-protocol.ts';
import { entriesOf, event, step, type Told } from '../../support/runtime/journal-entries.ts';

const started: Told = { kind: 'run-started' };
const planned = (name: string): Told => ({ kind: 'step-planned', step: step(name) });
const done = (name: string, output: unknown = name): Told => ({
  kind: 'step-completed',
  step: step(name),
  output,
  attempt: 0,
  startedAt: null,
});
const printed = (text: string): Told => ({ kind: 'output-printed', by: null, level: 'info', text });

/** A page and its run, to which entries come. */
class Page {
  readonly #facts: Told[] = [started];
  readonly #history = new RunHistory();
  readonly #timeline = new RunTimeline();
  #feed = new RunFeed();
  readonly #events = [event('list.uploaded')];
  open = new Set<RunSection>();
  selected: string | null = null;
  seq: number | null = null;

  come(...facts: Told[]): this {
    this.#facts.push(...facts);
    for (const entry of entriesOf(...this.#facts)) this.#history.add(entry);
    return this;
  }

  reload(): this {
    this.#feed = new RunFeed();
    return this;
  }

  /** What the page is sent now. */
  next(): ToRunPage[] {
    const { entries } = this.#history;
    const progress = this.seq === null ? this.#history.latest : this.#history.at(this.seq);
    const past = this.#timeline.at(entries, this.seq);
    const shown: ShownRunPage = {
      ...past,
      facts: progress && {
        progress,
        status: progress.status,
        moment: null,
        clock: { ahead: 0, pausedAt: null },
        abilities: { hasCode: true, canExport: false, canCompare: false, isReadOnly: false },
        importedFrom: null,
      },
      message: null,
      step: progress?.steps.find((each) => each.step.hashedId === this.selected) ?? null,
      events: this.#events,
      why: undefined,
      links: [],
      open: this.open,
    };
    return this.#feed.next(shown);
  }
}

/** Kinds of the messages, with the names of the rows that are sent and how many lines. */
function checkSent(page: Page, ...expected: string[]): void {
  const texts = page.next().map((message) => {
    if (message.kind === 'show-timeline')
      return `timeline ${message.rows.map(([index, row]) => `${index}:${row.name}`).join(' ')} of ${message.count}`;
    if (message.kind === 'show-logs') return `logs ${message.from}+${message.lines.length}`;
    return message.kind.replace('show-', '');
  });
  expect(texts).toEqual(expected);
}

test('what did not change is not sent again', () => {
  const page = new Page().come(planned('a'), planned('b'));
  checkSent(page, 'timeline 0:a 1:b of 2', 'run');
  checkSent(page);
});

test('with an entry only the row that it changed is sent', () => {
  const page = new Page().come(planned('a'), planned('b'));
  page.next();
  checkSent(page.come(done('b')), 'timeline 1:b of 2', 'run');
});

test('a page that was loaded anew gets everything', () => {
  const page = new Page().come(planned('a'), printed('hello'));
  page.next();
  checkSent(page.reload(), 'timeline 0:a of 1', 'logs 0+1', 'run');
});

test('printed lines are appended', () => {
  const page = new Page().come(printed('one'), printed('two'));
  page.next();
  checkSent(page.come(printed('three')), 'timeline  of 0', 'logs 2+1', 'run');
});

test('values are sent only where they are shown, once', () => {
  const page = new Page().come(done('a', 'large'), { kind: 'run-completed', output: 'larger' });
  const sent = page.next();
  expect(JSON.stringify(sent)).not.toContain('large');
  page.selected = '#a';
  page.open = new Set(['output', 'events']);
  checkSent(page, 'step', 'output', 'events');
  checkSent(page.come(printed('more')), 'timeline  of 1', 'logs 0+1', 'run');
});

test('the past has fewer rows and lines; the way back sends what is missing', () => {
  const page = new Page().come(planned('a'), printed('one'), planned('b'), printed('two'));
  page.next();
  page.seq = 4;
  checkSent(page, 'timeline 0:a of 1', 'logs 1+0', 'run');
  page.seq = null;
  checkSent(page, 'timeline 0:a 1:b of 2', 'logs 1+1', 'run');
});
