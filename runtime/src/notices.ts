/** What a person should know about the runtime itself, by subject, for as long as it is so. */
export class Notices {
  readonly #texts = new Map<string, string>();
  readonly #listeners = new Set<() => void>();

  get texts(): string[] {
    return [...this.#texts.values()];
  }

  /** @param text null: it is no longer so. */
  set(subject: 'journal' | 'disk', text: string | null): void {
    if (this.#texts.get(subject) === (text ?? undefined)) return;
    if (text === null) this.#texts.delete(subject);
    else this.#texts.set(subject, text);
    for (const listener of this.#listeners) listener();
  }

  /** @returns how to stop listening. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
