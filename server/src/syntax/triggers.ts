/** What starts a function: texts, objects, arrays, `eventType()` and `cron()` of SDK 4 (protocol 8.2). */
import { ts } from 'ts-morph';
import type { Trigger } from '../workflow-graph.ts';
import { textOf } from './constants.ts';
import type { ParsedFile } from './parsed-file.ts';
import { propertyOf, resolveExpression, targetOf, unwrap } from './references.ts';
import type { Sources } from './sources.ts';

export interface TriggerReading {
  triggers: Trigger[];
  /** Expressions that could not be read as a trigger. */
  unresolved: ts.Expression[];
}

export function readTriggers(expression: ts.Expression, file: ParsedFile, sources: Sources): TriggerReading {
  const reading: TriggerReading = { triggers: [], unresolved: [] };
  read(expression, expression, file, sources, reading);
  return reading;
}

/** `shown`: the expression in the function's own file, whose range stands for what it resolves to. */
function read(
  expression: ts.Expression,
  shown: ts.Expression,
  file: ParsedFile,
  sources: Sources,
  reading: TriggerReading,
): void {
  const range = file.rangeOf(shown);
  const inner = unwrap(expression);
  const event = eventNameOf(inner, sources);
  if (event !== null) {
    reading.triggers.push({ event, range });
    return;
  }
  const value = resolveExpression(inner, sources);
  if (value && ts.isArrayLiteralExpression(value)) {
    const own = value.getSourceFile() === file.tree;
    for (const element of value.elements) {
      const item = ts.isSpreadElement(element) ? element.expression : element;
      read(item, own ? item : shown, file, sources, reading);
    }
    return;
  }
  if (value && ts.isObjectLiteralExpression(value)) {
    readObject(value, shown, file, sources, reading);
    return;
  }
  const call = value && ts.isCallExpression(value) ? value : null;
  const made = call ? sdkCallName(call, sources) : null;
  if (call && made === 'cron') {
    const cron = textOf(call.arguments[0], sources);
    if (cron !== null) {
      reading.triggers.push({ cron, range });
      return;
    }
  }
  // `invoke(schema)` lets other functions call this one; it is not a trigger on the wire.
  if (made === 'invoke') return;
  reading.unresolved.push(shown);
}

function readObject(
  object: ts.ObjectLiteralExpression,
  shown: ts.Expression,
  file: ParsedFile,
  sources: Sources,
  reading: TriggerReading,
): void {
  const at = object.getSourceFile() === file.tree ? object : shown;
  const range = file.rangeOf(at);
  const member = (name: string): ts.Expression | null => {
    const value = propertyOf(object, name, sources);
    return value && ts.isExpression(value) ? value : null;
  };
  const [event, cron, condition] = [member('event'), member('cron'), member('if') ?? member('expression')];
  const trigger: Trigger = { range };
  const eventName = event ? eventNameOf(event, sources) : null;
  if (eventName !== null) trigger.event = eventName;
  const cronText = cron ? textOf(cron, sources) : null;
  if (cronText !== null) trigger.cron = cronText;
  if (condition) trigger.if = textOf(condition, sources) ?? condition.getText();
  if (trigger.event === undefined && trigger.cron === undefined) reading.unresolved.push(shown);
  else reading.triggers.push(trigger);
}

/** Name of the event that an expression stands for: a text, an `eventType("…")`, or its `.name`. */
export function eventNameOf(expression: ts.Expression, sources: Sources): string | null {
  const inner = unwrap(expression);
  const text = textOf(inner, sources);
  if (text !== null) return text;
  const value = resolveExpression(inner, sources);
  if (value && ts.isCallExpression(value) && sdkCallName(value, sources) === 'eventType') {
    return textOf(value.arguments[0], sources);
  }
  if (ts.isPropertyAccessExpression(inner) && /^(name|event)$/.test(inner.name.text)) {
    const whole = resolveExpression(inner.expression, sources);
    if (whole && ts.isCallExpression(whole)) return eventNameOf(whole, sources);
  }
  return null;
}

/** Name of the SDK function that is called; null when the callee is not the SDK's. */
export function sdkCallName(call: ts.CallExpression, sources: Sources): string | null {
  const callee = call.expression;
  if (ts.isPropertyAccessExpression(callee) && ts.isIdentifier(callee.expression)) {
    const target = targetOf(callee.expression, sources);
    return target?.kind === 'sdk' && target.name === '*' ? callee.name.text : null;
  }
  if (!ts.isIdentifier(callee)) return null;
  const target = targetOf(callee, sources);
  return target?.kind === 'sdk' ? target.name : null;
}
