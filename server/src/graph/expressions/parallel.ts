/** `Promise.all`, `allSettled`, `race`, `any`: a fork, the branches, a join. */
import { ts } from 'ts-morph';
import { isAsync } from '../../syntax/ast.ts';
import { unwrap } from '../../syntax/references.ts';
import { type Block, connect, emptyBlock, gather, isSubstantial, sequence } from '../block.ts';
import type { BuildContext } from '../build-context.ts';
import type { Draft } from '../draft.ts';
import type { Pending } from '../pending-promises.ts';
import { type Effects, started } from './effects.ts';
import {
  type Combinator,
  failuresAt,
  joinLabels,
  joinPromises,
  startLabel,
  startPromise,
  unawaited,
} from './promises.ts';

/** Which combinator a call is; null when it is none. */
export function combinatorOf(call: ts.CallExpression): Combinator | null {
  const callee = call.expression;
  if (!ts.isPropertyAccessExpression(callee) || callee.expression.getText() !== 'Promise') return null;
  const name = callee.name.text;
  return Object.hasOwn(joinLabels, name) ? (name as Combinator) : null;
}

export function parallelEffects(call: ts.CallExpression, context: BuildContext): Effects {
  const combinator = combinatorOf(call) ?? 'all';
  const [argument] = call.arguments;
  if (!argument) return started(emptyBlock);
  const branches = branchesOf(argument, combinator, context);
  const pending = [...new Set([...branches.pending, ...unawaited(argument, context)])];
  const work = forkJoin(call, `Promise.${combinator}`, combinator, { ...branches, pending }, context);
  return { now: branches.now, work };
}

/** `[a(), b()]` starts all its elements; awaiting the list awaits all of them. */
export function listEffects(list: ts.ArrayLiteralExpression, context: BuildContext): Effects {
  const branches = branchesOf(list, 'all', context);
  return { now: branches.now, work: forkJoin(list, '[…]', 'all', branches, context) };
}

interface Branches {
  readonly now: Block;
  readonly works: readonly Block[];
  /** Promises without steps; one of them may win a race. */
  readonly plain: readonly ts.Expression[];
  /** Started before this list, or while it is evaluated. */
  readonly pending: readonly Pending[];
}

/** What runs in parallel: the elements of an array, or any other source of promises. */
function branchesOf(argument: ts.Expression, combinator: Combinator, context: BuildContext): Branches {
  const { draft } = context;
  const list = listBehind(argument);
  const elements = ts.isArrayLiteralExpression(list) ? elementsOf(list) : [list];
  const nows: Block[] = [];
  let works: { work: Block; element: ts.Expression }[] = [];
  const pending: Pending[] = [];
  const plain: ts.Expression[] = [];
  elements.forEach((element, index) => {
    const inner = unwrap(ts.isSpreadElement(element) ? element.expression : element);
    const { now, work } = context.inside(`${combinator}.${index}`).effectsOf(inner);
    if (isSubstantial(now)) {
      // Earlier elements have been started by the time this one is awaited.
      for (const { work: earlier, element: code } of works) {
        const start = startPromise(earlier, code, startLabel(code), [code], context);
        nows.push(start.fork);
        pending.push(start.pending);
      }
      works = [];
      nows.push(now);
    }
    if (isSubstantial(work)) works.push({ work, element: inner });
    else if (unawaited(inner, context).length === 0 && !ts.isSpreadElement(element)) plain.push(inner);
  });
  return { now: sequence(draft, nows), works: works.map(({ work }) => work), plain, pending };
}

/** `[…].filter(Boolean)` and `[…].flat()` leave the promises as they are. */
function listBehind(argument: ts.Expression): ts.Expression {
  const inner = unwrap(argument);
  const callee = ts.isCallExpression(inner) ? inner.expression : null;
  if (!callee || !ts.isPropertyAccessExpression(callee) || !/^(filter|flat|reverse)$/.test(callee.name.text))
    return inner;
  const list = listBehind(callee.expression);
  return ts.isArrayLiteralExpression(list) ? list : inner;
}

/** Elements, including those of array literals that are spread among them. */
function elementsOf(list: ts.ArrayLiteralExpression): ts.Expression[] {
  return list.elements.flatMap((element) => {
    const inner = ts.isSpreadElement(element) ? unwrap(element.expression) : null;
    return inner && ts.isArrayLiteralExpression(inner) ? elementsOf(inner) : [element];
  });
}

/** Empty for no branch; the branch itself for one; else fork, branches, join. */
export function forkJoin(
  source: ts.Node,
  label: string,
  combinator: Combinator,
  { works: branches, plain, pending }: Omit<Branches, 'now'>,
  context: BuildContext,
): Block {
  const { draft } = context;
  const [only] = branches;
  const isFirst = combinator === 'race' || combinator === 'any';
  // With `race` and `any`, a promise without steps is a branch that may be done first.
  const beside = isFirst && (branches.length > 0 || pending.length > 0) ? plain : [];
  if (pending.length === 0 && beside.length === 0) {
    if (!only) return emptyBlock;
    if (branches.length === 1)
      return combinator === 'all' ? { ...only, result: null } : settled(only, combinator, context);
  } else if (!only && beside.length === 0) {
    const [stored, ...others] = pending;
    // A list of promises that was kept in a variable is waited for as if it stood here.
    if (stored && others.length === 0 && stored.awaitedAt.length === 0) {
      waitFor(stored.work.joinId, combinator, draft);
    }
    return joinPromises(pending, combinator, source, context);
  }
  const names = branches.map(({ entry }) => (entry.kind === 'node' ? entry.id : '')).join(',');
  const forkId = context.node('fork', `fork:${combinator}:${names}`, label, source);
  const exits = branches.flatMap((branch) => {
    const joined = connect(draft, [{ from: forkId, kind: 'next' }], branch);
    return joined.exits;
  });
  const join =
    pending.length > 0
      ? joinPromises(pending, combinator, source, context, branches.length + beside.length > 0)
      : null;
  const joinId =
    join?.entry.kind === 'node'
      ? join.entry.id
      : context.node('join', `join:${combinator}:${names}`, joinLabels[combinator], source);
  for (const edge of exits) draft.addEdge(edge, joinId);
  for (const code of beside) draft.addEdge({ from: forkId, kind: 'next', label: startLabel(code) }, joinId);
  if (join) {
    // The code itself reaches the join, too: it waits there for what was started before.
    if (branches.length > 0) {
      draft.starts.add(forkId);
      draft.addEdge({ from: forkId, kind: 'next', label: 'meanwhile' }, joinId);
    }
  }
  const failures = [
    ...(join ? [join] : []),
    ...branches.map((branch) => failuresAt(joinId, combinator, entering(branch, forkId), draft)),
  ];
  // A promise that is fulfilled at once has won before any other can fail.
  const isWon = beside.some(isFulfilledAtOnce);
  const failing = isWon ? [] : failures.flatMap((each) => each.failing);
  const jumps = failures.flatMap((each) => each.jumps).filter(({ jump }) => !isWon || jump.kind !== 'throw');
  // `all` never continues when one branch always throws.
  const mayGoOn = combinator !== 'all' || branches.every((branch) => branch.exits.length > 0);
  return {
    ...emptyBlock,
    entry: { kind: 'node', id: forkId },
    exits: mayGoOn ? [{ from: joinId, kind: 'next' }] : [],
    jumps,
    hasSteps: join !== null || gather(branches).hasSteps,
    failing: anyMayFail(combinator, branches, beside)
      ? [...new Set(failing)]
      : failing.filter((id) => id !== joinId),
  };
}

/** `Promise.resolve(…)`, or an async function called where it stands that has nothing to wait for and nothing that fails. */
function isFulfilledAtOnce(code: ts.Expression): boolean {
  if (!ts.isCallExpression(code)) return false;
  if (code.expression.getText() === 'Promise.resolve') return code.arguments.every(ts.isLiteralExpression);
  const callee = unwrap(code.expression);
  return (
    (ts.isArrowFunction(callee) || ts.isFunctionExpression(callee)) &&
    isAsync(callee) &&
    ts.isBlock(callee.body) &&
    callee.body.statements.length === 0
  );
}

/** `any` fails only when every branch may fail; a promise without steps may. */
function anyMayFail(
  combinator: Combinator,
  branches: readonly Block[],
  beside: readonly ts.Expression[],
): boolean {
  if (combinator !== 'any' || beside.length > 0) return true;
  return branches.every(
    ({ failing, failingLate, jumps, entry }) =>
      failing.length > 0 ||
      failingLate.length > 0 ||
      entry.kind === 'jump' ||
      jumps.some(({ jump }) => jump.kind === 'throw'),
  );
}

/** A branch that leaves at once has its jump on the fork's edge. */
function entering(branch: Block, forkId: string): Block {
  if (branch.entry.kind !== 'jump') return branch;
  return {
    ...branch,
    jumps: [...branch.jumps, { edge: { from: forkId, kind: 'next' }, jump: branch.entry.jump }],
  };
}

/** How the join of a fan-out waits: a race of nothing never ends. */
function waitFor(joinId: string | undefined, combinator: Combinator, draft: Draft): void {
  const join = joinId === undefined ? undefined : draft.nodes.get(joinId);
  if (!join) return;
  join.label = joinLabels[combinator];
  if (combinator !== 'race') return;
  for (const edge of draft.edges.filter(({ to, label }) => to === join.id && label === 'none')) {
    draft.removeEdge(edge);
  }
}

/** A single branch: a fan-out has its own join, anything else continues after failure as after success. */
function settled(block: Block, combinator: Combinator, context: BuildContext): Block {
  const { draft } = context;
  const { joinId } = block;
  waitFor(joinId, combinator, draft);
  if (combinator === 'race') return { ...block, result: null };
  if (combinator === 'any' && joinId === undefined) return { ...block, result: null };
  if (joinId !== undefined) {
    return { ...block, ...failuresAt(joinId, combinator, block, draft), failingLate: [], result: null };
  }
  const errors = [...block.failing, ...block.failingLate].map((from) => ({ from, kind: 'error' }) as const);
  const thrown = block.jumps.filter(({ jump }) => jump.kind === 'throw').map(({ edge }) => edge);
  const jumps = block.jumps.filter(({ jump }) => jump.kind !== 'throw');
  return {
    ...block,
    exits: [...block.exits, ...errors, ...thrown],
    jumps,
    failing: [],
    failingLate: [],
    result: null,
  };
}

/** A body that runs once per element, all at the same time. */
export function fanOut(
  source: ts.Node,
  label: string,
  body: Block,
  mayBeEmpty: boolean,
  context: BuildContext,
): Block {
  const { draft } = context;
  if (!isSubstantial(body)) return emptyBlock;
  const forkId = context.node('fork', `fork:${label}`, label, source);
  const joinId = context.node('join', `join:${label}`, 'all done', source);
  const joined = connect(draft, [{ from: forkId, kind: 'next' }], body);
  for (const edge of joined.exits) draft.addEdge(edge, joinId);
  // No element, no step: the list may be empty.
  if (mayBeEmpty) draft.addEdge({ from: forkId, kind: 'next', label: 'none' }, joinId);
  return {
    ...emptyBlock,
    ...gather([body]),
    entry: { kind: 'node', id: forkId },
    exits: [{ from: joinId, kind: 'next' }],
    jumps: joined.jumps,
    joinId,
  };
}
