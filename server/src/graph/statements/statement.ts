/** Dispatches a statement to the function that draws it. */
import { ts } from 'ts-morph';
import { unwrap } from '../../syntax/references.ts';
import { type Block, emptyBlock, jumpBlock, sequence, splitJumps } from '../block.ts';
import type { BuildContext } from '../build-context.ts';
import { nothing } from '../expressions/effects.ts';
import { patternDefaults } from '../expressions/parameters.ts';
import { floatPromise, holdersOf, holdPromise, joinPromises, unawaited } from '../expressions/promises.ts';
import { ifBlock } from './if.ts';
import { isLoop, loopBlock } from './loop.ts';
import { switchBlock } from './switch.ts';
import { tryBlock } from './try.ts';

export function statementBlock(node: ts.Statement, context: BuildContext): Block {
  return labeledBlock(node, [], context);
}

function labeledBlock(node: ts.Statement, labels: readonly string[], context: BuildContext): Block {
  if (ts.isBlock(node)) return listBlock(node.statements, context);
  if (ts.isExpressionStatement(node)) return expressionStatement(node, context);
  if (ts.isVariableStatement(node)) return variableBlock(node.declarationList, context);
  if (ts.isIfStatement(node)) return ifBlock(node, context);
  if (isLoop(node)) return loopBlock(node, labels, context);
  if (ts.isSwitchStatement(node)) return switchBlock(node, labels, context);
  if (ts.isTryStatement(node)) return tryBlock(node, context);
  if (ts.isReturnStatement(node)) return returnBlock(node, context);
  if (ts.isThrowStatement(node)) {
    const value = context.expression(node.expression);
    return sequence(context.draft, [value, jumpBlock({ kind: 'throw', at: node, path: context.place.path })]);
  }
  if (ts.isBreakStatement(node)) return jumpBlock({ kind: 'break', label: node.label?.text ?? null });
  if (ts.isContinueStatement(node)) return jumpBlock({ kind: 'continue', label: node.label?.text ?? null });
  if (ts.isLabeledStatement(node)) return labeledStatement(node, labels, context);
  if (ts.isWithStatement(node)) return context.statement(node.statement);
  return emptyBlock;
}

export function listBlock(statements: readonly ts.Statement[], context: BuildContext): Block {
  return sequence(
    context.draft,
    statements.map((statement) => context.statement(statement)),
  );
}

/** A floating promise runs beside the code that follows. */
function expressionStatement(node: ts.ExpressionStatement, context: BuildContext): Block {
  return floatPromise(context.effectsOf(node.expression), node.expression, context);
}

export function variableBlock(list: ts.VariableDeclarationList, context: BuildContext): Block {
  const blocks = list.declarations.flatMap((declaration) => {
    const { initializer, name } = declaration;
    if (!initializer) return [];
    const value = context.effectsOf(initializer);
    if (value.now.result !== null) context.draft.holdResult(value.now.result, declaration);
    const block = holdPromise(value, initializer, name.getText(), holdersOf(declaration), context);
    return [{ ...block, result: null }, ...patternDefaults(name, context)];
  });
  return sequence(context.draft, blocks);
}

function returnBlock(node: ts.ReturnStatement, context: BuildContext): Block {
  const { draft } = context;
  const value = node.expression ? context.effectsOf(node.expression) : nothing;
  const isAwaited = !node.expression || ts.isAwaitExpression(unwrap(node.expression));
  const held = isAwaited || !node.expression ? [] : unawaited(node.expression, context);
  const work = late(sequence(draft, [value.work, joinPromises(held, 'all', node, context)]));
  const result = isAwaited ? value.now.result : work.result;
  const jump = jumpBlock({ kind: 'return', at: node, path: context.place.path, result });
  return sequence(draft, [value.now, work, jump]);
}

/** What is returned without `await` fails outside the function: its own `catch` does not see it. */
function late(work: Block): Block {
  const jumps = work.jumps.map(({ edge, jump }) => ({
    edge,
    jump: jump.kind === 'throw' ? { ...jump, late: true } : jump,
  }));
  return { ...work, jumps, failing: [], failingLate: [...work.failingLate, ...work.failing] };
}

function labeledStatement(
  node: ts.LabeledStatement,
  labels: readonly string[],
  context: BuildContext,
): Block {
  const name = node.label.text;
  const block = labeledBlock(node.statement, [...labels, name], context);
  const isHere = (jump: { kind: string; label?: string | null }): boolean =>
    jump.kind === 'break' && jump.label === name;
  if (block.entry.kind === 'jump' && isHere(block.entry.jump)) return emptyBlock;
  const { taken, left } = splitJumps(block.jumps, isHere);
  return { ...block, exits: [...block.exits, ...taken.map(({ edge }) => edge)], jumps: left };
}
