/** A binary heap: the least first, equals in the order of their addition. */
export class Heap<T> {
  #nodes: { item: T; order: number }[] = [];
  #added = 0;
  readonly #compare: (a: T, b: T) => number;

  /** @param compare negative when `a` comes first. */
  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare;
  }

  get size(): number {
    return this.#nodes.length;
  }

  peek(): T | undefined {
    return this.#nodes[0]?.item;
  }

  push(item: T): void {
    const node = { item, order: this.#added++ };
    let index = this.#nodes.length;
    this.#nodes.push(node);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#isBefore(node, this.#nodes[parent]!)) break;
      this.#nodes[index] = this.#nodes[parent]!;
      index = parent;
    }
    this.#nodes[index] = node;
  }

  pop(): T | undefined {
    const first = this.#nodes[0];
    const last = this.#nodes.pop();
    if (!last || this.#nodes.length === 0) return first?.item;
    let index = 0;
    for (;;) {
      let child = index * 2 + 1;
      if (child >= this.#nodes.length) break;
      const right = this.#nodes[child + 1];
      if (right && this.#isBefore(right, this.#nodes[child]!)) child++;
      if (!this.#isBefore(this.#nodes[child]!, last)) break;
      this.#nodes[index] = this.#nodes[child]!;
      index = child;
    }
    this.#nodes[index] = last;
    return first?.item;
  }

  clear(): void {
    this.#nodes = [];
  }

  #isBefore(a: { item: T; order: number }, b: { item: T; order: number }): boolean {
    return (this.#compare(a.item, b.item) || a.order - b.order) < 0;
  }
}
