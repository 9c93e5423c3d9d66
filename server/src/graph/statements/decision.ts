/** Two ways to go on: `if`, `?:`, `&&`, `||`, `??` all come here. */
import { ts } from 'ts-morph';
import { unwrap } from '../../syntax/references.ts';
import { type Block, connect, gather, isSubstantial, type Open, sequence, through } from '../block.ts';
import { type Build, inBranch, type Place } from '../build.ts';
import { truthOf } from '../known-value.ts';
import { labelOf, shorten } from '../label.ts';

/** Draws one way of going on; called once, after the test. */
export type Branch = (place: Place) => Block;

export const noBranch: Branch = () => through;

/**
 * A test whose answers lead to different code. Steps inside the test are drawn where they are asked: `a && (await b)`
 * asks `b` only when `a` holds.
 */
export function decide(
  test: ts.Expression,
  whenTrue: Branch,
  whenFalse: Branch,
  build: Build,
  place: Place,
): Block {
  const segment = `if:${test.getText()}`;
  const constant = constantTruth(test);
  if (constant !== null) {
    const taken = (constant ? whenTrue : whenFalse)(inBranch(place, `${segment}.${constant}`));
    // The other way is drawn, too, so that its steps are noted as out of reach.
    (constant ? whenFalse : whenTrue)(inBranch(place, `${segment}.${!constant}`));
    return sequence(build.draft, [build.expression(test, place), taken]);
  }
  const asked = ask(test, build, place);
  if (asked) {
    const yes = whenTrue(inBranch(place, `${segment}.true`));
    const no = whenFalse(inBranch(place, `${segment}.false`));
    return branchOff(asked, yes, no, build);
  }
  const before = build.expression(test, place);
  const decision = choose(
    test,
    segment,
    test,
    () => whenTrue(inBranch(place, `${segment}.true`)),
    () => whenFalse(inBranch(place, `${segment}.false`)),
    build,
    place,
  );
  return sequence(build.draft, [before, decision]);
}

/** One decision node, unless neither way matters. `source` has the code; `test` is what known values are put into. */
export function choose(
  source: ts.Node,
  id: string,
  test: ts.Expression | null,
  whenTrue: () => Block,
  whenFalse: () => Block,
  build: Build,
  place: Place,
  label = test ? labelOf(test) : shorten(id),
): Block {
  const { draft } = build;
  const yes = whenTrue();
  const no = whenFalse();
  if (!isSubstantial(yes) && !isSubstantial(no)) return through;
  const node = build.node('decision', id.startsWith('if:') ? id : `if:${id}`, label, source, place);
  if (test) draft.conditions.set(node, test);
  const asked: Asked = {
    block: { ...through, entry: { kind: 'node', id: node } },
    yes: [{ from: node, kind: 'true' }],
    no: [{ from: node, kind: 'false' }],
  };
  return branchOff(asked, yes, no, build);
}

/** A test that has been drawn, with its ways out. */
export interface Asked {
  readonly block: Block;
  readonly yes: readonly Open[];
  readonly no: readonly Open[];
}

function branchOff(asked: Asked, whenTrue: Block, whenFalse: Block, build: Build): Block {
  const yes = connect(build.draft, asked.yes, whenTrue);
  const no = connect(build.draft, asked.no, whenFalse);
  return {
    ...through,
    ...gather([asked.block, whenTrue, whenFalse]),
    entry: asked.block.entry,
    exits: [...yes.exits, ...no.exits],
    jumps: [...asked.block.jumps, ...yes.jumps, ...no.jumps],
  };
}

/** The test as a graph of its own when steps are part of it; null when it is asked in one go. */
export function ask(test: ts.Expression, build: Build, place: Place): Asked | null {
  return holdsSteps(test, build) ? lower(test, build, place) : null;
}

function lower(test: ts.Expression, build: Build, place: Place): Asked {
  const inner = unwrap(test);
  if (ts.isPrefixUnaryExpression(inner) && inner.operator === ts.SyntaxKind.ExclamationToken) {
    const { block, yes, no } = lower(inner.operand, build, place);
    return { block, yes: no, no: yes };
  }
  if (ts.isBinaryExpression(inner)) {
    const isAnd = inner.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken;
    if (isAnd || inner.operatorToken.kind === ts.SyntaxKind.BarBarToken) {
      const left = lower(inner.left, build, place);
      const segment = `if:${inner.left.getText()}.${isAnd}`;
      const right = lower(inner.right, build, inBranch(place, segment));
      const joined = connect(build.draft, isAnd ? left.yes : left.no, right.block);
      return {
        block: {
          ...through,
          ...gather([left.block, right.block]),
          entry: left.block.entry,
          jumps: [...left.block.jumps, ...joined.jumps],
        },
        yes: isAnd ? right.yes : [...left.yes, ...right.yes],
        no: isAnd ? [...left.no, ...right.no] : right.no,
      };
    }
  }
  const before = build.expression(inner, place);
  const id = build.node('decision', `if:${inner.getText()}`, labelOf(inner), inner, place);
  build.draft.conditions.set(id, inner);
  const decision: Block = { ...through, entry: { kind: 'node', id }, exits: [{ from: id, kind: 'true' }] };
  const block = sequence(build.draft, [before, decision]);
  return {
    block: { ...block, exits: [] },
    yes: [{ from: id, kind: 'true' }],
    no: [{ from: id, kind: 'false' }],
  };
}

/** Whether a step stands in the expression itself. */
function holdsSteps(test: ts.Expression, build: Build): boolean {
  const inner = unwrap(test);
  const isLogical =
    ts.isBinaryExpression(inner) &&
    (inner.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken ||
      inner.operatorToken.kind === ts.SyntaxKind.BarBarToken);
  const isNot = ts.isPrefixUnaryExpression(inner) && inner.operator === ts.SyntaxKind.ExclamationToken;
  if (isNot) return holdsSteps(inner.operand, build);
  if (!isLogical) return false;
  let found = false;
  const visit = (node: ts.Node): void => {
    if (found || ts.isFunctionLike(node)) return;
    if (ts.isCallExpression(node)) {
      const value = build.values.of(node.expression);
      const fn = value?.kind === 'function' ? value : null;
      found =
        value?.kind === 'tools' ||
        value?.kind === 'fns' ||
        (fn !== null && build.mayStep.call(fn, build.values.passed(node), node)) ||
        (value === null && node.arguments.some((each) => build.mayStep.carries(build.values.of(each), node)));
    }
    if (!found) ts.forEachChild(node, visit);
  };
  visit(inner);
  return found;
}

/** `if (true)` and the like; null when the answer depends on the run. */
export function constantTruth(test: ts.Expression): boolean | null {
  return truthOf(test, () => false, 'unknown');
}
