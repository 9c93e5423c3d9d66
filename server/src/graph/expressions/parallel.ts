/** `Promise.all`, `allSettled`, `race`, `any`: a fork, the branches, a join. */
import { ts } from 'ts-morph';
import { targetOf, unwrap } from '../../syntax/references.ts';
import { type Block, connect, isSubstantial, type Open, sequence, through } from '../block.ts';
import { type Build, inside, type Place } from '../build.ts';

const joins: Record<string, string> = {
  all: 'all done',
  allSettled: 'all settled',
  race: 'first done',
  any: 'first success',
};

/** Which combinator a call is; null when it is none. */
export function combinatorOf(call: ts.CallExpression): string | null {
  const callee = call.expression;
  if (!ts.isPropertyAccessExpression(callee) || callee.expression.getText() !== 'Promise') return null;
  return Object.hasOwn(joins, callee.name.text) ? callee.name.text : null;
}

export function parallelBlock(call: ts.CallExpression, build: Build, place: Place): Block | null {
  const combinator = combinatorOf(call);
  if (combinator === null) return null;
  const branches = branchExpressions(call, build).map((expression, index) =>
    build.expression(expression, inside(place, `${combinator}.${index}`)),
  );
  return forkJoin(call, `Promise.${combinator}`, combinator, branches, build, place);
}

/** What runs side by side: elements of the array, or the code of variables that hold their promises. */
function branchExpressions(call: ts.CallExpression, build: Build): ts.Expression[] {
  const [argument] = call.arguments;
  if (!argument) return [];
  const list = codeOf(argument, build);
  if (!ts.isArrayLiteralExpression(list)) return [list];
  return list.elements.map((element) =>
    codeOf(ts.isSpreadElement(element) ? element.expression : element, build),
  );
}

function codeOf(expression: ts.Expression, build: Build): ts.Expression {
  const inner = unwrap(expression);
  if (!ts.isIdentifier(inner)) return inner;
  const declaration = deferrable(inner, build);
  if (!declaration?.initializer || !build.deferred.has(declaration)) return inner;
  // Drawn where it is first awaited, once.
  build.deferred.delete(declaration);
  build.drawn.add(declaration);
  return unwrap(declaration.initializer);
}

function deferrable(identifier: ts.Identifier, build: Build): ts.VariableDeclaration | null {
  const target = targetOf(identifier, build.values.sources);
  return target?.kind === 'node' && ts.isVariableDeclaration(target.node) ? target.node : null;
}

/** Variables of a function that hold promises which a combinator in the same function awaits. */
export function deferredIn(body: ts.Node, build: Build): ts.VariableDeclaration[] {
  const found: ts.VariableDeclaration[] = [];
  const consider = (expression: ts.Expression): void => {
    const inner = unwrap(expression);
    const declaration = ts.isIdentifier(inner) ? deferrable(inner, build) : null;
    if (!declaration?.initializer || !isWithin(declaration, body)) return;
    const made = unwrap(declaration.initializer);
    if (ts.isAwaitExpression(made) || found.includes(declaration)) return;
    if (ts.isCallExpression(made)) found.push(declaration);
    if (ts.isArrayLiteralExpression(made) && made.elements.length > 0) {
      found.push(declaration);
      for (const element of made.elements) consider(element);
    }
  };
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && combinatorOf(node) !== null) {
      const [argument] = node.arguments;
      if (argument && ts.isArrayLiteralExpression(unwrap(argument))) {
        for (const element of (unwrap(argument) as ts.ArrayLiteralExpression).elements) {
          consider(ts.isSpreadElement(element) ? element.expression : element);
        }
      } else if (argument) consider(argument);
    }
    ts.forEachChild(node, visit);
  };
  visit(body);
  return found;
}

function isWithin(node: ts.Node, outer: ts.Node): boolean {
  return node.pos >= outer.pos && node.end <= outer.end && node.getSourceFile() === outer.getSourceFile();
}

/** Nothing for no branch; the branch itself for one; else fork, branches, join. */
export function forkJoin(
  source: ts.Node,
  label: string,
  combinator: string,
  branches: readonly Block[],
  build: Build,
  place: Place,
): Block {
  const { draft } = build;
  const drawn = branches.filter(isSubstantial);
  if (drawn.length === 0) return through;
  const [only] = drawn;
  if (drawn.length === 1 && only) {
    const settles = combinator === 'allSettled' && only.failing.length > 0;
    return settles ? settled(only) : { ...only, result: null };
  }
  const forkId = build.node('fork', `fork@${place.path}`, label, source, place);
  const joinId = build.node('join', `join@${place.path}`, joins[combinator] ?? 'all done', source, place);
  const jumps: Block['jumps'][number][] = [];
  const failing: string[] = [];
  for (const branch of drawn) {
    const joined = connect(draft, [{ from: forkId, kind: 'next' }], branch);
    const arriving: Open[] = [...joined.exits];
    if (combinator === 'allSettled' || combinator === 'any') {
      arriving.push(...branch.failing.map((from): Open => ({ from, kind: 'error' })));
    } else failing.push(...branch.failing);
    for (const open of arriving) draft.addEdge(open, joinId);
    jumps.push(...joined.jumps);
  }
  return {
    entry: { kind: 'node', id: forkId },
    exits: [{ from: joinId, kind: 'next' }],
    jumps,
    hasSteps: drawn.some(({ hasSteps }) => hasSteps),
    failing,
    result: null,
  };
}

function settled(block: Block): Block {
  const errors = block.failing.map((from): Open => ({ from, kind: 'error' }));
  return { ...block, exits: [...block.exits, ...errors], failing: [], result: null };
}

/** A body that runs once per element, all at the same time. */
export function fanOut(source: ts.Node, label: string, body: Block, build: Build, place: Place): Block {
  const { draft } = build;
  if (!isSubstantial(body)) return through;
  const forkId = build.node('fork', `fork@${place.path}`, label, source, place);
  const joinId = build.node('join', `join@${place.path}`, 'all done', source, place);
  const joined = connect(draft, [{ from: forkId, kind: 'next' }], body);
  for (const open of joined.exits) draft.addEdge(open, joinId);
  // No element, no step: the list may be empty.
  draft.addEdge({ from: forkId, kind: 'next', label: 'none' }, joinId);
  const block: Block = {
    entry: { kind: 'node', id: forkId },
    exits: [{ from: joinId, kind: 'next' }],
    jumps: joined.jumps,
    hasSteps: body.hasSteps,
    failing: body.failing,
    result: null,
  };
  return sequence(draft, [block]);
}
