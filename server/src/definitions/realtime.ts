/**
 * The realtime middleware of SDK 3: it gives handlers a `publish` that runs as a step, unless a step is running already.
 * The step's ID is made from the channel.
 */
import { ts } from 'ts-morph';
import { argumentsOf, bindingsOfCall } from '../syntax/bindings.ts';
import { functionBehind, ofReturned } from '../syntax/callee.ts';
import { stepIdOf } from '../syntax/constants.ts';
import {
  literalOf,
  namespaceMember,
  propertyOf,
  resolveExpression,
  targetOf,
  unwrap,
} from '../syntax/references.ts';
import type { Sources } from '../syntax/sources.ts';
import type { StepId } from '../workflow-graph.ts';

const packages = /^(@inngest\/(middleware-)?realtime|inngest\/realtime)(\/|$)/;
const prefix = 'publish:';
const maxDepth = 6;

/** The ID of the step that `publish(message)` makes. */
export function publishId(message: ts.Expression | undefined, sources: Sources): StepId {
  const channel = message && channelOf(message, sources, 0);
  return stepIdOf(channel?.expression ?? message, channel?.sources ?? sources, prefix);
}

/** False for the steps of `step.realtime.publish`, which are given an ID. */
export function isPublishId(id: StepId): boolean {
  if (id.kind === 'literal') return id.value.startsWith(prefix);
  return id.kind === 'pattern' && id.regex.startsWith(`^${prefix}`);
}

interface Channel {
  expression: ts.Expression;
  sources: Sources;
}

/** `{ channel, topic, data }`, or a topic of a channel: `userChannel(id).status(data)`. */
function channelOf(message: ts.Expression, sources: Sources, depth: number): Channel | null {
  const value = depth > maxDepth ? null : resolveExpression(unwrap(message, true), sources);
  if (!value) return null;
  if (ts.isObjectLiteralExpression(value)) {
    const channel = propertyOf(value, 'channel', sources);
    return channel && ts.isExpression(channel) ? { expression: channel, sources } : null;
  }
  if (!ts.isCallExpression(value)) return null;
  const topic = unwrap(value.expression);
  const channel = ts.isPropertyAccessExpression(topic) ? resolveExpression(topic.expression, sources) : null;
  const named = channel && ts.isCallExpression(channel) ? nameOfChannel(channel, sources) : null;
  return named ?? ofReturned(value, sources, depth, (made, inside) => channelOf(made, inside, depth + 1));
}

/** `userChannel(id)`, where `userChannel` is ``channel((id) => `user:${id}`).addTopic(…)``. */
function nameOfChannel(call: ts.CallExpression, sources: Sources): Channel | null {
  let maker = resolveExpression(call.expression, sources);
  while (maker && ts.isCallExpression(maker)) {
    const callee = unwrap(maker.expression);
    const [name] = maker.arguments;
    if (name && isOfRealtime(callee, sources)) {
      const made = functionBehind(name, sources);
      if (!made) return { expression: name, sources };
      const args = argumentsOf(call, sources.bindings);
      const inside = sources.with(bindingsOfCall(made.node, args, made.bindings));
      const { body } = made.node;
      return body && !ts.isBlock(body) ? { expression: body, sources: inside } : null;
    }
    maker = ts.isPropertyAccessExpression(callee) ? resolveExpression(callee.expression, sources) : null;
  }
  return null;
}

function isOfRealtime(callee: ts.Expression, sources: Sources): boolean {
  const target = ts.isIdentifier(callee)
    ? targetOf(callee, sources)
    : ts.isPropertyAccessExpression(callee)
      ? namespaceMember(callee, sources)
      : null;
  return (target?.kind === 'sdk' || target?.kind === 'external') && packages.test(target.specifier);
}

/** False when a middleware of the workspace provides a `publish` of its own, which makes no steps. */
export function publishesInSteps(
  holders: readonly (ts.ObjectLiteralExpression | null)[],
  sources: Sources,
): boolean {
  const all = holders.flatMap((holder) => (holder ? middlewareOf(holder, sources) : []));
  if (all.some((each) => isMadeByRealtime(each, sources))) return true;
  return !all.some((each) => providesPublish(each, sources));
}

function middlewareOf(holder: ts.ObjectLiteralExpression, sources: Sources): readonly ts.Expression[] {
  const given = propertyOf(holder, 'middleware', sources);
  const list = given && ts.isExpression(given) ? resolveExpression(given, sources) : null;
  return list && ts.isArrayLiteralExpression(list) ? list.elements : [];
}

function isMadeByRealtime(middleware: ts.Expression, sources: Sources): boolean {
  const made = resolveExpression(middleware, sources);
  return made !== null && ts.isCallExpression(made) && isOfRealtime(unwrap(made.expression), sources);
}

function providesPublish(middleware: ts.Expression, sources: Sources): boolean {
  const made = resolveExpression(middleware, sources);
  if (!made) return false;
  const code = ts.isNewExpression(made)
    ? ((made.arguments?.[0] && literalOf(made.arguments[0], sources)) ?? made)
    : ts.isCallExpression(made)
      ? functionBehind(made.expression, sources)?.node
      : undefined;
  return /\bpublish\b/.test(code?.getText() ?? '');
}
