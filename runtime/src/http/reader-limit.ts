/** Each reader of a stream costs memory for what it is behind; a page or a script that connects again and again must not take all. */
import type { Context } from 'hono';
import { failure } from './guard.ts';
import type { SseStream } from './sse-stream.ts';

export class ReaderLimit {
  readonly #max: number;
  #readers = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /** The refusal when there is no room for another reader; null when there is. */
  refusal(context: Context): Response | null {
    if (this.#readers < this.#max) return null;
    const message = `There are already ${this.#max} readers of this stream. Close some of them.`;
    return context.json(failure('too-many-readers', message), 503);
  }

  /** Counts a reader until its stream closes. */
  add(sse: SseStream): void {
    this.#readers++;
    sse.onClose(() => {
      this.#readers--;
    });
  }
}
