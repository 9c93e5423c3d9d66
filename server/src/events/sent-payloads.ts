/** What a call sends, if it sends anything: `inngest.send(…)` and `step.sendEvent(…)` in the forms of every SDK. */
import { ts } from 'ts-morph';
import { clientOf } from '../definitions/clients.ts';
import { eventNameOf } from '../definitions/triggers.ts';
import type { ParsedFile } from '../syntax/parsed-file.ts';
import { possibleNames } from '../syntax/possible-names.ts';
import { literalOf, propertyOf, resolveExpression } from '../syntax/references.ts';
import { sentNames } from '../syntax/sent-names.ts';
import type { Sources } from '../syntax/sources.ts';
import { memberOf } from './name-literals.ts';

export interface SentPayload {
  expression: ts.Expression;
  /** The expression is the event's name itself. */
  isName: boolean;
}

/** The last name of what is called; empty when it has none. */
export function calleeName({ expression }: ts.CallExpression): string {
  if (ts.isPropertyAccessExpression(expression)) return expression.name.text;
  return ts.isIdentifier(expression) ? expression.text : '';
}

/** Expressions that give the names of the events in it. */
export function namesIn({ expression, isName }: SentPayload, sources: Sources): ts.Expression[] {
  return isName ? [expression] : sentNames(expression, sources);
}

export function payloadsOf(call: ts.CallExpression, file: ParsedFile, sources: Sources): SentPayload[] {
  const callee = call.expression;
  const method = calleeName(call);
  if (method !== 'send' && method !== 'sendEvent') return [];
  const [first, second] = call.arguments;
  if (!first) return [];
  const owner = ts.isPropertyAccessExpression(callee) ? callee.expression : null;
  if (method === 'send') {
    if (!owner || !(isClient(owner, sources) || isInjected(owner, first, sources))) return [];
    // `send("name", payload)` of SDK 0 and 1.
    const isName = second !== undefined && eventNameOf(first, sources) !== null;
    return [{ expression: first, isName }];
  }
  if (!mayBeStep(owner, file)) return [];
  // The first argument is the id, or in SDK 1 and 2 the payload itself, or in SDK 1 its name.
  const hasPayload = second !== undefined && sentNames(second, sources).length > 0;
  if (hasPayload) return [{ expression: second, isName: false }];
  const isLegacyName = owner !== null && second !== undefined && isPlainPayload(second, sources);
  return [{ expression: first, isName: isLegacyName && eventNameOf(first, sources) !== null }];
}

function isPlainPayload(expression: ts.Expression, sources: Sources): boolean {
  const literal = literalOf(expression, sources);
  return literal !== null && memberOf(literal, 'data', sources) !== null;
}

function isClient(receiver: ts.Expression, sources: Sources): boolean {
  return /inngest/i.test(receiver.getText()) || clientOf(receiver, sources) !== null;
}

/** Messages that go elsewhere. */
const others = /socket|\bws\b|\bres\b|response|reply|port|process|worker|window|mail|slack|sms/i;

/** A sender from outside that is given what the SDK's client would be given: `deps.sender.send({ name, data })`. */
function isInjected(receiver: ts.Expression, payload: ts.Expression, sources: Sources): boolean {
  const list = resolveExpression(payload, sources);
  const payloads = list && ts.isArrayLiteralExpression(list) ? list.elements : [payload];
  return !others.test(receiver.getText()) && payloads.every((each) => isEvent(each, sources));
}

function isEvent(payload: ts.Expression, sources: Sources): boolean {
  const literal = literalOf(payload, sources);
  const name = literal && memberOf(literal, 'name', sources);
  if (!literal || !name || propertyOf(literal, 'data', sources) === null) return false;
  return possibleNames(name, sources).every((each) => /[/.:]/.test(eventNameOf(each, sources) ?? ''));
}

/** Other libraries have a `sendEvent`, too. */
function mayBeStep(owner: ts.Expression | null, file: ParsedFile): boolean {
  if (!owner) return file.usesSdk;
  return /(^|[.!?])(step|steps|tools)[!?]?$/i.test(owner.getText()) || file.usesSdk;
}
