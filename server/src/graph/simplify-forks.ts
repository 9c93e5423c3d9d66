/**
 * Promises that are started one after another and awaited together are one fork; a fork beside which nothing happens
 * before the join is not needed. Rewrites the draft without changing its meaning.
 */
import type { GraphEdge } from '../workflow-graph.ts';
import type { Draft } from './draft.ts';

export function simplifyForks(draft: Draft): void {
  if (draft.starts.size === 0) return;
  const rewriting = new Rewriting(draft);
  for (const id of draft.waits.keys()) rewriting.joinBeforeJoin(id);
  for (let isChanged = true; isChanged; ) {
    isChanged = false;
    for (const id of draft.starts) if (draft.nodes.has(id) && rewriting.fork(id)) isChanged = true;
  }
  for (const id of draft.starts) if (draft.nodes.has(id)) rewriting.fanOut(id);
  for (const id of draft.waits.keys()) rewriting.join(id);
}

class Rewriting {
  readonly #draft: Draft;

  constructor(draft: Draft) {
    this.#draft = draft;
  }

  #out(id: string): GraphEdge[] {
    return this.#draft.edges.filter(({ from }) => from === id);
  }

  #in(id: string): GraphEdge[] {
    return this.#draft.edges.filter(({ to }) => to === id);
  }

  /** True when something has changed. */
  fork(id: string): boolean {
    const { starts, waits, nodes } = this.#draft;
    const out = this.#out(id);
    const meanwhile = out.find(({ kind, label }) => kind === 'next' && label === 'meanwhile');
    if (meanwhile) {
      const next = nodes.get(meanwhile.to);
      const arriving = this.#in(meanwhile.to);
      const isSamePlace = next?.parent === nodes.get(id)?.parent;
      if (
        next?.kind === 'fork' &&
        starts.has(next.id) &&
        next.id !== id &&
        arriving.length === 1 &&
        isSamePlace
      ) {
        // Started right after each other: one fork starts both.
        const onward = this.#out(next.id);
        this.#remove(meanwhile);
        for (const edge of onward) this.#move(edge, id, edge.to);
        nodes.delete(next.id);
        return true;
      }
      const wait = waits.get(meanwhile.to);
      const sides = out.filter((edge) => edge !== meanwhile);
      if (wait && sides.length > 0 && sides.every(({ to }) => this.#leadsTo(to, meanwhile.to, id))) {
        // Nothing happens before the join, which waits for all of them: its label says what the fork is for.
        const [source] = this.#in(meanwhile.to).filter(({ from }) => from !== id);
        if (source) {
          this.#remove(meanwhile);
          const own = nodes.get(id);
          if (own && wait.label && wait.promises <= out.length - 1) own.label = wait.label;
          return true;
        }
      }
      return false;
    }
    if (out.length !== 1) return false;
    const [only] = out;
    if (only && only.label === undefined) return this.#bypass(id, only);
    return false;
  }

  /** `const ps = xs.map(…)` while the code continues: the fork itself starts them all. */
  fanOut(id: string): void {
    const started = this.#out(id).filter(({ label }) => label === undefined);
    if (started.length !== 1) return;
    for (const edge of started) {
      const inner = this.#draft.nodes.get(edge.to);
      const onward = this.#out(edge.to);
      const none = onward.find(({ label }) => label === 'none');
      const own = this.#draft.nodes.get(id);
      if (inner?.kind !== 'fork' || !none || !own) continue;
      if (this.#in(inner.id).length > 1 || inner.parent !== own.parent) continue;
      this.#remove(edge);
      this.#remove(none);
      for (const each of this.#out(inner.id)) this.#move(each, id, each.to);
      this.#draft.nodes.delete(inner.id);
      // The label and the place that a click leads to belong together.
      const { label, file, range, source } = inner;
      Object.assign(own, { label, range, source }, file === undefined ? {} : { file });
      const [after, ...others] = this.#out(none.to);
      if (after && others.length === 0) this.#bypass(none.to, after);
    }
  }

  /** `await a; await b;` becomes one join that waits for both. */
  joinBeforeJoin(id: string): void {
    const { nodes, waits } = this.#draft;
    const [onward, ...others] = this.#out(id);
    if (!onward || others.length > 0 || onward.label !== undefined || onward.to === id) return;
    const [first, second] = [waits.get(id), waits.get(onward.to)];
    const isSame = [id, onward.to].every((join) => nodes.get(join)?.label === 'all done');
    if (!first || !second || !isSame || nodes.get(id)?.parent !== nodes.get(onward.to)?.parent) return;
    second.promises += first.promises;
    this.#bypass(id, onward);
  }

  /** Removes a join with a single incoming edge, or one that no fork reaches by several branches any more. */
  join(id: string): void {
    const [onward, ...others] = this.#out(id);
    if (!onward) this.#drop(id);
    if (!onward || others.length > 0) return;
    if (this.#in(id).length === 1 || !this.#isForked(id)) this.#bypass(id, onward);
  }

  /** Nobody waits in unreachable code. */
  #drop(joinId: string): void {
    for (const edge of this.#in(joinId)) this.#remove(edge);
    this.#draft.nodes.delete(joinId);
  }

  #isForked(joinId: string): boolean {
    return [...this.#draft.nodes.values()].some(({ id, kind }) => {
      if (kind !== 'fork') return false;
      const out = this.#out(id);
      const leading = out.filter(({ to }) => this.#leadsTo(to, joinId, id)).length;
      return leading > 1 || (leading === 1 && out.length === 1);
    });
  }

  #bypass(id: string, onward: GraphEdge): boolean {
    if (onward.to === id) return false;
    this.#draft.bypass(id, onward);
    return true;
  }

  #leadsTo(from: string, to: string, without: string): boolean {
    const seen = new Set([without]);
    const pending = [from];
    for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
      if (id === to) return true;
      if (seen.has(id)) continue;
      seen.add(id);
      pending.push(...this.#out(id).map((edge) => edge.to));
    }
    return false;
  }

  #remove(edge: GraphEdge): void {
    this.#draft.removeEdge(edge);
  }

  #move(edge: GraphEdge, from: string, to: string): void {
    this.#draft.removeEdge(edge);
    this.#draft.addEdge(
      { from, kind: edge.kind, ...(edge.label === undefined ? {} : { label: edge.label }) },
      to,
    );
  }
}
