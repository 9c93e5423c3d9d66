/** A call: a step, a way of running things in parallel, a helper that makes steps, or nothing to draw. */
import { ts } from 'ts-morph';
import type { Block } from '../block.ts';
import type { Build, Place } from '../build.ts';
import { callbackBlock } from './callback.ts';
import { groupBlock } from './group.ts';
import { helperBlock } from './helper.ts';
import { iterationBlock } from './iteration.ts';
import { parallelBlock } from './parallel.ts';
import { partsBlock } from './parts.ts';
import { promiseChainBlock } from './promise-chain.ts';
import { isStepPath, stepBlock } from './step.ts';

export function callBlock(call: ts.CallExpression, build: Build, place: Place): Block {
  if (call.expression.kind === ts.SyntaxKind.ImportKeyword) return partsBlock(call, build, place);
  const value = build.values.of(call.expression);
  if (value?.kind === 'tools' && isStepPath(value.path)) {
    return stepBlock(call, value.path.join('.'), build, place);
  }
  if (value?.kind === 'fns' && value.path.length > 0) return stepBlock(call, 'run', build, place);
  if (value?.kind === 'group') return groupBlock(call, value.path, build, place);
  const known =
    parallelBlock(call, build, place) ??
    promiseChainBlock(call, build, place) ??
    iterationBlock(call, build, place);
  if (known) return known;
  if (value?.kind === 'function') return helperBlock(call, value.node, build, place);
  return callbackBlock(call, build, place);
}
