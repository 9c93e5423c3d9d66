/** The payload that was sent last, by event, in the workspace's own storage. */
import type * as vscode from 'vscode';
import type { Payload } from './payload.ts';

const prefix = 'payload:';

export class PayloadMemory {
  readonly #state: vscode.Memento;

  constructor(state: vscode.Memento) {
    this.#state = state;
  }

  recall(event: string): Payload | null {
    return this.#state.get<Payload>(prefix + event) ?? null;
  }

  remember(event: string, payload: Payload): void {
    void this.#state.update(prefix + event, payload);
  }

  forget(event: string): void {
    void this.#state.update(prefix + event, undefined);
  }
}
