/**
 * `try`: a compound around its body. Every step in it that can fail has an error edge to the `catch`; so has the
 * `try` node when code other than steps may throw first. What leaves passes through `finally`, which is drawn once.
 */
import { ts } from 'ts-morph';
import {
  type Block,
  connect,
  emptyBlock,
  gather,
  headed,
  isSubstantial,
  isThrow,
  type Joined,
  type Jump,
  splitJumps,
} from '../block.ts';
import type { BuildContext } from '../build-context.ts';
import type { DanglingEdge } from '../draft.ts';
import { labelOf } from '../label.ts';
import { mayThrowFirst, throwsAfterPause } from './plain-throws.ts';

export function tryBlock(node: ts.TryStatement, context: BuildContext): Block {
  const { draft } = context;
  const id = context.node('try', `try:${nameOf(node.tryBlock)}`, 'try', node);
  const body = context.inBranch('try', { parent: id }).statement(node.tryBlock);
  const handler = node.catchClause ? catchBlock(node.catchClause, context) : null;
  const last = node.finallyBlock ? finallyBlock(node.finallyBlock, context) : emptyBlock;

  if (!isSubstantial(body) && !(handler && isSubstantial(handler)) && !isSubstantial(last)) {
    draft.nodes.delete(id);
    return emptyBlock;
  }
  const framed = isSubstantial(last) || (handler !== null && isSubstantial(handler));
  const hasCatch = node.catchClause !== undefined;
  const throwsFirst = !body.hasSteps || mayThrowFirst(node.tryBlock, context);
  const pauses = throwsAfterPause(node.tryBlock, id, context);
  if (!framed) {
    if (!hasCatch || !throwsFirst) return swallowing(id, body, hasCatch, pauses, context);
    // Code before the first step may throw: then the rest of the body is skipped.
    const rest = swallowing(null, headed(draft, id, body), true, pauses, context);
    return { ...rest, exits: [...rest.exits, { from: id, kind: 'error' }] };
  }

  const entered = connect(draft, [{ from: id, kind: 'next' }], body);
  let leaving: Joined = entered;
  let failing: readonly string[] = body.failing;
  const errors: DanglingEdge[] = body.failing.map((from) => ({ from, kind: 'error' }));
  if (throwsFirst) errors.push({ from: id, kind: 'error' });
  for (const from of pauses) errors.push({ from, kind: 'error' });
  if (handler) {
    const { taken, left } = splitJumps(entered.jumps, isThrow);
    const arriving = [...errors, ...taken.map(({ edge }) => edge)];
    // Nothing in the body can fail, so the handler never runs.
    const isReached = arriving.length > 0;
    const caught = isReached ? connect(draft, arriving, handler) : { exits: [], jumps: [] };
    leaving = { exits: [...entered.exits, ...caught.exits], jumps: [...left, ...caught.jumps] };
    failing = isReached ? handler.failing : [];
  }
  const unhandled: DanglingEdge[] = handler ? failing.map((from) => ({ from, kind: 'error' })) : errors;
  const done = last.entry.kind === 'empty' ? leaving : passFinally(leaving, unhandled, last, node, context);
  return {
    entry: { kind: 'node', id },
    exits: done.exits,
    jumps: done.jumps,
    hasSteps: body.hasSteps || (handler?.hasSteps ?? false) || last.hasSteps,
    failing: last.entry.kind === 'empty' ? failing : last.failing,
    failingLate: gather(handler ? [body, handler, last] : [body, last]).failingLate,
    result: null,
  };
}

/** Nothing to draw in `catch`: failures continue behind the statement. */
function swallowing(
  id: string | null,
  body: Block,
  catches: boolean,
  pauses: readonly string[],
  context: BuildContext,
): Block {
  if (id !== null) {
    for (const node of context.draft.nodes.values()) if (node.parent === id) releaseParent(node, id, context);
    context.draft.nodes.delete(id);
  }
  if (!catches) return body;
  const { taken, left } = splitJumps(body.jumps, isThrow);
  const errors: DanglingEdge[] = [...body.failing, ...pauses].map((from) => ({ from, kind: 'error' }));
  const entry = body.entry.kind === 'jump' && isThrow(body.entry.jump) ? emptyBlock.entry : body.entry;
  return {
    ...body,
    entry,
    exits: [...body.exits, ...errors, ...taken.map(({ edge }) => edge)],
    jumps: left,
    failing: [],
    result: null,
  };
}

function releaseParent(node: { parent?: string }, id: string, context: BuildContext): void {
  const outer = context.draft.nodes.get(id)?.parent;
  if (outer === undefined) delete node.parent;
  else node.parent = outer;
}

function catchBlock(clause: ts.CatchClause, context: BuildContext): Block {
  const body = context.inBranch('catch').statement(clause.block);
  if (!isSubstantial(body)) return emptyBlock;
  const name = clause.variableDeclaration;
  const label = name ? `catch (${labelOf(name.name)})` : 'catch';
  const id = context.node('catch', `catch:${nameOf(clause.block)}`, label, clause);
  return { ...headed(context.draft, id, body), result: null };
}

function finallyBlock(block: ts.Block, context: BuildContext): Block {
  const body = context.inBranch('finally').statement(block);
  if (!isSubstantial(body)) return emptyBlock;
  const id = context.node('finally', `finally:${nameOf(block)}`, 'finally', block);
  return { ...headed(context.draft, id, body), result: null };
}

/** Identifies a `try`: the first text in it, usually a step's id. */
function nameOf(block: ts.Block): string {
  const visit = (node: ts.Node): string | undefined =>
    ts.isCallExpression(node) && node.arguments[0] && ts.isStringLiteralLike(node.arguments[0])
      ? node.arguments[0].text
      : ts.forEachChild(node, visit);
  return visit(block) ?? '';
}

/** Every exit runs `finally` first and then continues to its target. */
function passFinally(
  leaving: Joined,
  unhandled: readonly DanglingEdge[],
  last: Block,
  node: ts.TryStatement,
  context: BuildContext,
): Joined {
  const { draft } = context;
  const arriving = [...leaving.exits, ...leaving.jumps.map(({ edge }) => edge), ...unhandled];
  const joined = connect(draft, arriving, last);
  const onward: Jump[] = [];
  for (const { jump } of leaving.jumps)
    if (!onward.some((known) => isSameJump(known, jump))) onward.push(jump);
  if (unhandled.length > 0) onward.push({ kind: 'throw', at: node, path: `${context.place.path}/finally` });
  const jumps = onward.flatMap((jump) => joined.exits.map((edge) => ({ edge, jump })));
  return {
    exits: leaving.exits.length > 0 ? joined.exits : [],
    jumps: [...joined.jumps, ...jumps],
  };
}

function isSameJump(a: Jump, b: Jump): boolean {
  if (a.kind === 'return' || a.kind === 'throw') return b.kind === a.kind && 'at' in b && a.at === b.at;
  return b.kind === a.kind && 'label' in b && a.label === b.label;
}
