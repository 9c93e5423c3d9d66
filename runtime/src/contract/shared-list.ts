/** CONTRACT: a list that grows, and whose handed-out states never change. Pure; no Node imports. */

export class SharedList<T> {
  #items: T[];
  /** The array was handed out: it is copied before the next change. */
  #isShared = true;

  constructor(items: T[]) {
    this.#items = items;
  }

  /** To look at only, until the next change. */
  get items(): readonly T[] {
    return this.#items;
  }

  /** The list as it is now, for good. */
  share(): T[] {
    this.#isShared = true;
    return this.#items;
  }

  push(item: T): void {
    this.#own().push(item);
  }

  set(index: number, item: T): void {
    this.#own()[index] = item;
  }

  keepNewest(count: number): void {
    if (this.#items.length > count) this.#own().splice(0, this.#items.length - count);
  }

  #own(): T[] {
    if (this.#isShared) this.#items = [...this.#items];
    this.#isShared = false;
    return this.#items;
  }
}
