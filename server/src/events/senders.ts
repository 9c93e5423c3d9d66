/** Functions of the workspace that send events named by their callers. */

import { ts } from 'ts-morph';
import { eventNameOf } from '../definitions/triggers.ts';
import { nameOfFunction, openParameters } from '../definitions/wrappers.ts';
import { contains } from '../syntax/ast.ts';
import { argumentsOf, bindingsOfCall, noBindings } from '../syntax/bindings.ts';
import { functionBehind } from '../syntax/callee.ts';
import type { ParsedFile } from '../syntax/parsed-file.ts';
import type { FunctionNode } from '../syntax/scope.ts';
import type { Sources } from '../syntax/sources.ts';
import { literalBehind } from './name-literals.ts';
import { calleeName, namesIn, payloadsOf, type SentPayload } from './sent-payloads.ts';

/** Senders that call senders that call senders … */
const maxDepth = 3;

/** Names of the functions in a file that send events named by their callers. @param known those of the workspace so far. */
export function senderNamesIn(file: ParsedFile, sources: Sources, known: ReadonlySet<string>): Set<string> {
  const names = new Set<string>();
  const isWorthIt =
    /\bsend(Event)?\(/.test(file.text) || [...known].some((name) => file.text.includes(`${name}(`));
  if (!isWorthIt) return names;
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      for (const owner of namersOf(node, file, sources, known, 0)) {
        const name = nameOfFunction(owner);
        if (name !== null) names.add(name);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(file.tree);
  return names;
}

/** The functions whose callers name what a call sends, itself or through another sender. */
function namersOf(
  call: ts.CallExpression,
  file: ParsedFile,
  sources: Sources,
  known: ReadonlySet<string>,
  depth: number,
): FunctionNode[] {
  const open = payloadsOf(call, file, sources).flatMap((payload) => {
    const names = namesIn(payload, sources);
    return names.length === 0
      ? [payload.expression]
      : names.filter((name) => eventNameOf(name, sources) === null);
  });
  const own = open.length > 0 ? [...openParameters(open, sources)] : [];
  const through = insideSender(call, known, sources, depth, (inner, home, inside) =>
    namersOf(inner, home, inside, known, depth + 1),
  );
  return [...own, ...through];
}

/** Looks at what a sender does when it is called like this: its parameters have the values that the call gives them. */
function insideSender<T>(
  call: ts.CallExpression,
  senders: ReadonlySet<string>,
  sources: Sources,
  depth: number,
  look: (inner: ts.CallExpression, home: ParsedFile, inside: Sources) => T[],
): T[] {
  if (depth > maxDepth || !senders.has(calleeName(call))) return [];
  const sender = functionBehind(call.expression, sources);
  const home = sender && sources.file(sender.node.getSourceFile().fileName);
  // A recursive sender would be followed without end.
  if (!sender || !home || contains(sender.node, call)) return [];
  const bindings = bindingsOfCall(sender.node, argumentsOf(call, sources.bindings), sender.bindings);
  const inside = sources.with(bindings);
  return callsIn(sender.node)
    .filter((inner) => isSending(inner, senders))
    .flatMap((inner) => look(inner, home, inside));
}

function isSending(call: ts.CallExpression, senders: ReadonlySet<string>): boolean {
  const name = calleeName(call);
  return name === 'send' || name === 'sendEvent' || senders.has(name);
}

/** The events that a call of a sender makes it send, each with the literal that names it. */
export function sentThrough(
  call: ts.CallExpression,
  senders: ReadonlySet<string>,
  sources: Sources,
  take: (name: string, literal: ts.StringLiteralLike | null) => void,
  depth = 0,
): void {
  insideSender(call, senders, sources, depth, (inner, home, inside) => {
    for (const payload of payloadsOf(inner, home, inside)) {
      const own = namedBySender(payload, inside);
      for (const expression of namesIn(payload, inside)) {
        const name = own.has(expression) ? null : eventNameOf(expression, inside);
        if (name !== null) take(name, literalBehind(expression, inside));
      }
    }
    sentThrough(inner, senders, inside, take, depth + 1);
    return [];
  });
}

/** What the sender's own code names counts there, once, and not again for every caller. */
function namedBySender(payload: SentPayload, sources: Sources): Set<ts.Expression> {
  const unbound = sources.with(noBindings);
  return new Set(namesIn(payload, unbound).filter((name) => eventNameOf(name, unbound) !== null));
}

const calls = new WeakMap<FunctionNode, readonly ts.CallExpression[]>();

function callsIn(node: FunctionNode): readonly ts.CallExpression[] {
  const known = calls.get(node);
  if (known) return known;
  const found: ts.CallExpression[] = [];
  const visit = (inner: ts.Node): void => {
    if (ts.isCallExpression(inner)) found.push(inner);
    ts.forEachChild(inner, visit);
  };
  if (node.body) visit(node.body);
  calls.set(node, found);
  return found;
}
