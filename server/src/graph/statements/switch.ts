/** `switch`: one decision, an edge per case, fall-through into the next clause. */
import { ts } from 'ts-morph';
import { type Block, connect, emptyBlock, gather, type Jump, sequence } from '../block.ts';
import type { BuildContext } from '../build-context.ts';
import type { DanglingEdge } from '../draft.ts';
import { labelOf, shorten } from '../label.ts';

export function switchBlock(
  node: ts.SwitchStatement,
  labels: readonly string[],
  context: BuildContext,
): Block {
  const { draft } = context;
  const segment = `switch:${node.expression.getText()}`;
  const before = context.expression(node.expression);
  const { clauses } = node.caseBlock;
  const caughtHere = (jump: Jump): boolean =>
    jump.kind === 'break' && (jump.label === null || labels.includes(jump.label));

  const bodies = clauses.map((clause) => {
    const name = ts.isCaseClause(clause) ? clause.expression.getText() : 'default';
    const within = context.inBranch(`${segment}.${name}`);
    return sequence(
      draft,
      clause.statements.map((statement) => within.statement(statement)),
    );
  });
  const matters = bodies.some(
    (body) =>
      body.hasSteps ||
      (body.entry.kind === 'jump' && !caughtHere(body.entry.jump)) ||
      body.jumps.some(({ jump }) => !caughtHere(jump)),
  );
  if (!matters) return before;

  const id = context.node('decision', segment, `switch (${labelOf(node.expression)})`, node.expression);
  draft.conditions.set(id, node.expression);
  const exits: DanglingEdge[] = [];
  const jumps: { edge: DanglingEdge; jump: Jump }[] = [];
  let falling: DanglingEdge[] = [];
  let hasDefault = false;
  clauses.forEach((clause, index) => {
    const body = bodies[index];
    if (!body) return;
    hasDefault ||= ts.isDefaultClause(clause);
    const label = ts.isCaseClause(clause) ? shorten(clause.expression.getText()) : 'default';
    const joined = connect(draft, [...falling, { from: id, kind: 'case', label }], body);
    falling = joined.exits;
    for (const item of joined.jumps) {
      if (caughtHere(item.jump)) exits.push(item.edge);
      else jumps.push(item);
    }
  });
  exits.push(...falling);
  if (!hasDefault) exits.push({ from: id, kind: 'case', label: 'otherwise' });
  const decision: Block = {
    ...emptyBlock,
    ...gather(bodies),
    entry: { kind: 'node', id },
    exits: mergeCases(exits),
    jumps,
  };
  return sequence(draft, [before, decision]);
}

/** Cases with the same target share one edge. */
function mergeCases(dangling: readonly DanglingEdge[]): DanglingEdge[] {
  const merged: DanglingEdge[] = [];
  for (const edge of dangling) {
    const same = merged.find(
      ({ from, kind }) => kind === 'case' && edge.kind === 'case' && from === edge.from,
    );
    if (same && edge.label !== undefined) {
      same.label = same.label === undefined ? edge.label : `${same.label}, ${edge.label}`;
    } else merged.push({ ...edge });
  }
  return merged;
}
