/**
 * Promises that are started in one place and awaited in another: a fork where the code goes on meanwhile, a join where
 * somebody waits for them.
 */
import { ts } from 'ts-morph';
import { contains } from '../../syntax/ast.ts';
import { unwrap } from '../../syntax/references.ts';
import { lookupName } from '../../syntax/scope.ts';
import {
  type Block,
  emptyBlock,
  isSubstantial,
  type Jump,
  jumpBlock,
  sequence,
  splitJumps,
} from '../block.ts';
import type { BuildContext } from '../build-context.ts';
import type { DanglingEdge, Draft } from '../draft.ts';
import { chainLabel, shorten } from '../label.ts';
import type { Pending } from '../pending-promises.ts';
import type { Effects } from './effects.ts';

/** Ways to wait for several promises. */
export type Combinator = 'all' | 'allSettled' | 'race' | 'any';

export const joinLabels: Readonly<Record<Combinator, string>> = {
  all: 'all done',
  allSettled: 'all settled',
  race: 'first done',
  any: 'first success',
};

/** Starts `work` while the code continues. Returns the fork; the promise is held by `holders`. */
export function startPromise(
  work: Block,
  source: ts.Node,
  name: string,
  holders: readonly ts.Node[],
  context: BuildContext,
): { fork: Block; pending: Pending } {
  const { draft, promises } = context;
  const id = context.node('fork', `fork:${name}`, name, source);
  draft.starts.add(id);
  if (work.entry.kind === 'node') draft.addEdge({ from: id, kind: 'next' }, work.entry.id);
  const pending = promises.add(work, source);
  promises.hold([pending], holders);
  const fork: Block = {
    ...emptyBlock,
    entry: { kind: 'node', id },
    exits: [{ from: id, kind: 'next', label: 'meanwhile' }],
    hasSteps: work.hasSteps,
  };
  return { fork, pending };
}

/** Promises that an expression mentions and that have not been awaited on this path yet. */
export function unawaited(expression: ts.Node, context: BuildContext): Pending[] {
  return context.promises.unawaited(expression, context.place.branch);
}

/** Waits for promises that were started before: a join of their work and the current code. */
export function joinPromises(
  pending: readonly Pending[],
  combinator: Combinator,
  source: ts.Node,
  context: BuildContext,
  isMore = false,
): Block {
  if (pending.length === 0) return emptyBlock;
  const rejection = combinator === 'all' ? pending.map(({ work }) => rejecting(work)).find(isJump) : null;
  if (rejection) return rejected(rejection, pending, context);
  const { draft, place } = context;
  const [only, ...others] = pending;
  // The first success of one promise is that promise.
  const isOne = !isMore && others.length === 0 && combinator === 'any';
  const label = isOne ? 'all done' : joinLabels[combinator];
  const name = pending.map((each) => shorten(each.source.getText())).join(', ');
  const id = context.node('join', `join:${combinator}:${name}`, label, source);
  draft.waits.set(id, {
    label: ts.isCallExpression(source) ? `Promise.${combinator}` : '',
    promises: pending.length,
  });
  const failures = pending.map(({ work, awaitedAt }) => {
    awaitedAt.push(place.branch);
    for (const edge of work.exits) draft.addEdge(edge, id);
    return failuresAt(id, isOne ? 'all' : combinator, work, draft);
  });
  return {
    ...emptyBlock,
    entry: { kind: 'node', id },
    exits: [{ from: id, kind: 'next' }],
    jumps: failures.flatMap(({ jumps }) => jumps),
    hasSteps: true,
    failing: [...new Set(failures.flatMap(({ failing }) => failing))],
    result: pending.length === 1 && only ? only.work.result : null,
  };
}

/** Awaiting a promise that always rejects throws its reason. */
function rejected(rejection: Jump, pending: readonly Pending[], { place }: BuildContext): Block {
  for (const { awaitedAt } of pending) awaitedAt.push(place.branch);
  const works = pending.map(({ work }) => work);
  return {
    ...jumpBlock(rejection),
    jumps: works.flatMap(({ jumps }) => jumps),
    hasSteps: true,
    failing: works.flatMap(({ failing, failingLate }) => [...failing, ...failingLate]),
  };
}

/** The throw that always ends the work; null when the promise may be fulfilled. */
function rejecting({ exits, jumps }: Block): Jump | null {
  return exits.length > 0 ? null : (jumps.find(({ jump }) => jump.kind === 'throw')?.jump ?? null);
}

function isJump(jump: Jump | null): jump is Jump {
  return jump !== null;
}

/** Where one branch's failures go: out of the join, or into it. */
export function failuresAt(
  joinId: string,
  combinator: Combinator,
  work: Block,
  draft: Draft,
): Pick<Block, 'jumps' | 'failing'> {
  const ids = [...work.failing, ...work.failingLate];
  if (combinator !== 'allSettled' && combinator !== 'any') return { jumps: work.jumps, failing: ids };
  const { taken, left } = splitJumps(work.jumps, ({ kind }) => kind === 'throw');
  for (const { edge } of taken) draft.addEdge(edge, joinId);
  for (const from of ids) draft.addEdge({ from, kind: 'error' }, joinId);
  // `any` fails when every branch has failed.
  const mayFail = combinator === 'any' && (taken.length > 0 || ids.length > 0);
  return { jumps: left, failing: mayFail ? [joinId] : [] };
}

/** The declaration of the variable at the root of `a`, `a[i]`, `a.b`; null for anything else. */
export function rootDeclaration(expression: ts.Expression): ts.Node | null {
  let inner = unwrap(expression);
  while (ts.isPropertyAccessExpression(inner) || ts.isElementAccessExpression(inner))
    inner = unwrap(inner.expression);
  return ts.isIdentifier(inner) ? lookupName(inner) : null;
}

/** Where the promises of a declaration are kept: each name of a pattern holds them. */
export function holdersOf(declaration: ts.VariableDeclaration | ts.BindingElement): ts.Node[] {
  if (ts.isIdentifier(declaration.name)) return [declaration];
  return declaration.name.elements.flatMap((element) =>
    ts.isBindingElement(element) ? holdersOf(element) : [],
  );
}

/** True when `node` is in a loop inside the block that declares `holder`. */
export function isInLoopOf(node: ts.Node, holder: ts.Node): boolean {
  for (let at = node.parent; at && !ts.isFunctionLike(at); at = at.parent) {
    if (contains(at, holder)) return false;
    if (ts.isIterationStatement(at, false)) return true;
  }
  return false;
}

/** Holds the started promise in variables while the code continues. */
export function holdPromise(
  { now, work }: Effects,
  source: ts.Expression,
  name: string,
  holders: readonly ts.Node[],
  context: BuildContext,
): Block {
  const inner = unwrap(source);
  // An alias holds the promises of the names in it, unless they have been awaited.
  if (!ts.isAwaitExpression(inner)) context.promises.hold(unawaited(inner, context), holders);
  if (!isSubstantial(work)) return now;
  const { fork } = startPromise(work, source, `start ${shorten(name)}`, holders, context);
  return sequence(context.draft, [now, fork]);
}

/** The started promise is kept nowhere, so nothing can await it. */
export function floatPromise({ now, work }: Effects, source: ts.Node, context: BuildContext): Block {
  if (!isSubstantial(work)) return now;
  const { fork } = startPromise(work, source, startLabel(source), [], context);
  return sequence(context.draft, [now, fork]);
}

/** `step.run('a', f).then(…)`. */
export function startLabel(source: ts.Node): string {
  return shorten(ts.isExpression(source) ? chainLabel(source) : source.getText());
}

/** Error edges of the steps in a block. */
export function errorsOf(block: Block): DanglingEdge[] {
  return [...block.failing, ...block.failingLate].map((from) => ({ from, kind: 'error' }));
}
