/** One statement to one block: picks the handler. */
import { ts } from 'ts-morph';
import { unwrap } from '../../syntax/references.ts';
import { type Block, jumpBlock, sequence, splitJumps, through } from '../block.ts';
import type { Build, Place } from '../build.ts';
import { nothing } from '../expressions/evaluation.ts';
import { patternDefaults } from '../expressions/parameters.ts';
import { abandon, holdersOf, holdPromise } from '../expressions/promises.ts';
import { ifBlock } from './if.ts';
import { isLoop, loopBlock } from './loop.ts';
import { switchBlock } from './switch.ts';
import { tryBlock } from './try.ts';

export function statementBlock(node: ts.Statement, build: Build, place: Place): Block {
  return labelledBlock(node, [], build, place);
}

function labelledBlock(node: ts.Statement, labels: readonly string[], build: Build, place: Place): Block {
  if (ts.isBlock(node)) return listBlock(node.statements, build, place);
  if (ts.isExpressionStatement(node)) return expressionStatement(node, build, place);
  if (ts.isVariableStatement(node)) return variableBlock(node.declarationList, build, place);
  if (ts.isIfStatement(node)) return ifBlock(node, build, place);
  if (isLoop(node)) return loopBlock(node, labels, build, place);
  if (ts.isSwitchStatement(node)) return switchBlock(node, labels, build, place);
  if (ts.isTryStatement(node)) return tryBlock(node, build, place);
  if (ts.isReturnStatement(node)) return returnBlock(node, build, place);
  if (ts.isThrowStatement(node)) {
    const value = build.expression(node.expression, place);
    return sequence(build.draft, [value, jumpBlock({ kind: 'throw', at: node, path: place.path })]);
  }
  if (ts.isBreakStatement(node)) return jumpBlock({ kind: 'break', label: node.label?.text ?? null });
  if (ts.isContinueStatement(node)) return jumpBlock({ kind: 'continue', label: node.label?.text ?? null });
  if (ts.isLabeledStatement(node)) return labeledStatement(node, labels, build, place);
  if (ts.isWithStatement(node)) return build.statement(node.statement, place);
  return through;
}

export function listBlock(statements: readonly ts.Statement[], build: Build, place: Place): Block {
  return sequence(
    build.draft,
    statements.map((statement) => build.statement(statement, place)),
  );
}

/** A promise that nobody takes goes on beside what follows. */
function expressionStatement(node: ts.ExpressionStatement, build: Build, place: Place): Block {
  return abandon(build.evaluate(node.expression, place), node.expression, build, place);
}

export function variableBlock(list: ts.VariableDeclarationList, build: Build, place: Place): Block {
  const blocks = list.declarations.flatMap((declaration) => {
    const { initializer, name } = declaration;
    if (!initializer) return [];
    const value = build.evaluate(initializer, place);
    if (value.now.result !== null) build.draft.holdResult(value.now.result, declaration);
    const block = holdPromise(value, initializer, name.getText(), holdersOf(declaration), build, place);
    return [{ ...block, result: null }, ...patternDefaults(name, build, place)];
  });
  return sequence(build.draft, blocks);
}

function returnBlock(node: ts.ReturnStatement, build: Build, place: Place): Block {
  const { draft, promises } = build;
  const value = node.expression ? build.evaluate(node.expression, place) : nothing;
  const isAwaited = !node.expression || ts.isAwaitExpression(unwrap(node.expression));
  const held = isAwaited || !node.expression ? [] : promises.unawaited(node.expression, place);
  const work = late(sequence(draft, [value.work, promises.join(held, 'all', node, build, place)]));
  const result = isAwaited ? value.now.result : work.result;
  const jump = jumpBlock({ kind: 'return', at: node, path: place.path, result });
  return sequence(draft, [value.now, work, jump]);
}

/** What is returned without `await` fails outside of the function: its own `catch` does not see it. */
function late(work: Block): Block {
  const jumps = work.jumps.map(({ open, jump }) => ({
    open,
    jump: jump.kind === 'throw' ? { ...jump, late: true } : jump,
  }));
  return { ...work, jumps, failing: [], failingLate: [...work.failingLate, ...work.failing] };
}

function labeledStatement(
  node: ts.LabeledStatement,
  labels: readonly string[],
  build: Build,
  place: Place,
): Block {
  const name = node.label.text;
  const block = labelledBlock(node.statement, [...labels, name], build, place);
  const isHere = (jump: { kind: string; label?: string | null }): boolean =>
    jump.kind === 'break' && jump.label === name;
  if (block.entry.kind === 'jump' && isHere(block.entry.jump)) return through;
  const { taken, left } = splitJumps(block.jumps, isHere);
  return { ...block, exits: [...block.exits, ...taken.map(({ open }) => open)], jumps: left };
}
