/**
 * Whether what a run did is a way through its graph. Tokens stand on nodes, as in a Petri net:
 *
 * - A step is entered when the code calls it and left when its promise settles: by an `error` edge when it failed, by a
 *   `timeout` edge (where there is one) when a wait gave null, else by the others.
 * - A decision or loop whose question was recorded is left by the edge of the answer; one whose question is not
 *   recorded by any edge.
 * - A fork puts a token on each side. The token that came waits at their join, or goes on where an edge says
 *   `meanwhile`. A side that leaves its region has rejected its promise; the join hears of it when it is reached.
 * - A join lets its token pass when all sides have arrived, or the first one, as its label says; sides that are still
 *   under way go on by themselves, and what becomes of them does not matter.
 * - Ordinary code is not drawn. What throws in a `try` before its first step leaves by the error edge of the `try`.
 * - A failure without an `error` edge ends the run, or rejects the side on which it happened.
 *
 * Moves between these happen by themselves. Where the graph leaves a choice, all of them are followed.
 */
import type { GraphEdge, StepInfo } from '../../server/src/workflow-graph.ts';
import { isFailure, isTimeout, type Side, type TokenGraph } from './token-graph.ts';
import type { Outcome, TraceEvent } from './trace.ts';

interface Token {
  id: number;
  at: string;
  state:
    | { kind: 'ready' }
    | { kind: 'running'; call: number }
    /** At a join, for its own sides. */
    | { kind: 'waiting' }
    /** A side that has come to its join. */
    | { kind: 'arrived'; failed: boolean }
    /** A side whose promise is rejected; what awaits it goes on at `to`, or fails, too. */
    | { kind: 'rejected'; to: string | null };
  /** The token that forked; null: the handler's own. */
  parent: number | null;
  side: Side | null;
  /** Nobody waits for it any more. */
  isOrphan: boolean;
}

/** How a marking came to be, last edge first; where several ways lead to it, all of them. */
interface Trail {
  /** Null: ways meet here. */
  edge: string | null;
  before: (Trail | null)[];
}

interface Marking {
  tokens: readonly Token[];
  hasFailed: boolean;
  trail: Trail | null;
  nextId: number;
}

export type Followed =
  /**
   * @property edges of all ways that explain the run: nobody can tell them apart.
   * @property way edges of one of them.
   */
  | { kind: 'followed'; edges: ReadonlySet<string>; way: ReadonlySet<string> }
  /** @property index of the first event that the graph does not allow. */
  | { kind: 'lost'; index: number; standing: readonly string[] };

export function followTrace(graph: TokenGraph, trace: readonly TraceEvent[]): Followed {
  return new Follower(graph).follow(trace);
}

class Follower {
  readonly #graph: TokenGraph;

  constructor(graph: TokenGraph) {
    this.#graph = graph;
  }

  follow(trace: readonly TraceEvent[]): Followed {
    const first: Token = {
      id: 0,
      at: 'start',
      state: { kind: 'ready' },
      parent: null,
      side: null,
      isOrphan: false,
    };
    let markings = this.#settle([{ tokens: [first], hasFailed: false, trail: null, nextId: 1 }]);
    for (const [index, event] of trace.entries()) {
      const next = this.#settle(markings.flatMap((marking) => this.#take(marking, event)));
      if (next.length === 0) return { kind: 'lost', index, standing: standingOf(markings) };
      markings = next;
    }
    const trails = markings.map(({ trail }) => trail);
    return {
      kind: 'followed',
      edges: edgesOf(trails, (trail) => trail.before),
      way: edgesOf(trails.slice(0, 1), (trail) => trail.before.slice(0, 1)),
    };
  }

  /** All markings that the event may lead to; none: it cannot happen here. */
  #take(marking: Marking, event: TraceEvent): Marking[] {
    switch (event.kind) {
      case 'started':
        return this.#ready(marking).flatMap((token) => {
          const { step } = this.#graph.node(token.at);
          if (!step || step.tool !== event.tool || !says(step, event.id)) return [];
          return [replace(marking, { ...token, state: { kind: 'running', call: event.call } })];
        });
      case 'ended': {
        const token = marking.tokens.find(
          ({ state }) => state.kind === 'running' && state.call === event.call,
        );
        return token ? this.#end(marking, token, event.outcome) : [];
      }
      case 'answered':
        if (!this.#graph.asks(event.key)) return [marking];
        return this.#ready(marking).flatMap((token) => {
          if (this.#graph.key(token.at) !== event.key) return [];
          const edges = answering(this.#graph.out(token.at), event.answer);
          return edges.flatMap((edge) => this.#cross(marking, token, edge));
        });
      case 'listed':
        if (!this.#isFanned(event.key)) return [marking];
        return this.#ready(marking).flatMap((token) =>
          this.#graph.key(token.at) === event.key ? this.#split(marking, token, event.length) : [],
        );
      case 'checked':
        if (!this.#graph.asks(event.key)) return [marking];
        return this.#ready(marking).flatMap((token) => {
          if (this.#graph.key(token.at) !== event.key) return [];
          const edges = this.#graph.out(token.at).filter((edge) => isFailure(edge) === event.threw);
          return edges.flatMap((edge) => this.#cross(marking, token, edge));
        });
      case 'over':
        return this.#mayEnd(marking, event.way) ? [marking] : [];
    }
  }

  #ready({ tokens }: Marking): Token[] {
    return tokens.filter(({ state }) => state.kind === 'ready');
  }

  #isFanned(key: string): boolean {
    return this.#graph.graph.nodes.some(
      ({ id, kind }) => kind === 'fork' && this.#graph.fork(id).list === key,
    );
  }

  #mayEnd({ tokens, hasFailed }: Marking, way: 'return' | 'throw'): boolean {
    if (hasFailed) return way === 'throw';
    const own = tokens.find(({ parent }) => parent === null);
    const end = own?.state.kind === 'ready' ? this.#graph.node(own.at).end : undefined;
    return end !== undefined && (end === 'throw') === (way === 'throw');
  }

  #end(marking: Marking, token: Token, outcome: Outcome): Marking[] {
    const edges = this.#graph.out(token.at);
    if (outcome === 'failed') {
      const failures = edges.filter(isFailure);
      if (failures.length === 0) return [this.#fail(marking, token)];
      return failures.flatMap((edge) => this.#cross(marking, token, edge));
    }
    const timeouts = edges.filter(isTimeout);
    const taken =
      outcome === 'null' && timeouts.length > 0
        ? timeouts
        : edges.filter((edge) => !isFailure(edge) && !isTimeout(edge));
    if (taken.length === 0) return this.#vanish(marking, token);
    return taken.flatMap((edge) => this.#cross(marking, token, edge));
  }

  /** Code that nobody awaits just ends; any other must lead somewhere. */
  #vanish(marking: Marking, token: Token): Marking[] {
    return token.side?.join === null ? [without(marking, token)] : [];
  }

  #fail(marking: Marking, token: Token): Marking {
    if (token.side === null) return { ...without(marking, token), hasFailed: true };
    if (token.isOrphan || token.side.join === null) return without(marking, token);
    return replace(marking, { ...token, state: { kind: 'rejected', to: null } });
  }

  #cross(marking: Marking, token: Token, edge: GraphEdge): Marking[] {
    return this.#arrive({ ...marking, trail: { edge: edge.id, before: [marking.trail] } }, token, edge.to);
  }

  #arrive(marking: Marking, token: Token, to: string): Marking[] {
    const { side, isOrphan } = token;
    const { kind, label } = this.#graph.node(to);
    const isLeaving = side !== null && !side.region.has(to);
    if (isLeaving && (isOrphan || side.join === null)) return [without(marking, token)];
    if (isLeaving && to === side.join) {
      // The same edge brings a failure and one that was caught without drawing anything.
      const outcomes = label === 'first success' ? [false, true] : [false];
      return outcomes.map((failed) =>
        replace(marking, { ...token, at: to, state: { kind: 'arrived', failed } }),
      );
    }
    if (isLeaving) return [replace(marking, { ...token, state: { kind: 'rejected', to } })];
    const state: Token['state'] = { kind: kind === 'join' ? 'waiting' : 'ready' };
    return [replace(marking, { ...token, at: to, state })];
  }

  /** Everything that happens by itself has happened. */
  #settle(markings: readonly Marking[]): Marking[] {
    const settled = new Map<string, Marking>();
    const seen = new Map<string, Trail>();
    const pending = [...markings].reverse();
    for (let found = pending.pop(); found; found = pending.pop()) {
      const key = nameOf(found);
      const met = seen.get(key);
      if (met) {
        met.before.push(found.trail);
        continue;
      }
      const trail: Trail = { edge: null, before: [found.trail] };
      const marking: Marking = { ...found, trail };
      seen.set(key, trail);
      const next = this.#move(marking);
      if (next === null) settled.set(key, marking);
      else pending.push(...next.reverse());
    }
    return [...settled.values()];
  }

  /** Moves one token that moves by itself; null: there is none. */
  #move(marking: Marking): Marking[] | null {
    for (const token of marking.tokens) {
      if (token.state.kind === 'waiting') {
        const passed = this.#pass(marking, token);
        if (passed !== null) return passed;
        continue;
      }
      if (token.state.kind !== 'ready') continue;
      const { kind } = this.#graph.node(token.at);
      if (kind === 'step' || kind === 'end') continue;
      if (kind === 'fork') {
        if (this.#graph.fork(token.at).list === null) return this.#split(marking, token, 1);
        continue;
      }
      if (this.#graph.key(token.at) !== null) continue;
      return this.#goOn(marking, token);
    }
    return null;
  }

  #goOn(marking: Marking, token: Token): Marking[] {
    const edges = this.#graph.out(token.at).filter((edge) => !isFailure(edge) && !isTimeout(edge));
    if (edges.length === 0) return this.#vanish(marking, token);
    return edges.flatMap((edge) => this.#cross(marking, token, edge));
  }

  #split(marking: Marking, token: Token, times: number): Marking[] {
    const { sides, onward, join } = this.#graph.fork(token.at);
    let split = [marking];
    for (const side of sides) {
      for (let time = 0; time < times; time += 1) {
        split = split.flatMap((each) => {
          const started: Token = { ...token, id: each.nextId, parent: token.id, side, isOrphan: false };
          const tokens = [...each.tokens, started];
          return this.#cross({ ...each, tokens, nextId: each.nextId + 1 }, started, side.edge);
        });
      }
    }
    if (onward.length > 0)
      return split.flatMap((each) => onward.flatMap((edge) => this.#cross(each, token, edge)));
    if (join === null) return split.map((each) => without(each, token));
    const none = this.#graph.out(token.at).find(({ label }) => label === 'none');
    return split.map((each) => {
      const trail = none && times === 0 ? { edge: none.id, before: [each.trail] } : each.trail;
      return replace({ ...each, trail }, { ...token, at: join, state: { kind: 'waiting' } });
    });
  }

  /** What the join that the token waits at lets happen; null: it must wait. */
  #pass(marking: Marking, token: Token): Marking[] | null {
    const join = this.#graph.node(token.at);
    const family = ancestorsOf(marking, token);
    const sides = marking.tokens.filter(
      ({ side, parent, isOrphan }) =>
        side?.join === token.at && !isOrphan && parent !== null && family.has(parent),
    );
    const rejected = sides.find(({ state }) => state.kind === 'rejected');
    const successes = sides.filter(({ state }) => state.kind === 'arrived' && !state.failed);
    const isSettled = sides.every(({ state }) => state.kind === 'arrived' || state.kind === 'rejected');
    const released = (): Marking => release(marking, token, sides);
    const passes = (): Marking[] => this.#goOn(released(), { ...token, state: { kind: 'ready' } });
    switch (join.label) {
      case 'all settled':
        return isSettled && !rejected ? passes() : null;
      case 'first success': {
        if (successes.length > 0 || sides.length === 0) return passes();
        if (!isSettled) return null;
        const failures = this.#graph.out(join.id).filter(isFailure);
        if (failures.length === 0) return [this.#fail(released(), token)];
        return failures.flatMap((edge) => this.#cross(released(), token, edge));
      }
      default: {
        if (rejected?.state.kind === 'rejected') {
          const { to } = rejected.state;
          return to === null ? [this.#fail(released(), token)] : this.#arrive(released(), token, to);
        }
        const isEnough = join.label === 'first done' ? successes.length > 0 || sides.length === 0 : isSettled;
        return isEnough ? passes() : null;
      }
    }
  }
}

function edgesOf(
  trails: readonly (Trail | null)[],
  before: (trail: Trail) => readonly (Trail | null)[],
): Set<string> {
  const edges = new Set<string>();
  const seen = new Set<Trail>();
  const pending = [...trails];
  for (let trail = pending.pop(); trail !== undefined; trail = pending.pop()) {
    if (trail === null || seen.has(trail)) continue;
    seen.add(trail);
    if (trail.edge !== null) edges.add(trail.edge);
    pending.push(...before(trail));
  }
  return edges;
}

/** Sides that have come to their end are gone; the others go on for nobody. */
function release(marking: Marking, token: Token, sides: readonly Token[]): Marking {
  const tokens = marking.tokens.flatMap((each) => {
    if (!sides.includes(each)) return [each];
    const isUnderWay = each.state.kind !== 'arrived' && each.state.kind !== 'rejected';
    return isUnderWay ? [{ ...each, isOrphan: true }] : [];
  });
  return replace({ ...marking, tokens }, { ...token, state: { kind: 'ready' } });
}

function ancestorsOf({ tokens }: Marking, token: Token): Set<number> {
  const found = new Set([token.id]);
  for (let at: Token | undefined = token; at && at.parent !== null; ) {
    const { parent }: Token = at;
    found.add(parent as number);
    at = tokens.find(({ id }) => id === parent);
  }
  return found;
}

function answering(edges: readonly GraphEdge[], answer: string): GraphEdge[] {
  const saying = (wanted: string): GraphEdge[] =>
    edges.filter(({ kind, label }) => {
      if (kind === 'case' || kind === 'back') return label?.split(', ').includes(wanted) ?? false;
      return kind === wanted;
    });
  const exact = saying(answer);
  if (exact.length > 0) return exact;
  return [...saying('default'), ...saying('otherwise')];
}

/** As the product does it: by the id as written, or by the pattern of what is written. */
function says({ id }: StepInfo, given: string): boolean {
  switch (id.kind) {
    case 'literal':
      return id.value === given;
    case 'pattern':
      return new RegExp(id.regex, 's').test(given);
    default:
      return true;
  }
}

function replace(marking: Marking, token: Token): Marking {
  return { ...marking, tokens: marking.tokens.map((each) => (each.id === token.id ? token : each)) };
}

function without(marking: Marking, token: Token): Marking {
  return { ...marking, tokens: marking.tokens.filter(({ id }) => id !== token.id) };
}

function nameOf({ tokens, hasFailed }: Marking): string {
  const names = tokens.map(({ id, at, state, parent, side, isOrphan }) => {
    const what = state.kind === 'running' ? state.call : state.kind === 'rejected' ? state.to : '';
    const failed = state.kind === 'arrived' && state.failed;
    return `${id}@${at} ${state.kind} ${what} ${failed} ${parent} ${side?.edge.id} ${isOrphan}`;
  });
  return `${hasFailed} ${names.join('; ')}`;
}

function standingOf(markings: readonly Marking[]): string[] {
  const places = markings.map(({ tokens, hasFailed }) => {
    const texts = tokens.map(({ at, state, isOrphan }) => {
      const where = state.kind === 'rejected' ? `rejected to ${state.to ?? 'the caller'}` : state.kind;
      return `${at} (${where}${isOrphan ? ', for nobody' : ''})`;
    });
    return [...texts, ...(hasFailed ? ['failed'] : [])].join(' + ');
  });
  return [...new Set(places)];
}
