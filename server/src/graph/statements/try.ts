/**
 * `try`: a compound around its body. Every step in it that can fail has an error edge to the `catch`; so has the
 * `try` node when code other than steps may throw first. What leaves passes through `finally`, which is drawn once.
 */
import { ts } from 'ts-morph';
import {
  type Block,
  connect,
  gather,
  headed,
  isSubstantial,
  isThrow,
  type Joined,
  type Jump,
  type Open,
  splitJumps,
  through,
} from '../block.ts';
import { type Build, inBranch, type Place } from '../build.ts';
import { labelOf } from '../label.ts';
import { mayThrowFirst, throwsAfterPause } from './plain-throws.ts';

export function tryBlock(node: ts.TryStatement, build: Build, place: Place): Block {
  const { draft } = build;
  const id = build.node('try', `try:${nameOf(node.tryBlock)}`, 'try', node, place);
  const body = build.statement(node.tryBlock, inBranch(place, 'try', { parent: id }));
  const handler = node.catchClause ? catchBlock(node.catchClause, build, place) : null;
  const last = node.finallyBlock ? finallyBlock(node.finallyBlock, build, place) : through;

  if (!isSubstantial(body) && !(handler && isSubstantial(handler)) && !isSubstantial(last)) {
    draft.nodes.delete(id);
    return through;
  }
  const framed = isSubstantial(last) || (handler !== null && isSubstantial(handler));
  const hasCatch = node.catchClause !== undefined;
  const throwsFirst = !body.hasSteps || mayThrowFirst(node.tryBlock, build);
  const pauses = throwsAfterPause(node.tryBlock, id, build);
  if (!framed) {
    if (!hasCatch || !throwsFirst) return swallowing(id, body, hasCatch, pauses, build);
    // Code before the first step may throw: then the rest of the body is left out.
    const rest = swallowing(null, headed(draft, id, body), true, pauses, build);
    return { ...rest, exits: [...rest.exits, { from: id, kind: 'error' }] };
  }

  const entered = connect(draft, [{ from: id, kind: 'next' }], body);
  let leaving: Joined = entered;
  let failing: readonly string[] = body.failing;
  const errors: Open[] = body.failing.map((from) => ({ from, kind: 'error' }));
  if (throwsFirst) errors.push({ from: id, kind: 'error' });
  for (const from of pauses) errors.push({ from, kind: 'error' });
  if (handler) {
    const { taken, left } = splitJumps(entered.jumps, isThrow);
    const arriving = [...errors, ...taken.map(({ open }) => open)];
    // Nothing in the body can fail: then nothing of the handler happens either.
    const isReached = arriving.length > 0;
    const caught = isReached ? connect(draft, arriving, handler) : { exits: [], jumps: [] };
    leaving = { exits: [...entered.exits, ...caught.exits], jumps: [...left, ...caught.jumps] };
    failing = isReached ? handler.failing : [];
  }
  const unhandled: Open[] = handler ? failing.map((from) => ({ from, kind: 'error' })) : errors;
  const done =
    last.entry.kind === 'through' ? leaving : passFinally(leaving, unhandled, last, node, build, place);
  return {
    entry: { kind: 'node', id },
    exits: done.exits,
    jumps: done.jumps,
    hasSteps: body.hasSteps || (handler?.hasSteps ?? false) || last.hasSteps,
    failing: last.entry.kind === 'through' ? failing : last.failing,
    failingLate: gather(handler ? [body, handler, last] : [body, last]).failingLate,
    result: null,
  };
}

/** Nothing to draw in `catch`: failures simply go on behind the statement. */
function swallowing(
  id: string | null,
  body: Block,
  catches: boolean,
  pauses: readonly string[],
  build: Build,
): Block {
  if (id !== null) {
    for (const node of build.draft.nodes.values()) if (node.parent === id) releaseParent(node, id, build);
    build.draft.nodes.delete(id);
  }
  if (!catches) return body;
  const { taken, left } = splitJumps(body.jumps, isThrow);
  const errors: Open[] = [...body.failing, ...pauses].map((from) => ({ from, kind: 'error' }));
  const entry = body.entry.kind === 'jump' && isThrow(body.entry.jump) ? through.entry : body.entry;
  return {
    ...body,
    entry,
    exits: [...body.exits, ...errors, ...taken.map(({ open }) => open)],
    jumps: left,
    failing: [],
    result: null,
  };
}

function releaseParent(node: { parent?: string }, id: string, build: Build): void {
  const outer = build.draft.nodes.get(id)?.parent;
  if (outer === undefined) delete node.parent;
  else node.parent = outer;
}

function catchBlock(clause: ts.CatchClause, build: Build, place: Place): Block {
  const body = build.statement(clause.block, inBranch(place, 'catch'));
  if (!isSubstantial(body)) return through;
  const name = clause.variableDeclaration;
  const label = name ? `catch (${labelOf(name.name)})` : 'catch';
  const id = build.node('catch', `catch:${nameOf(clause.block)}`, label, clause, place);
  return { ...headed(build.draft, id, body), result: null };
}

function finallyBlock(block: ts.Block, build: Build, place: Place): Block {
  const body = build.statement(block, inBranch(place, 'finally'));
  if (!isSubstantial(body)) return through;
  const id = build.node('finally', `finally:${nameOf(block)}`, 'finally', block, place);
  return { ...headed(build.draft, id, body), result: null };
}

/** What tells one `try` from another, wherever they stand: the first text in it, which is mostly a step's id. */
function nameOf(block: ts.Block): string {
  const visit = (node: ts.Node): string | undefined =>
    ts.isCallExpression(node) && node.arguments[0] && ts.isStringLiteralLike(node.arguments[0])
      ? node.arguments[0].text
      : ts.forEachChild(node, visit);
  return visit(block) ?? '';
}

/** Every way out runs `finally` first and then goes where it was going. */
function passFinally(
  leaving: Joined,
  unhandled: readonly Open[],
  last: Block,
  node: ts.TryStatement,
  build: Build,
  place: Place,
): Joined {
  const { draft } = build;
  const arriving = [...leaving.exits, ...leaving.jumps.map(({ open }) => open), ...unhandled];
  const joined = connect(draft, arriving, last);
  const onward: Jump[] = [];
  for (const { jump } of leaving.jumps)
    if (!onward.some((known) => isSameJump(known, jump))) onward.push(jump);
  if (unhandled.length > 0) onward.push({ kind: 'throw', at: node, path: `${place.path}/finally` });
  const jumps = onward.flatMap((jump) => joined.exits.map((open) => ({ open, jump })));
  return {
    exits: leaving.exits.length > 0 ? joined.exits : [],
    jumps: [...joined.jumps, ...jumps],
  };
}

function isSameJump(a: Jump, b: Jump): boolean {
  if (a.kind === 'return' || a.kind === 'throw') return b.kind === a.kind && 'at' in b && a.at === b.at;
  return b.kind === a.kind && 'label' in b && a.label === b.label;
}
