/** The extension's end of a page's slider: sends the entries of the shown run once, then those that arrive. */
import * as vscode from 'vscode';
import { messageOf } from '../../../runtime/src/contract/error-text.ts';
import { entryFactsOf } from '../../../runtime/src/history/entry-facts.ts';
import type { FromMomentSlider, ToMomentSlider } from '../../../webview/src/moment-protocol.ts';
import type { HandlersOf } from '../../../webview/src/protocol.ts';
import type { Moments } from '../runtime/moments.ts';

/** Milliseconds for which entries that arrive are collected. */
const collecting = 50;

export class MomentChannel implements vscode.Disposable {
  readonly #moments: Moments;
  readonly #post: (message: ToMomentSlider) => void;
  readonly #subscriptions: vscode.Disposable[];
  #runId: string | null = null;
  #isOpen = false;
  /** What the page has: so many entries of this run. */
  #sent: { runId: string | null; count: number } = { runId: null, count: 0 };
  #timer: NodeJS.Timeout | null = null;

  /** @param post sends a message to the page. */
  constructor(moments: Moments, post: (message: ToMomentSlider) => void) {
    this.#moments = moments;
    this.#post = post;
    this.#subscriptions = [
      moments.onDidChange((runId) => runId === this.#runId && void this.#show()),
      moments.onDidGrow((runId) => runId === this.#runId && this.#soon()),
    ];
  }

  /** The run that the page shows; null: none. */
  get runId(): string | null {
    return this.#runId;
  }

  readonly handlers: HandlersOf<FromMomentSlider> = {
    'open-history': () => this.open(),
    'close-history': () => {
      this.#isOpen = false;
      if (this.#runId !== null) void this.#moments.set(this.#runId, null);
      void this.#show();
    },
    'set-moment': ({ seq }) => {
      if (this.#runId !== null) this.#moments.set(this.#runId, seq).catch((error) => this.#failed(error));
    },
  };

  open(): void {
    this.#isOpen = true;
    void this.#show();
  }

  /** The page shows this run now; null: none. */
  follow(runId: string | null): void {
    if (runId === this.#runId) return;
    this.#runId = runId;
    void this.#show();
  }

  /** The page was reloaded: it has nothing. */
  restart(): void {
    this.#sent = { runId: null, count: 0 };
    void this.#show();
  }

  /** A run in its past always has its slider: it is the way back. */
  get #isShown(): boolean {
    return this.#runId !== null && (this.#isOpen || this.#moments.momentOf(this.#runId) !== null);
  }

  async #show(): Promise<void> {
    const runId = this.#runId;
    if (runId === null || !this.#isShown) {
      if (this.#sent.runId !== null) this.#post(closed);
      this.#sent = { runId: null, count: 0 };
      return;
    }
    if (this.#sent.runId !== runId) {
      this.#sent = { runId, count: 0 };
      this.#post({ ...closed, runId });
    }
    try {
      const history = await this.#moments.historyOf(runId);
      if (this.#sent.runId !== runId) return;
      const from = Math.min(this.#sent.count, history.entries.length);
      this.#sent.count = history.entries.length;
      const facts = entryFactsOf(history, from);
      this.#post({ ...closed, runId, moment: this.#moments.momentOf(runId), from, facts });
    } catch (error) {
      if (this.#sent.runId === runId) this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    const isCanceled = error instanceof vscode.CancellationError;
    if (isCanceled) this.#isOpen = false;
    const runId = isCanceled ? null : this.#runId;
    this.#sent = { runId, count: 0 };
    this.#post({ ...closed, runId, problem: messageOf(error) });
  }

  #soon(): void {
    if (!this.#isShown) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      void this.#show();
    }, collecting);
  }

  dispose(): void {
    if (this.#timer) clearTimeout(this.#timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}

const closed: ToMomentSlider = {
  kind: 'show-moment',
  runId: null,
  moment: null,
  from: 0,
  facts: [],
  problem: null,
};
