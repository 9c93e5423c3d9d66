/**
 * `try`: a compound around its body. Every step in it that can fail has an error edge to the `catch`; so has the
 * `try` node when code other than steps may throw first. What leaves passes through `finally`, which is drawn once.
 */
import { ts } from 'ts-morph';
import {
  type Block,
  connect,
  isSubstantial,
  type Joined,
  type Jump,
  type Open,
  splitJumps,
  through,
} from '../block.ts';
import { type Build, inside, type Place } from '../build.ts';
import { labelOf } from '../label.ts';

export function tryBlock(node: ts.TryStatement, build: Build, place: Place): Block {
  const { draft } = build;
  const id = build.node('try', `try@${place.path}`, 'try', node, place);
  const body = build.statement(node.tryBlock, inside(place, 'try', { parent: id }));
  const handler = node.catchClause ? catchBlock(node.catchClause, build, place) : null;
  const last = node.finallyBlock ? finallyBlock(node.finallyBlock, build, place) : through;

  if (!isSubstantial(body) && !(handler && isSubstantial(handler)) && !isSubstantial(last)) {
    draft.nodes.delete(id);
    return through;
  }
  const framed = isSubstantial(last) || (handler !== null && isSubstantial(handler));
  if (!framed) return swallowing(id, body, handler !== null, build);

  const entered = connect(draft, [{ from: id, kind: 'next' }], body);
  let leaving: Joined = entered;
  let failing: readonly string[] = body.failing;
  const errors: Open[] = body.failing.map((from) => ({ from, kind: 'error' }));
  if (!body.hasSteps || mayThrowFirst(node.tryBlock, build)) errors.push({ from: id, kind: 'error' });
  if (handler) {
    const { taken, left } = splitJumps(entered.jumps, ({ kind }) => kind === 'throw');
    const caught = connect(draft, [...errors, ...taken.map(({ open }) => open)], handler);
    leaving = { exits: [...entered.exits, ...caught.exits], jumps: [...left, ...caught.jumps] };
    failing = handler.failing;
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
    result: null,
  };
}

/** Nothing to draw in `catch`: failures simply go on behind the statement. */
function swallowing(id: string, body: Block, catches: boolean, build: Build): Block {
  for (const node of build.draft.nodes.values()) if (node.parent === id) releaseParent(node, id, build);
  build.draft.nodes.delete(id);
  if (!catches) return body;
  const { taken, left } = splitJumps(body.jumps, ({ kind }) => kind === 'throw');
  const errors: Open[] = body.failing.map((from) => ({ from, kind: 'error' }));
  const entry = body.entry.kind === 'jump' && body.entry.jump.kind === 'throw' ? through.entry : body.entry;
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
  const body = build.statement(clause.block, inside(place, 'catch'));
  if (!isSubstantial(body)) return through;
  const name = clause.variableDeclaration;
  const label = name ? `catch (${labelOf(name.name)})` : 'catch';
  return headed(build.node('catch', `catch@${place.path}`, label, clause, place), body, build);
}

function finallyBlock(block: ts.Block, build: Build, place: Place): Block {
  const body = build.statement(block, inside(place, 'finally'));
  if (!isSubstantial(body)) return through;
  return headed(build.node('finally', `finally@${place.path}`, 'finally', block, place), body, build);
}

function headed(id: string, body: Block, build: Build): Block {
  const joined = connect(build.draft, [{ from: id, kind: 'next' }], body);
  return { ...body, entry: { kind: 'node', id }, ...joined, result: null };
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

/** Whether something other than a step stands before the body's first step and may throw. */
function mayThrowFirst(body: ts.Block, build: Build): boolean {
  const [first] = body.statements;
  if (!first) return false;
  let throwing = false;
  let stepSeen = false;
  const visit = (node: ts.Node): void => {
    // An explicit throw has its own edge.
    if (throwing || stepSeen || ts.isFunctionLike(node) || ts.isThrowStatement(node)) return;
    if (ts.isCallExpression(node)) {
      if (build.draft.placed.has(node)) {
        stepSeen = true;
        return;
      }
      ts.forEachChild(node, visit);
      if (!stepSeen) throwing = true;
      return;
    }
    if (ts.isNewExpression(node)) throwing = true;
    else ts.forEachChild(node, visit);
  };
  for (const statement of body.statements) visit(statement);
  return throwing;
}
