/** One statement to one block: picks the handler. */
import { ts } from 'ts-morph';
import { type Block, jumpBlock, sequence, splitJumps, through } from '../block.ts';
import type { Build, Place } from '../build.ts';
import { ifBlock } from './if.ts';
import { isLoop, loopBlock } from './loop.ts';
import { switchBlock } from './switch.ts';
import { tryBlock } from './try.ts';

export function statementBlock(node: ts.Statement, build: Build, place: Place): Block {
  return labelledBlock(node, [], build, place);
}

function labelledBlock(node: ts.Statement, labels: readonly string[], build: Build, place: Place): Block {
  if (ts.isBlock(node)) return listBlock(node.statements, build, place);
  if (ts.isExpressionStatement(node)) return build.expression(node.expression, place);
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

function variableBlock(list: ts.VariableDeclarationList, build: Build, place: Place): Block {
  const blocks = list.declarations.map((declaration) => {
    if (!declaration.initializer || build.deferred.has(declaration)) return through;
    const block = build.expression(declaration.initializer, place);
    if (block.result !== null) build.draft.holdResult(block.result, declaration);
    return { ...block, result: null };
  });
  return sequence(build.draft, blocks);
}

function returnBlock(node: ts.ReturnStatement, build: Build, place: Place): Block {
  const value = node.expression ? build.expression(node.expression, place) : through;
  const jump = jumpBlock({ kind: 'return', at: node, path: place.path, result: value.result });
  return sequence(build.draft, [value, jump]);
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
