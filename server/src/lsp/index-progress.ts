/** Shows the progress of a long index; a short one ends before anything is shown. */
import type { Connection } from 'vscode-languageserver';

type Reporter = Awaited<ReturnType<Connection['window']['createWorkDoneProgress']>>;

const showAfterMs = 700;

export class IndexProgress {
  readonly #window: Connection['window'];
  readonly #startedAt = Date.now();
  #reporter: Promise<Reporter> | null = null;

  constructor(window: Connection['window']) {
    this.#window = window;
  }

  report(done: number, total: number): void {
    if (this.#reporter)
      this.#with((reporter) => reporter.report((done / total) * 100, `${done} of ${total} files`));
    else if (Date.now() - this.#startedAt >= showAfterMs) {
      this.#reporter = this.#window.createWorkDoneProgress();
      this.#with((reporter) => reporter.begin('Steplight: indexing functions', 0, undefined, false));
    }
  }

  done(): void {
    this.#with((reporter) => reporter.done());
  }

  /** A client that refuses to show progress misses nothing else. */
  #with(use: (reporter: Reporter) => void): void {
    this.#reporter?.then(use).catch(() => undefined);
  }
}
