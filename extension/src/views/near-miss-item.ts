/** The newest near miss of a run that still waits, in the status bar; a click shows the step in the graph's inspector. */
import * as vscode from 'vscode';
import type { JournalEntry } from '../../../runtime/src/contract/journal.ts';
import type { StepProgress } from '../../../runtime/src/contract/progress.ts';
import { commandLink, plain } from '../../../server/src/markdown.ts';
import { newestMissText } from '../format/near-miss.ts';
import { firstLine } from '../format/values.ts';
import type { Runs } from '../runtime/runs.ts';

const textLimit = 60;

interface Missed {
  runId: string;
  hashedId: string;
}

interface Pending extends Missed {
  step: StepProgress;
  eventId: string;
  queuedAt: number;
}

export class NearMissItem implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem;
  readonly #runs: Runs;
  /** Steps that an event did not resume, the newest last; those whose wait is over go when they are met. */
  readonly #missed = new Map<string, Missed>();
  readonly #subscriptions: vscode.Disposable[];

  constructor(runs: Runs) {
    this.#runs = runs;
    this.#item = vscode.window.createStatusBarItem('steplight.nearMiss', vscode.StatusBarAlignment.Left, 9);
    this.#item.name = vscode.l10n.t('Steplight Near Miss');
    this.#subscriptions = [
      runs.onEntry((entry) => this.#take(entry)),
      runs.onDidChange(() => this.#draw()),
      runs.onDidReset(() => this.#readAll()),
    ];
  }

  #readAll(): void {
    this.#missed.clear();
    const found = this.#runs.active().flatMap((run) =>
      run.steps.flatMap((step) => {
        const miss = step.wait?.nearMisses.at(-1);
        return miss ? [{ runId: run.runId, hashedId: step.step.hashedId, at: miss.at }] : [];
      }),
    );
    for (const { runId, hashedId } of found.sort((a, b) => a.at - b.at)) this.#add({ runId, hashedId });
    this.#draw();
  }

  #take(entry: JournalEntry & { runId: string }): void {
    if (entry.kind !== 'wait-not-matched') return;
    this.#add({ runId: entry.runId, hashedId: entry.hashedId });
    this.#draw();
  }

  #add(missed: Missed): void {
    const key = `${missed.runId} ${missed.hashedId}`;
    this.#missed.delete(key);
    this.#missed.set(key, missed);
  }

  #draw(): void {
    const newest = this.#newest();
    const text = newest?.step.wait ? newestMissText(newest.step.wait, vscode.l10n) : null;
    if (!newest || text === null) {
      this.#item.hide();
      return;
    }
    const { runId, hashedId, step } = newest;
    this.#item.text = `$(warning) ${firstLine(text, textLimit).replaceAll('$(', '$ (')}`;
    this.#item.tooltip = tooltip(text, newest);
    this.#item.accessibilityInformation = {
      label: vscode.l10n.t('Near miss of {0}: {1}', step.step.name, text),
      role: 'button',
    };
    this.#item.command = {
      title: vscode.l10n.t('Show Run on Graph'),
      command: 'steplight.showRunOnGraph',
      arguments: [runId, hashedId],
    };
    this.#item.show();
  }

  /** Of the runs that one event missed, the newest, which text and graph show. */
  #newest(): Pending | null {
    let found: Pending | null = null;
    for (const [key, missed] of [...this.#missed].reverse()) {
      const pending = this.#pending(missed);
      if (pending === null) this.#missed.delete(key);
      else if (found === null || (pending.eventId === found.eventId && pending.queuedAt > found.queuedAt))
        found = pending;
      else if (pending.eventId !== found.eventId) break;
    }
    return found;
  }

  /** Null: the wait is over. */
  #pending({ runId, hashedId }: Missed): Pending | null {
    const run = this.#runs.get(runId);
    const step = run?.steps.find((candidate) => candidate.step.hashedId === hashedId);
    const miss = step?.wait?.nearMisses.at(-1);
    if (!run || !miss || step?.status !== 'waiting') return null;
    return { runId, hashedId, step, eventId: miss.eventId, queuedAt: run.queuedAt };
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#item.dispose();
  }
}

function tooltip(text: string, { runId, hashedId, step }: Pending): vscode.MarkdownString {
  const { l10n } = vscode;
  const links = [
    commandLink(l10n.t('Send Matching Event'), 'steplight.sendMatchingEvent', [runId, hashedId]),
    commandLink(l10n.t('Time Out Now'), 'steplight.skipWait', [runId, hashedId]),
  ];
  const markdown = new vscode.MarkdownString(
    [`**${plain(step.step.name)}**`, plain(text), links.join(' &nbsp;·&nbsp; ')].join('\n\n'),
  );
  markdown.isTrusted = { enabledCommands: ['steplight.sendMatchingEvent', 'steplight.skipWait'] };
  return markdown;
}
