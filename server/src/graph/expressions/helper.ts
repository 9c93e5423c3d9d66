/** A call of a function of the workspace: its steps are drawn in place of the call, in a compound node. */
import type { ts } from 'ts-morph';
import { unwrap } from '../../syntax/references.ts';
import { type FunctionNode, isFunctionNode } from '../../syntax/scope.ts';
import type { Value } from '../../syntax/values.ts';
import { type Block, connect, sequence, through } from '../block.ts';
import { type Build, inside, type Place } from '../build.ts';
import { shorten } from '../label.ts';
import { opaqueBlock } from './opaque.ts';

const deepest = 16;

export function helperBlock(call: ts.CallExpression, node: FunctionNode, build: Build, place: Place): Block {
  const before = call.arguments.map((argument) => build.expression(argument, place));
  return sequence(build.draft, [...before, bodyBlock(call, node, build, place)]);
}

function bodyBlock(call: ts.CallExpression, node: FunctionNode, build: Build, place: Place): Block {
  const { values, draft } = build;
  const passed = call.arguments.map((argument) => values.of(argument));
  if (!isRelevant(node, passed, build)) return through;
  const isImmediate = isFunctionNode(unwrap(call.expression));
  const name = isImmediate ? '' : nameOf(call);
  if (build.stack.includes(node)) {
    const why = `\`${name}\` calls itself; its steps are drawn once, where it is called first.`;
    return opaqueBlock(call, `${name} again`, 'recursive-helper', why, build, place);
  }
  if (build.stack.length > deepest) {
    const why = `\`${name}\` is called ${deepest} functions deep; what it does is not drawn.`;
    return opaqueBlock(call, name, 'too-deep', why, build, place);
  }
  const undo = node.parameters.map((parameter, index) => values.bind(parameter, passed[index] ?? null));
  try {
    if (isImmediate) return build.inline(node, place);
    const id = build.node('call', `call:${name}`, name, call, place);
    const body = build.inline(node, inside(place, `call:${name}`, { parent: id, prefix: `${id}/` }));
    if (!body.hasSteps) {
      draft.nodes.delete(id);
      return through;
    }
    const joined = connect(draft, [{ from: id, kind: 'next' }], body);
    if (body.result !== null) draft.holdResult(body.result, call);
    return { ...body, entry: { kind: 'node', id }, ...joined };
  } finally {
    for (const take of undo) take();
  }
}

function nameOf(call: ts.CallExpression): string {
  return shorten(call.expression.getText());
}

/** Only functions that are given the means to make steps, or close over them, are worth reading. */
function isRelevant(node: FunctionNode, passed: readonly (Value | null)[], build: Build): boolean {
  const { values } = build;
  for (const value of passed) {
    if (values.carriesSteps(value)) return true;
    if (value?.kind === 'function' && build.mayStep(value.node)) return true;
  }
  return build.mayStep(node);
}
