/** `.then`, `.catch` and `.finally` on something that makes steps, or with a callback that does. */
import { ts } from 'ts-morph';
import type { FunctionValue } from '../../evaluation/value.ts';
import { unwrap } from '../../syntax/references.ts';
import {
  type Block,
  connect,
  emptyBlock,
  gather,
  headed,
  isSubstantial,
  isThrow,
  sequence,
  splitJumps,
} from '../block.ts';
import type { BuildContext } from '../build-context.ts';
import { labelOf } from '../label.ts';
import type { Effects } from './effects.ts';
import { errorsOf, joinPromises, unawaited } from './promises.ts';

const methods: ReadonlySet<string> = new Set(['then', 'catch', 'finally']);

export function chainEffects(call: ts.CallExpression, context: BuildContext): Effects | null {
  const callee = unwrap(call.expression);
  if (!ts.isPropertyAccessExpression(callee) || !methods.has(callee.name.text)) return null;
  const { draft } = context;
  const method = callee.name.text;
  const callbacks = call.arguments.map((argument) => {
    const value = context.environment.evaluate(argument);
    return value?.kind === 'function' ? value : null;
  });
  const receiver = context.effectsOf(callee.expression);
  const held = ts.isAwaitExpression(unwrap(callee.expression)) ? [] : unawaited(callee.expression, context);
  const anySteps = callbacks.some((callback) => callback !== null && context.carriesSteps(callback, call));
  if (!isSubstantial(receiver.work) && held.length === 0 && !anySteps) return receiver;
  const work = sequence(draft, [receiver.work, joinPromises(held, 'all', callee.expression, context)]);
  const run = (index: number): Block => {
    const callback = callbacks[index] ?? null;
    return callback ? callbackBody(callback, `${method}.${index}`, context) : emptyBlock;
  };
  return { now: receiver.now, work: { ...chained(method, work, run, call, context), result: null } };
}

function callbackBody(callback: FunctionValue, segment: string, context: BuildContext): Block {
  return context.inBranch(segment).inline(callback, [], { isCallback: true });
}

function chained(
  method: string,
  work: Block,
  run: (index: number) => Block,
  call: ts.CallExpression,
  context: BuildContext,
): Block {
  const { draft } = context;
  if (method === 'finally') return settledBlock(work, run(0), call, context);
  if (method === 'catch') return rescued(work, emptyBlock, run(0), context);
  const done = run(0);
  return call.arguments.length > 1 ? rescued(work, done, run(1), context) : sequence(draft, [work, done]);
}

/** Success of `work` continues with `done`, failure with `handler`, which does not see what `done` throws. */
function rescued(work: Block, done: Block, handler: Block, context: BuildContext): Block {
  const { draft } = context;
  if (!isSubstantial(work)) return sequence(draft, [done, handler]);
  if (work.entry.kind === 'jump') return isThrow(work.entry.jump) ? handler : work;
  const { taken, left } = splitJumps(work.jumps, isThrow);
  const after = connect(draft, work.exits, done);
  const caught = connect(draft, [...errorsOf(work), ...taken.map(({ edge }) => edge)], handler);
  const ways = gather([done, handler]);
  return {
    ...work,
    ...ways,
    exits: [...after.exits, ...caught.exits],
    jumps: [...left, ...after.jumps, ...caught.jumps],
    hasSteps: work.hasSteps || ways.hasSteps,
    result: null,
  };
}

/** `last` runs in any case; a failure is passed on. */
function settledBlock(work: Block, last: Block, call: ts.CallExpression, context: BuildContext): Block {
  const { draft } = context;
  if (!isSubstantial(last)) return work;
  if (!isSubstantial(work)) return last;
  const failed = { kind: 'throw', at: call, path: `${context.place.path}/finally` } as const;
  if (last.entry.kind === 'jump') return sequence(draft, [work, last]);
  const { taken, left } = splitJumps(work.jumps, isThrow);
  const errors = [...errorsOf(work), ...taken.map(({ edge }) => edge)];
  const id = context.node(
    'finally',
    `finally:${labelOf(call.expression)}`,
    'finally',
    call.arguments[0] ?? call,
  );
  const joined = connect(draft, [...work.exits, ...errors], headed(draft, id, last));
  const again = errors.length === 0 ? [] : joined.exits.map((edge) => ({ edge, jump: failed }));
  return {
    ...work,
    ...gather([last]),
    hasSteps: true,
    exits: work.exits.length > 0 ? joined.exits : [],
    jumps: [...left, ...joined.jumps, ...again],
    result: null,
  };
}
