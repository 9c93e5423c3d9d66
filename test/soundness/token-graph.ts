/** A graph made ready for tokens to move on: which question a node asks, what a fork starts and where that is awaited. */
import type { GraphEdge, GraphNode, Range, WorkflowGraph } from '../../server/src/workflow-graph.ts';
import { checkPattern, keyPattern } from './question.ts';

/** Code that a fork starts. */
export interface Side {
  edge: GraphEdge;
  /** Where it is awaited; null: nowhere. */
  join: string | null;
  /** Nodes of that code. Whatever leads elsewhere rejects the promise. */
  region: ReadonlySet<string>;
}

export interface Fork {
  sides: readonly Side[];
  /** Where the code goes on meanwhile, behind a `finally` in more than one place; empty: it waits at the join at once. */
  onward: readonly GraphEdge[];
  /** The first of the joins of its sides; null: nobody waits for any. */
  join: string | null;
  /** Key of the list that tells how many times the side is started; null: once. */
  list: string | null;
}

export class TokenGraph {
  readonly graph: WorkflowGraph;
  readonly #nodes: ReadonlyMap<string, GraphNode>;
  readonly #out = new Map<string, GraphEdge[]>();
  readonly #keys = new Map<string, string>();
  readonly #forks = new Map<string, Fork>();

  /** @param files by path, for the text behind the nodes. */
  constructor(graph: WorkflowGraph, files: ReadonlyMap<string, string>) {
    this.graph = graph;
    this.#nodes = new Map(graph.nodes.map((node) => [node.id, node]));
    for (const edge of graph.edges) this.#out.set(edge.from, [...this.out(edge.from), edge]);
    for (const node of graph.nodes) {
      const key = keyOf(node, files.get(node.file ?? graph.file) ?? '');
      if (key !== null) this.#keys.set(node.id, key);
    }
  }

  node(id: string): GraphNode {
    const node = this.#nodes.get(id);
    if (!node) throw new Error(`An edge leads to ${id}, which is not there.`);
    return node;
  }

  out(id: string): readonly GraphEdge[] {
    return this.#out.get(id) ?? [];
  }

  /** What the code asks at this node; null: nothing that was recorded. */
  key(id: string): string | null {
    return this.#keys.get(id) ?? null;
  }

  /** Nodes of code that takes part in a race or that nobody awaits: how far it gets is up to the server. */
  racing(): ReadonlySet<string> {
    const found = new Set<string>();
    for (const { id, kind } of this.graph.nodes) {
      if (kind !== 'fork') continue;
      for (const { join, region } of this.fork(id).sides) {
        if (join === null || isRace(this.node(join))) for (const inside of region) found.add(inside);
      }
    }
    return found;
  }

  /** Whether a promise without steps takes part. */
  hasPlainSide(joinId: string): boolean {
    return this.graph.edges.some(({ from, to }) => to === joinId && this.node(from).kind === 'fork');
  }

  asks(key: string): boolean {
    return [...this.#keys.values()].includes(key);
  }

  fork(id: string): Fork {
    const known = this.#forks.get(id);
    if (known) return known;
    const edges = this.out(id);
    const onward = edges.filter(({ label }) => label === 'meanwhile');
    const none = edges.find(({ label }) => label === 'none');
    const started = edges.filter((edge) => !onward.includes(edge) && edge !== none);
    const awaited = started.map((edge) => this.#awaited(edge.to, id, new Set()));
    // Code that always throws comes to no join. Whoever does nothing meanwhile waits for it, too.
    const shared = awaited.find((join) => join !== null) ?? (none && this.#joinAt(none.to));
    const sides = started.map((edge, index): Side => {
      const join = awaited[index] ?? null;
      if (join === null && shared && onward.length === 0 && !this.#reaches(edge.to, shared, id))
        return { edge, join: shared, region: this.#rejecting(edge.to, id) };
      return { edge, join, region: this.#region(edge.to, id, join, onward) };
    });
    const joins = [...new Set(sides.flatMap(({ join }) => join ?? []))];
    const fork: Fork = {
      onward,
      join: joins.find((join) => joins.every((other) => this.#reaches(join, other, id))) ?? joins[0] ?? null,
      list: this.#isFanOut(edges, sides) ? this.key(id) : null,
      sides,
    };
    this.#forks.set(id, fork);
    return fork;
  }

  /** One piece of code for each element: there may be none, or the code goes on meanwhile. */
  #isFanOut(edges: readonly GraphEdge[], [side, ...others]: readonly Side[]): boolean {
    if (edges.some(({ label }) => label === 'none')) return true;
    return side !== undefined && others.length === 0 && this.node(side.edge.to).step?.multiple === true;
  }

  /** The first join on the way from a node, leaving out those that belong to forks on the way. */
  #awaited(from: string, forkId: string, passed: Set<string>): string | null {
    const seen = new Set([forkId]);
    const pending = [from];
    for (let id = pending.shift(); id !== undefined; id = pending.shift()) {
      if (seen.has(id)) continue;
      seen.add(id);
      const { kind } = this.node(id);
      if (kind === 'join' && !passed.has(id)) return id;
      if (kind === 'fork') {
        const { sides, onward, join } = this.fork(id);
        for (const side of sides) if (side.join !== null) passed.add(side.join);
        if (onward.length > 0) pending.push(...onward.map(({ to }) => to));
        else if (join !== null) pending.push(join);
      } else
        pending.push(
          ...this.out(id)
            .filter((edge) => !isFailure(edge))
            .map(({ to }) => to),
        );
    }
    return null;
  }

  #region(from: string, forkId: string, join: string | null, onward: readonly GraphEdge[]): Set<string> {
    const reached = this.#reachable([from], new Set([forkId, ...(join === null ? [] : [join])]));
    if (join === null) {
      const beyond = this.#reachable(
        onward.map(({ to }) => to),
        new Set([forkId]),
      );
      return new Set([...reached].filter((id) => !beyond.has(id)));
    }
    return new Set([...reached].filter((id) => this.#reaches(id, join, forkId)));
  }

  #joinAt(id: string): string | null {
    return this.node(id).kind === 'join' ? id : null;
  }

  /** Code that never comes to its join: up to where it throws, or what it throws is caught around the fork. */
  #rejecting(from: string, forkId: string): Set<string> {
    const { range } = this.node(forkId);
    const beyond = this.graph.nodes.filter(
      (node) =>
        node.kind === 'end' ||
        ((node.kind === 'catch' || node.kind === 'finally') && !isWithin(node.range, range)),
    );
    return this.#reachable([from], new Set([forkId, ...beyond.map(({ id }) => id)]));
  }

  #reaches(from: string, to: string, without: string): boolean {
    return this.#reachable([from], new Set([without])).has(to);
  }

  #reachable(from: readonly string[], without: ReadonlySet<string>): Set<string> {
    const seen = new Set<string>();
    const pending = [...from];
    for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
      if (seen.has(id) || without.has(id)) continue;
      seen.add(id);
      for (const { to } of this.out(id)) pending.push(to);
    }
    return seen;
  }
}

function isWithin(inner: Range, outer: Range): boolean {
  return !isBefore(inner.start, outer.start) && !isBefore(outer.end, inner.end);
}

function isBefore(a: Range['start'], b: Range['start']): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}

/** Taken when the code before it failed; going back in a loop, the label says so. */
export function isFailure({ kind, label }: GraphEdge): boolean {
  return kind === 'error' || (kind === 'back' && label === 'error');
}

export function isTimeout({ kind, label }: GraphEdge): boolean {
  return kind === 'timeout' || (kind === 'back' && label === 'timeout');
}

/** `race` and `any` go on before all sides are done. */
export function isRace({ kind, label }: GraphNode): boolean {
  return kind === 'join' && (label === 'first done' || label === 'first success');
}

function keyOf({ kind, range }: GraphNode, text: string): string | null {
  if (kind !== 'decision' && kind !== 'loop' && kind !== 'fork' && kind !== 'try') return null;
  const lines = text.split('\n').slice(range.start.line, range.end.line + 1);
  if (lines.length === 1) lines[0] = lines[0]!.slice(range.start.character, range.end.character);
  else lines[0] = lines[0]?.slice(range.start.character) ?? '';
  if (kind === 'try') return checkPattern.exec(lines[1] ?? '')?.[1] ?? null;
  const asked = kind === 'decision' ? lines.join('\n') : (lines[0] ?? '');
  // How often `reduce` goes round is not recorded.
  if (kind === 'loop' && !/^(\w+: )?(for|while)\b/.test(asked)) return null;
  return keyPattern.exec(asked)?.[0] ?? null;
}
