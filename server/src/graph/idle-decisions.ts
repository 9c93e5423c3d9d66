/** Removes decisions whose branches all lead to the same node. */
import type { Draft } from './draft.ts';

export function dropIdleDecisions(draft: Draft): void {
  const decisions = [...draft.nodes.values()].filter(({ kind }) => kind === 'decision').map(({ id }) => id);
  // Backwards: removing a later decision may make an earlier one idle.
  for (const id of decisions.reverse()) {
    const out = draft.edges.filter(({ from }) => from === id);
    const [onward] = out;
    if (!onward || out.length < 2 || onward.to === id) continue;
    if (out.some(({ to, kind }) => to !== onward.to || (kind === 'back') !== (onward.kind === 'back')))
      continue;
    for (const edge of out.slice(1)) draft.removeEdge(edge);
    draft.bypass(id, { ...onward, kind: onward.kind === 'back' ? 'back' : 'next' });
  }
}
