/** `Promise.all`, `allSettled`, `race`, `any`: a fork, the branches, a join. */
import { ts } from 'ts-morph';
import { unwrap } from '../../syntax/references.ts';
import { type Block, connect, gather, isSubstantial, sequence, through } from '../block.ts';
import { type Build, inside, type Place } from '../build.ts';
import { type Evaluation, started } from './evaluation.ts';
import { collectFailures, joinLabels, type Pending, startLabel } from './promises.ts';

/** Which combinator a call is; null when it is none. */
export function combinatorOf(call: ts.CallExpression): string | null {
  const callee = call.expression;
  if (!ts.isPropertyAccessExpression(callee) || callee.expression.getText() !== 'Promise') return null;
  return Object.hasOwn(joinLabels, callee.name.text) ? callee.name.text : null;
}

export function parallelEvaluation(call: ts.CallExpression, build: Build, place: Place): Evaluation {
  const combinator = combinatorOf(call) ?? 'all';
  const [argument] = call.arguments;
  if (!argument) return started(through);
  return together(argument, call, `Promise.${combinator}`, combinator, build, place);
}

/** `[a(), b()]` starts everything in it; whoever waits for the list waits for all. */
export function listEvaluation(list: ts.ArrayLiteralExpression, build: Build, place: Place): Evaluation {
  return together(list, list, '[…]', 'all', build, place, false);
}

interface Branches {
  now: Block;
  works: Block[];
  /** Code of promises that have nothing to do with steps; a race may end with them. */
  plain: ts.Expression[];
  /** Started before, or on the way. */
  pending: Pending[];
}

function together(
  argument: ts.Expression,
  source: ts.Node,
  label: string,
  combinator: string,
  build: Build,
  place: Place,
  waitsForNames = true,
): Evaluation {
  const { now, works, plain, pending } = branchesOf(argument, combinator, build, place);
  if (waitsForNames) {
    for (const each of build.promises.unawaited(argument, place))
      if (!pending.includes(each)) pending.push(each);
  }
  const work = forkJoin(source, label, combinator, { works, plain, pending }, build, place);
  return { now, work };
}

/** What runs side by side: elements of the array, or whatever else gives promises. */
function branchesOf(argument: ts.Expression, combinator: string, build: Build, place: Place): Branches {
  const { draft } = build;
  const list = listBehind(argument);
  const elements = ts.isArrayLiteralExpression(list) ? elementsOf(list) : [list];
  const nows: Block[] = [];
  let works: { work: Block; element: ts.Expression }[] = [];
  const pending: Pending[] = [];
  const plain: ts.Expression[] = [];
  elements.forEach((element, index) => {
    const inner = unwrap(ts.isSpreadElement(element) ? element.expression : element);
    const { now, work } = build.evaluate(inner, inside(place, `${combinator}.${index}`));
    if (isSubstantial(now)) {
      // What stands before has been started by the time this is awaited.
      for (const { work: earlier, element: code } of works) {
        const start = build.promises.start(earlier, code, startLabel(code), [code], build, place);
        nows.push(start.fork);
        pending.push(start.pending);
      }
      works = [];
      nows.push(now);
    }
    if (isSubstantial(work)) works.push({ work, element: inner });
    else if (build.promises.unawaited(inner, place).length === 0 && !ts.isSpreadElement(element))
      plain.push(inner);
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

/** Elements, those of literals that are spread among them included. */
function elementsOf(list: ts.ArrayLiteralExpression): ts.Expression[] {
  return list.elements.flatMap((element) => {
    const inner = ts.isSpreadElement(element) ? unwrap(element.expression) : null;
    return inner && ts.isArrayLiteralExpression(inner) ? elementsOf(inner) : [element];
  });
}

/** Nothing for no branch; the branch itself for one; else fork, branches, join. */
export function forkJoin(
  source: ts.Node,
  label: string,
  combinator: string,
  { works: branches, plain, pending }: Omit<Branches, 'now'>,
  build: Build,
  place: Place,
): Block {
  const { draft } = build;
  const [only] = branches;
  const isFirst = combinator === 'race' || combinator === 'any';
  // With `race` and `any`, a promise without steps is a branch that may be done first.
  const beside = isFirst && (branches.length > 0 || pending.length > 0) ? plain : [];
  if (pending.length === 0 && beside.length === 0) {
    if (!only) return through;
    if (branches.length === 1)
      return combinator === 'all' ? { ...only, result: null } : settled(only, combinator, build);
  } else if (!only && beside.length === 0) {
    return build.promises.join(pending, combinator, source, build, place);
  }
  const names = branches.map(({ entry }) => (entry.kind === 'node' ? entry.id : '')).join(',');
  const forkId = build.node('fork', `fork:${combinator}:${names}`, label, source, place);
  const jumps: Block['jumps'][number][] = [];
  const failing: string[] = [];
  const exits = branches.flatMap((branch) => {
    const joined = connect(draft, [{ from: forkId, kind: 'next' }], branch);
    return joined.exits;
  });
  const join =
    pending.length > 0
      ? build.promises.join(pending, combinator, source, build, place, branches.length + beside.length > 0)
      : null;
  const joinId =
    join?.entry.kind === 'node'
      ? join.entry.id
      : build.node(
          'join',
          `join:${combinator}:${names}`,
          joinLabels[combinator] ?? 'all done',
          source,
          place,
        );
  for (const open of exits) draft.addEdge(open, joinId);
  for (const code of beside) draft.addEdge({ from: forkId, kind: 'next', label: startLabel(code) }, joinId);
  if (join) {
    // The code itself comes to the join, too: it waits there for what was started before.
    if (branches.length > 0) {
      draft.starts.add(forkId);
      draft.addEdge({ from: forkId, kind: 'next', label: 'meanwhile' }, joinId);
    }
    jumps.push(...join.jumps);
    failing.push(...join.failing);
  }
  for (const branch of branches)
    collectFailures(entering(branch, forkId), combinator, joinId, jumps, failing, build);
  if (beside.some(isFulfilledAtOnce)) {
    // It has won before any other can fail.
    failing.length = 0;
    jumps.splice(0, Number.POSITIVE_INFINITY, ...jumps.filter(({ jump }) => jump.kind !== 'throw'));
  }
  // Whoever waits for all of them never goes on when one always throws.
  const mayGoOn = combinator !== 'all' || branches.every((branch) => branch.exits.length > 0);
  return {
    ...through,
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
    callee.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) === true &&
    ts.isBlock(callee.body) &&
    callee.body.statements.length === 0
  );
}

/** `any` fails only when every branch may fail; a promise without steps may. */
function anyMayFail(
  combinator: string,
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
    jumps: [...branch.jumps, { open: { from: forkId, kind: 'next' }, jump: branch.entry.jump }],
  };
}

/** One branch alone: a fan-out has its own join, anything else goes on after failure as after success. */
function settled(block: Block, combinator: string, build: Build): Block {
  const { draft } = build;
  const { joinId } = block;
  const label = joinLabels[combinator];
  const join = joinId === undefined ? undefined : draft.nodes.get(joinId);
  if (join && label !== undefined) join.label = label;
  if (combinator === 'race') return { ...block, result: null };
  if (combinator === 'any' && joinId === undefined) return { ...block, result: null };
  if (joinId !== undefined) {
    const jumps: Block['jumps'][number][] = [];
    const failing: string[] = [];
    collectFailures(block, combinator, joinId, jumps, failing, build);
    return { ...block, jumps, failing, failingLate: [], result: null };
  }
  const errors = [...block.failing, ...block.failingLate].map((from) => ({ from, kind: 'error' }) as const);
  const thrown = block.jumps.filter(({ jump }) => jump.kind === 'throw').map(({ open }) => open);
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
  build: Build,
  place: Place,
): Block {
  const { draft } = build;
  if (!isSubstantial(body)) return through;
  const forkId = build.node('fork', `fork:${label}`, label, source, place);
  const joinId = build.node('join', `join:${label}`, 'all done', source, place);
  const joined = connect(draft, [{ from: forkId, kind: 'next' }], body);
  for (const open of joined.exits) draft.addEdge(open, joinId);
  // No element, no step: the list may be empty.
  if (mayBeEmpty) draft.addEdge({ from: forkId, kind: 'next', label: 'none' }, joinId);
  return {
    ...through,
    ...gather([body]),
    entry: { kind: 'node', id: forkId },
    exits: [{ from: joinId, kind: 'next' }],
    jumps: joined.jumps,
    joinId,
  };
}
