/** `.then`, `.catch` and `.finally` on something that makes steps, or with a callback that does. */
import { ts } from 'ts-morph';
import { type Block, connect, isSubstantial, type Open, sequence, splitJumps, through } from '../block.ts';
import { type Build, inside, type Place } from '../build.ts';

export function promiseChainBlock(call: ts.CallExpression, build: Build, place: Place): Block | null {
  const callee = call.expression;
  if (!ts.isPropertyAccessExpression(callee)) return null;
  const method = callee.name.text;
  if (method !== 'then' && method !== 'catch' && method !== 'finally') return null;
  const callbacks = call.arguments.map((argument) => {
    const value = build.values.of(argument);
    return value?.kind === 'function' ? value.node : null;
  });
  const receiver = build.expression(callee.expression, place);
  const anySteps = callbacks.some((callback) => callback !== null && build.mayStep(callback));
  if (!receiver.hasSteps && !anySteps) return { ...receiver, result: null };
  const [first, second] = callbacks.map((callback, index) =>
    callback ? build.inline(callback, inside(place, `${method}.${index}`)) : through,
  );
  if (method === 'catch') return caughtBlock(receiver, first ?? through, build);
  const done = sequence(build.draft, [receiver, first ?? through]);
  return second
    ? caughtBlock({ ...done, failing: receiver.failing }, second, build)
    : { ...done, result: null };
}

function caughtBlock(receiver: Block, handler: Block, build: Build): Block {
  if (!isSubstantial(receiver)) return sequence(build.draft, [receiver, handler]);
  const { taken, left } = splitJumps(receiver.jumps, ({ kind }) => kind === 'throw');
  const errors = receiver.failing.map((from): Open => ({ from, kind: 'error' }));
  const caught = connect(build.draft, [...errors, ...taken.map(({ open }) => open)], handler);
  return {
    ...receiver,
    exits: [...receiver.exits, ...caught.exits],
    jumps: [...left, ...caught.jumps],
    hasSteps: receiver.hasSteps || handler.hasSteps,
    failing: handler.failing,
    result: null,
  };
}
