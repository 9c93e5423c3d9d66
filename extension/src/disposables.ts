/** A list that owns what is started; what arrives after its end is ended at once. */
export interface Disposable {
  dispose(): unknown;
}

export class Disposables implements Disposable {
  #items: Disposable[] | null = [];

  add<T extends Disposable>(item: T): T {
    if (this.#items === null) item.dispose();
    else this.#items.push(item);
    return item;
  }

  dispose(): void {
    const items = this.#items ?? [];
    this.#items = null;
    for (const item of items.reverse()) item.dispose();
  }
}
