/** The role of a text literal, by its place in the code: an event name, a duration, a cron, an expression. */
import { ts } from 'ts-morph';
import { memberOf } from '../../events/name-literals.ts';
import { nameText } from '../../syntax/references.ts';
import type { Sources } from '../../syntax/sources.ts';
import type { DurationReader } from '../../values/duration.ts';

export type Slot =
  | { kind: 'event'; role: 'sends' | 'starts' | 'waits' | 'cancels' | 'declares' }
  | { kind: 'duration'; reader: DurationReader; of: DurationOf }
  | { kind: 'cron' }
  /** The id in `referenceFunction`. */
  | { kind: 'function' }
  | {
      kind: 'expression';
      role: 'if' | 'match' | 'key';
      /** What `async` is: the event that is waited for, or that cancels. */
      awaited: ts.Expression | null;
      hasAsync: boolean;
      /** The trigger that the expression belongs to; null: every trigger of the function. */
      trigger: ts.Expression | null;
    };

export type DurationOf =
  | 'sleep'
  | 'wait'
  | 'invoke'
  | 'cancel'
  | 'debounce'
  | 'rate'
  | 'batch'
  | 'start'
  | 'finish'
  | 'jitter';

/** The literal's way up: names of the properties it is the value of, and the call that it is an argument of. */
interface PropertyPath {
  path: string[];
  /** The innermost object that it is a member of. */
  owner: ts.ObjectLiteralExpression | null;
  /** Null: the object is not an argument of a call. */
  callee: string | null;
  argument: number;
}

export function slotOf(literal: ts.Expression, sources: Sources): Slot | null {
  const way = propertyPathOf(literal);
  const major = sources.packageOf(literal.getSourceFile().fileName).major;
  const isLegacy = major !== null && major <= 2;
  return (
    ofStep(way, isLegacy, sources) ?? ofSender(way) ?? ofOptions(way, sources) ?? ofTrigger(way, sources)
  );
}

function propertyPathOf(literal: ts.Expression): PropertyPath {
  const way: PropertyPath = { path: [], owner: null, callee: null, argument: -1 };
  let node: ts.Node = literal;
  for (;;) {
    const parent: ts.Node | undefined = node.parent;
    if (!parent) return way;
    if (ts.isPropertyAssignment(parent) && parent.initializer === node) {
      const name = nameText(parent.name);
      if (name === null) return way;
      way.path.unshift(name);
      way.owner ??= parent.parent;
      node = parent.parent;
    } else if (isTransparent(parent, node)) node = parent;
    else if (ts.isCallExpression(parent) && parent.expression !== node) {
      const { expression } = parent;
      way.callee = ts.isPropertyAccessExpression(expression)
        ? expression.name.text
        : ts.isIdentifier(expression)
          ? expression.text
          : '';
      way.argument = parent.arguments.indexOf(node as ts.Expression);
      return way;
    } else return way;
  }
}

/** Parents that pass the value on: lists, parentheses, casts, conditionals. */
function isTransparent(parent: ts.Node, node: ts.Node): boolean {
  return (
    ts.isArrayLiteralExpression(parent) ||
    ts.isParenthesizedExpression(parent) ||
    ts.isAsExpression(parent) ||
    ts.isSatisfiesExpression(parent) ||
    ts.isSpreadElement(parent) ||
    (ts.isConditionalExpression(parent) && parent.condition !== node)
  );
}

function ofStep(
  { callee, argument, path, owner }: PropertyPath,
  isLegacy: boolean,
  sources: Sources,
): Slot | null {
  const key = path.join('.');
  switch (callee) {
    case 'sleep':
      return key === '' && argument === (isLegacy ? 0 : 1)
        ? { kind: 'duration', reader: 'sdk', of: 'sleep' }
        : null;
    case 'waitForEvent':
      if (isLegacy && key === '' && argument === 0) return { kind: 'event', role: 'waits' };
      if (key === 'event') return { kind: 'event', role: 'waits' };
      if (key === 'timeout') return { kind: 'duration', reader: 'sdk', of: 'wait' };
      if (key === 'match' || key === 'if') return awaiting(key, owner, sources);
      return null;
    case 'waitForSignal':
      return key === 'timeout' ? { kind: 'duration', reader: 'sdk', of: 'wait' } : null;
    case 'invoke':
      return key === 'timeout' ? { kind: 'duration', reader: 'sdk', of: 'invoke' } : null;
    default:
      return null;
  }
}

function awaiting(role: 'match' | 'if', owner: PropertyPath['owner'], sources: Sources): Slot {
  const awaited = owner && memberOf(owner, 'event', sources);
  return { kind: 'expression', role, awaited, hasAsync: true, trigger: null };
}

function ofSender({ callee, argument, path }: PropertyPath): Slot | null {
  const key = path.join('.');
  if (callee === 'send' || callee === 'sendEvent') {
    return key === 'name' ? { kind: 'event', role: 'sends' } : null;
  }
  if (callee === 'referenceFunction') return key === 'functionId' ? { kind: 'function' } : null;
  if (key !== '' || argument !== 0) return null;
  if (callee === 'eventType') return { kind: 'event', role: 'declares' };
  return callee === 'cron' ? { kind: 'cron' } : null;
}

const durations: Record<string, [DurationReader, DurationOf]> = {
  'cancelOn.timeout': ['sdk', 'cancel'],
  'debounce.period': ['server', 'debounce'],
  'debounce.timeout': ['server', 'debounce'],
  'rateLimit.period': ['server', 'rate'],
  'throttle.period': ['server', 'rate'],
  'batchEvents.timeout': ['batch', 'batch'],
  'timeouts.start': ['server', 'start'],
  'timeouts.finish': ['server', 'finish'],
};

const keys =
  /(^|\.)((concurrency|throttle|rateLimit|debounce|batchEvents|singleton)\.key|priority\.run|idempotency)$/;

function ofOptions({ path, owner }: PropertyPath, sources: Sources): Slot | null {
  const key = path.slice(-2).join('.');
  const duration = durations[key];
  if (duration) return { kind: 'duration', reader: duration[0], of: duration[1] };
  if (keys.test(path.join('.'))) {
    return { kind: 'expression', role: 'key', awaited: null, hasAsync: false, trigger: null };
  }
  if (key === 'cancelOn.event') return { kind: 'event', role: 'cancels' };
  if (key === 'cancelOn.if') return awaiting('if', owner, sources);
  if (key === 'cancelOn.match') return awaiting('match', owner, sources);
  if (key === 'batchEvents.if') {
    return { kind: 'expression', role: 'if', awaited: null, hasAsync: false, trigger: null };
  }
  return null;
}

const makers = /^create(Function|StepFunction|ScheduledFunction)$/;

function ofTrigger({ callee, argument, path, owner }: PropertyPath, sources: Sources): Slot | null {
  const isArgument = callee !== null && makers.test(callee) && argument === 1;
  const last = path.at(-1);
  const isInTrigger = isArgument ? path.length <= 1 : /^triggers?$/.test(path.at(-2) ?? '');
  if (isArgument && last === undefined) {
    return callee === 'createScheduledFunction' ? { kind: 'cron' } : { kind: 'event', role: 'starts' };
  }
  if (!isInTrigger) return null;
  switch (last) {
    case 'event':
      return { kind: 'event', role: 'starts' };
    case 'cron':
      return { kind: 'cron' };
    case 'jitter':
      return { kind: 'duration', reader: 'server', of: 'jitter' };
    case 'if':
    case 'expression': {
      const trigger = owner && memberOf(owner, 'event', sources);
      return { kind: 'expression', role: 'if', awaited: null, hasAsync: false, trigger };
    }
    default:
      return null;
  }
}
