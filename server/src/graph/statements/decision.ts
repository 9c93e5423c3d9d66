/** Decisions with two branches: `if`, `?:`, `&&`, `||`, `??`. */
import { ts } from 'ts-morph';
import { unwrap } from '../../syntax/references.ts';
import { type Block, connect, emptyBlock, gather, isSubstantial, sequence } from '../block.ts';
import type { BuildContext } from '../build-context.ts';
import type { DanglingEdge } from '../draft.ts';
import { truthOf } from '../known-value.ts';
import { labelOf } from '../label.ts';

/** Draws one branch; called once, after the test. */
export type Branch = (context: BuildContext) => Block;

export const noBranch: Branch = () => emptyBlock;

/**
 * A test whose answers lead to different code. Steps inside the test are drawn where they are asked: `a && (await b)`
 * asks `b` only when `a` holds.
 */
export function decide(
  test: ts.Expression,
  whenTrue: Branch,
  whenFalse: Branch,
  context: BuildContext,
): Block {
  const segment = `if:${test.getText()}`;
  const constant = constantTruth(test);
  if (constant !== null) {
    const taken = (constant ? whenTrue : whenFalse)(context.inBranch(`${segment}.${constant}`));
    // The other branch is drawn, too, so that its steps are noted as unreachable.
    (constant ? whenFalse : whenTrue)(context.inBranch(`${segment}.${!constant}`));
    return sequence(context.draft, [context.expression(test), taken]);
  }
  const asked = ask(test, context);
  if (asked) {
    const yes = whenTrue(context.inBranch(`${segment}.true`));
    const no = whenFalse(context.inBranch(`${segment}.false`));
    return branchOff(asked, yes, no, context);
  }
  const before = context.expression(test);
  const decision = choose(
    { source: test, id: segment, label: labelOf(test), test },
    () => whenTrue(context.inBranch(`${segment}.true`)),
    () => whenFalse(context.inBranch(`${segment}.false`)),
    context,
  );
  return sequence(context.draft, [before, decision]);
}

/** A decision to be drawn. */
export interface Question {
  /** The code that the decision node stands for. */
  readonly source: ts.Node;
  readonly id: string;
  readonly label: string;
  /** The expression whose value is the answer; null when there is none in the code. */
  readonly test: ts.Expression | null;
}

/** One decision node, unless neither way matters. */
export function choose(
  { source, id, label, test }: Question,
  whenTrue: () => Block,
  whenFalse: () => Block,
  context: BuildContext,
): Block {
  const { draft } = context;
  const yes = whenTrue();
  const no = whenFalse();
  if (!isSubstantial(yes) && !isSubstantial(no)) return emptyBlock;
  const node = context.node('decision', id.startsWith('if:') ? id : `if:${id}`, label, source);
  if (test) draft.conditions.set(node, test);
  const asked: Asked = {
    block: { ...emptyBlock, entry: { kind: 'node', id: node } },
    yes: [{ from: node, kind: 'true' }],
    no: [{ from: node, kind: 'false' }],
  };
  return branchOff(asked, yes, no, context);
}

/** A test that has been drawn, with its outgoing edges. */
export interface Asked {
  readonly block: Block;
  readonly yes: readonly DanglingEdge[];
  readonly no: readonly DanglingEdge[];
}

function branchOff(asked: Asked, whenTrue: Block, whenFalse: Block, context: BuildContext): Block {
  const yes = connect(context.draft, asked.yes, whenTrue);
  const no = connect(context.draft, asked.no, whenFalse);
  return {
    ...emptyBlock,
    ...gather([asked.block, whenTrue, whenFalse]),
    entry: asked.block.entry,
    exits: [...yes.exits, ...no.exits],
    jumps: [...asked.block.jumps, ...yes.jumps, ...no.jumps],
  };
}

/** The test as a graph of its own when steps are part of it; null otherwise. */
export function ask(test: ts.Expression, context: BuildContext): Asked | null {
  return holdsSteps(test, context) ? lower(test, context) : null;
}

function lower(test: ts.Expression, context: BuildContext): Asked {
  const inner = unwrap(test);
  if (ts.isPrefixUnaryExpression(inner) && inner.operator === ts.SyntaxKind.ExclamationToken) {
    const { block, yes, no } = lower(inner.operand, context);
    return { block, yes: no, no: yes };
  }
  if (ts.isBinaryExpression(inner)) {
    const isAnd = inner.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken;
    if (isAnd || inner.operatorToken.kind === ts.SyntaxKind.BarBarToken) {
      const left = lower(inner.left, context);
      const segment = `if:${inner.left.getText()}.${isAnd}`;
      const right = lower(inner.right, context.inBranch(segment));
      const joined = connect(context.draft, isAnd ? left.yes : left.no, right.block);
      return {
        block: {
          ...emptyBlock,
          ...gather([left.block, right.block]),
          entry: left.block.entry,
          jumps: [...left.block.jumps, ...joined.jumps],
        },
        yes: isAnd ? right.yes : [...left.yes, ...right.yes],
        no: isAnd ? [...left.no, ...right.no] : right.no,
      };
    }
  }
  const before = context.expression(inner);
  const id = context.node('decision', `if:${inner.getText()}`, labelOf(inner), inner);
  context.draft.conditions.set(id, inner);
  const decision: Block = { ...emptyBlock, entry: { kind: 'node', id }, exits: [{ from: id, kind: 'true' }] };
  const block = sequence(context.draft, [before, decision]);
  return {
    block: { ...block, exits: [] },
    yes: [{ from: id, kind: 'true' }],
    no: [{ from: id, kind: 'false' }],
  };
}

/** Whether the expression itself contains a step. */
function holdsSteps(test: ts.Expression, context: BuildContext): boolean {
  const inner = unwrap(test);
  const isLogical =
    ts.isBinaryExpression(inner) &&
    (inner.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken ||
      inner.operatorToken.kind === ts.SyntaxKind.BarBarToken);
  const isNot = ts.isPrefixUnaryExpression(inner) && inner.operator === ts.SyntaxKind.ExclamationToken;
  if (isNot) return holdsSteps(inner.operand, context);
  if (!isLogical) return false;
  let found = false;
  const visit = (node: ts.Node): void => {
    if (found || ts.isFunctionLike(node)) return;
    if (ts.isCallExpression(node)) {
      const value = context.environment.evaluate(node.expression);
      const fn = value?.kind === 'function' ? value : null;
      found =
        value?.kind === 'tools' ||
        value?.kind === 'fns' ||
        (fn !== null && context.mayStep(fn, context.environment.argumentsOf(node), node)) ||
        (value === null &&
          node.arguments.some((each) => context.carriesSteps(context.environment.evaluate(each), node)));
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
