/** Reads one call of a step tool: its id and what is known of its arguments, by SDK major (protocol 8.3). */
import { ts } from 'ts-morph';
import { stepIdOf, templateOf, textOf } from '../syntax/constants.ts';
import { literalOf, propertyOf, resolveExpression } from '../syntax/references.ts';
import { sdkCallName } from '../syntax/sdk-call.ts';
import type { SdkMajor } from '../syntax/sdk-version.ts';
import { sentNames } from '../syntax/sent-names.ts';
import type { Sources } from '../syntax/sources.ts';
import type { StepId, StepInfo } from '../workflow-graph.ts';
import { definitionOf } from './functions.ts';
import { isPublishId, publishId } from './realtime.ts';
import { eventNameOf } from './triggers.ts';

export interface StepReading {
  info: StepInfo;
  /** What a person sees: display name, id, or source text. */
  label: string;
}

/** Tools whose step cannot fail by itself, so that no error path leaves it. */
export const neverFails: ReadonlySet<string> = new Set([
  'sleep',
  'sleepUntil',
  'waitForEvent',
  'waitForSignal',
]);

/** Tools whose result is null when their time is over. */
export const timesOut: ReadonlySet<string> = new Set(['waitForEvent', 'waitForSignal']);

export function readStep(
  call: ts.CallExpression,
  tool: string,
  major: SdkMajor | null,
  sources: Sources,
): StepReading {
  if (tool === 'publish') return readPublish(call, sources);
  return isLegacyCall(call, tool, major, sources)
    ? readLegacy(call, tool, sources)
    : readModern(call, tool, sources);
}

function isLegacyCall(
  call: ts.CallExpression,
  tool: string,
  major: SdkMajor | null,
  sources: Sources,
): boolean {
  if (major !== null) return major <= 2;
  const [first, second] = call.arguments;
  if (tool === 'sleep' || tool === 'sleepUntil') return second === undefined;
  if (tool === 'sendEvent') return second === undefined || (first !== undefined && isObject(first, sources));
  if (tool !== 'waitForEvent') return false;
  const options = second ? literalOf(second, sources) : null;
  return options ? propertyOf(options, 'event', sources) === null : true;
}

function isObject(expression: ts.Expression, sources: Sources): boolean {
  const value = resolveExpression(expression, sources);
  return value !== null && (ts.isObjectLiteralExpression(value) || ts.isArrayLiteralExpression(value));
}

function labelOf(id: StepId): string {
  if (id.kind === 'literal') return id.value;
  return id.source.replace(/\s+/g, ' ');
}

/** SDK 0 to 2: the first argument is the display name, the event or the duration. */
function readLegacy(call: ts.CallExpression, tool: string, sources: Sources): StepReading {
  const [first, second] = call.arguments;
  const info: StepInfo = { tool, id: stepIdOf(first, sources) };
  let label = labelOf(info.id);
  switch (tool) {
    case 'sleep':
      info.duration = label;
      label = `sleep ${label}`;
      break;
    case 'sleepUntil':
      info.duration = label;
      label = `sleep until ${label}`;
      break;
    case 'waitForEvent': {
      const event = first ? eventNameOf(first, sources) : null;
      if (event !== null) info.event = event;
      const options = second ? literalOf(second, sources) : null;
      if (options) addWaitOptions(info, options, sources);
      else if (second) info.timeout = sourceOrText(second, sources);
      break;
    }
    case 'sendEvent': {
      // `sendEvent("name", payload)` in SDK 1, `sendEvent(payload | payload[])` in 1 and 2.
      const events = first ? (ts.isStringLiteralLike(first) ? [first.text] : sentEvents(first, sources)) : [];
      info.id = { kind: 'literal', value: 'sendEvent' };
      addEvents(info, events);
      label = events.length > 0 ? `send ${events.join(', ')}` : 'send event';
      break;
    }
  }
  return { info, label };
}

/** `publish` of the realtime middleware; the step has no other name than its channel. */
function readPublish(call: ts.CallExpression, sources: Sources): StepReading {
  const id = publishId(call.arguments[0], sources);
  return { info: { tool: 'realtime.publish', id }, label: labelOf(id).replace(/^publish:/, '') };
}

/** Whether the code gives the step an ID; the SDK makes one for those of the other tools. */
export function isGivenId({ tool, id }: StepInfo): boolean {
  return tool !== 'fetch' && !(tool === 'realtime.publish' && isPublishId(id));
}

/** SDK 3 and 4: the first argument is the id, or `{ id, name }`. */
function readModern(call: ts.CallExpression, tool: string, sources: Sources): StepReading {
  const [first, second] = call.arguments;
  const options = first ? literalOf(first, sources) : null;
  const idOption = options ? propertyOf(options, 'id', sources) : null;
  const named = idOption && ts.isExpression(idOption) ? idOption : first;
  const id = stepIdOf(named, sources);
  const nameOption = options ? propertyOf(options, 'name', sources) : null;
  const name = nameOption && ts.isExpression(nameOption) ? textOf(nameOption, sources) : null;
  const info: StepInfo = { tool, id };
  const template = id.kind === 'pattern' && named ? templateOf(named, sources) : null;
  let label = name ?? template?.replace(/\s+/g, ' ') ?? labelOf(id);
  const details = second ? literalOf(second, sources) : null;
  switch (tool) {
    case 'sleep':
    case 'sleepUntil':
      if (second) info.duration = sourceOrText(second, sources);
      break;
    case 'waitForEvent':
    case 'waitForSignal':
      if (details) addWaitOptions(info, details, sources);
      break;
    case 'sendEvent':
      if (second) addEvents(info, sentEvents(second, sources));
      break;
    case 'invoke': {
      const target = details ? propertyOf(details, 'function', sources) : null;
      if (target && ts.isExpression(target)) info.function = invokedFunction(target, sources);
      const timeout = details ? propertyOf(details, 'timeout', sources) : null;
      if (timeout && ts.isExpression(timeout)) info.timeout = sourceOrText(timeout, sources);
      break;
    }
    case 'fetch':
      label = `fetch ${label}`;
      break;
  }
  return { info, label };
}

function addWaitOptions(info: StepInfo, options: ts.ObjectLiteralExpression, sources: Sources): void {
  const member = (name: string): ts.Expression | null => {
    const value = propertyOf(options, name, sources);
    return value && ts.isExpression(value) ? value : null;
  };
  const event = member('event');
  const eventName = event ? eventNameOf(event, sources) : null;
  if (eventName !== null) info.event = eventName;
  const signal = member('signal');
  if (signal) info.event = sourceOrText(signal, sources);
  const [timeout, match, condition] = [member('timeout'), member('match'), member('if')];
  if (timeout) info.timeout = sourceOrText(timeout, sources);
  if (match) info.match = sourceOrText(match, sources);
  if (condition) info.if = sourceOrText(condition, sources);
}

function addEvents(info: StepInfo, events: readonly string[]): void {
  const [only] = events;
  if (only !== undefined && events.length === 1) info.event = only;
}

function sourceOrText(expression: ts.Expression, sources: Sources): string {
  return textOf(expression, sources) ?? expression.getText().replace(/\s+/g, ' ');
}

/** Names in a payload or list of payloads, without repeats; unknown names are left out. */
export function sentEvents(expression: ts.Expression, sources: Sources): string[] {
  return [...new Set(sentNames(expression, sources).flatMap((name) => eventNameOf(name, sources) ?? []))];
}

/** Wire id of an invoked function when its definition or reference can be found, else its source text. */
function invokedFunction(expression: ts.Expression, sources: Sources): string {
  const value = resolveExpression(expression, sources);
  const text = expression.getText();
  if (!value || !ts.isCallExpression(value)) return text;
  if (sdkCallName(value, sources) === 'referenceFunction') {
    const options = value.arguments[0] ? literalOf(value.arguments[0], sources) : null;
    const part = (name: string): string | null => {
      const member = options ? propertyOf(options, name, sources) : null;
      return member && ts.isExpression(member) ? textOf(member, sources) : null;
    };
    const [app, id] = [part('appId'), part('functionId')];
    return id === null ? text : app === null ? id : `${app}-${id}`;
  }
  return definitionOf(value, sources)?.id ?? text;
}
