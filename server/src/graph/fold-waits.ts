/**
 * A wait that timed out returns null. Where the code tests for null right away, the test is not a decision of its
 * own: the wait has a `timeout` edge to what happens on null and a `next` edge to what happens otherwise. A question
 * that tests more than null stays, and only the timeout path bypasses it.
 */
import { ts } from 'ts-morph';
import { lookupName } from '../syntax/scope.ts';
import type { GraphEdge } from '../workflow-graph.ts';
import type { Draft } from './draft.ts';
import { type Known, truthOf } from './known-value.ts';

export function foldWaits(draft: Draft): void {
  for (const [waitId, holders] of draft.results) {
    if (!draft.nodes.has(waitId)) continue;
    const holds = (expression: ts.Expression): boolean => {
      if (holders.has(expression)) return true;
      if (!ts.isIdentifier(expression)) return false;
      const declaration = lookupName(expression);
      return declaration !== null && holders.has(declaration);
    };
    const onward = draft.edges.filter(({ from, kind }) => from === waitId && kind === 'next');
    const [first] = onward;
    if (!first) continue;
    const whenNull = arrivals(draft, onward, holds, 'null');
    const whenValue = arrivals(draft, onward, holds, 'object');
    if (!whenNull || !whenValue || isSameSet(whenNull, whenValue)) continue;
    const folded = [
      ...[...whenValue].map(([to, isBack]) => edgeOf(waitId, to, isBack ? 'back' : 'next')),
      ...[...whenNull.keys()].map((to) => edgeOf(waitId, to, 'timeout')),
    ];
    draft.edges.splice(draft.edges.indexOf(first), 1, ...folded);
    for (const edge of onward.slice(1)) draft.edges.splice(draft.edges.indexOf(edge), 1);
  }
}

function edgeOf(from: string, to: string, kind: GraphEdge['kind']): GraphEdge {
  return { id: `${from}->${to}:${kind}`, from, to, kind };
}

/** By node: whether it is reached by a back edge of a loop. */
type Arrivals = Map<string, boolean>;

function isSameSet(a: Arrivals, b: Arrivals): boolean {
  return a.size === b.size && [...a.keys()].every((id) => b.has(id));
}

/**
 * Where control ends up when the wait's result is `known`: past every decision that this answers. Several
 * nodes behind a `finally`, which leads to everything that may follow. Null: the decisions only lead to each other.
 */
function arrivals(
  draft: Draft,
  onward: readonly GraphEdge[],
  holds: (expression: ts.Expression) => boolean,
  known: Known,
): Arrivals | null {
  const found: Arrivals = new Map();
  const seen = new Set<string>();
  const pending = onward.map(({ to }) => ({ to, isBack: false }));
  for (let at = pending.pop(); at; at = pending.pop()) {
    if (seen.has(at.to)) continue;
    seen.add(at.to);
    const condition = draft.conditions.get(at.to);
    const truth = condition ? truthOf(condition, holds, known) : null;
    const taken = truth === null ? [] : branchesOf(draft, at.to, truth);
    if (taken.length === 0) found.set(at.to, at.isBack);
    // Reversed, because the last one in is the first one out.
    else pending.push(...taken.reverse().map(({ to, kind }) => ({ to, isBack: kind === 'back' })));
  }
  return found.size > 0 ? found : null;
}

/** Edges of one answer; on a back edge of a loop, the answer is the label. */
function branchesOf(draft: Draft, id: string, truth: boolean): GraphEdge[] {
  const answer = truth ? 'true' : 'false';
  return draft.edges.filter(
    ({ from, kind, label }) => from === id && (kind === answer || (kind === 'back' && label === answer)),
  );
}
