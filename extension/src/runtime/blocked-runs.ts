/** Why queued runs cannot start: polled from the runtime for those that stay queued longer than a moment. */
import * as vscode from 'vscode';
import type { RuntimeClient } from '../../../runtime/src/client/runtime-client.ts';
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import type { RunWhy } from '../../../runtime/src/contract/why.ts';
import { blockedReason, unservedReason } from './blocked-reason.ts';
import type { Runs } from './runs.ts';
import type { RuntimeProcess } from './runtime-process.ts';

const firstPollMs = 400;
const pollIntervalMs = 2_000;
/** The oldest ones, which start next. */
const maxPolledRuns = 20;

export class BlockedRuns implements vscode.Disposable {
  readonly #runs: Runs;
  readonly #runtime: RuntimeProcess;
  readonly #why = new Map<string, RunWhy>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #subscriptions: vscode.Disposable[];
  #planned: NodeJS.Timeout | null = null;

  constructor(runs: Runs, runtime: RuntimeProcess) {
    this.#runs = runs;
    this.#runtime = runtime;
    this.#subscriptions = [
      runs.onDidChange(({ run }) => run.status === 'queued' && this.#plan(firstPollMs)),
      runs.onDidReset(() => this.#plan(firstPollMs)),
    ];
  }

  /** Null when the run is not queued, or when no reason is known. */
  reason(run: RunProgress): string | null {
    const known = unservedReason(run, this.#runs.status, vscode.l10n);
    const why = this.#why.get(run.runId);
    if (known !== null || run.status !== 'queued' || !why) return known;
    return blockedReason(why, this.#runs.now, (id) => this.#runs.get(id)?.functionName ?? id, vscode.l10n);
  }

  #plan(delay: number): void {
    this.#planned ??= setTimeout(() => {
      this.#planned = null;
      void this.#ask();
    }, delay);
  }

  async #ask(): Promise<void> {
    const { state } = this.#runtime;
    const queued = this.#runs.active().filter(({ status }) => status === 'queued');
    const before = JSON.stringify([...this.#why]);
    const asked = state.status === 'ready' ? queued.slice(-maxPolledRuns) : [];
    this.#why.clear();
    if (state.status === 'ready')
      await Promise.all(asked.map(({ runId }) => this.#askAbout(state.client, runId)));
    if (JSON.stringify([...this.#why]) !== before) this.#changed.fire();
    if (asked.length > 0) this.#plan(pollIntervalMs);
  }

  async #askAbout(client: RuntimeClient, runId: string): Promise<void> {
    try {
      this.#why.set(runId, await client.whyRun(runId));
    } catch {
      // The run or the runtime has ended: there is nothing to show.
    }
  }

  dispose(): void {
    if (this.#planned) clearTimeout(this.#planned);
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }
}
