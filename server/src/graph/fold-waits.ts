/**
 * A wait that timed out gives null. Where the code asks for that null at once, the question is no decision of its
 * own: the wait has a `timeout` edge to what happens on null and a `next` edge to what happens otherwise. A question
 * that asks for more than null stays, and only the timeout path goes around it.
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
    const [only] = onward;
    if (!only || onward.length > 1) continue;
    const whenNull = follow(draft, only.to, holds, 'null');
    const whenValue = follow(draft, only.to, holds, 'object');
    if (whenNull === null || whenValue === null || whenNull === only.to) continue;
    const timeout: GraphEdge = {
      id: `${waitId}->${whenNull}:timeout`,
      from: waitId,
      to: whenNull,
      kind: 'timeout',
    };
    draft.edges.splice(draft.edges.indexOf(only) + 1, 0, timeout);
    only.to = whenValue;
    only.id = `${waitId}->${whenValue}:next`;
  }
}

/** Where control surely comes to rest when the wait's result is `known`: past every decision that this answers. */
function follow(
  draft: Draft,
  start: string,
  holds: (expression: ts.Expression) => boolean,
  known: Known,
): string | null {
  let at = start;
  const seen = new Set<string>();
  while (!seen.has(at)) {
    seen.add(at);
    const condition = draft.conditions.get(at);
    const truth = condition ? truthOf(condition, holds, known) : null;
    if (truth === null) return at;
    const taken = draft.edges.find(({ from, kind }) => from === at && kind === (truth ? 'true' : 'false'));
    if (!taken) return at;
    at = taken.to;
  }
  return null;
}
