/** From the parts of a call that makes a function to what is known of the function. */
import { ts } from 'ts-morph';
import { textOf } from '../syntax/constants.ts';
import type { ParsedFile } from '../syntax/parsed-file.ts';
import { literalOf, propertyOf, resolveExpression, unwrap } from '../syntax/references.ts';
import { type FunctionNode, isFunctionNode } from '../syntax/scope.ts';
import type { SdkMajor } from '../syntax/sdk-version.ts';
import type { Sources } from '../syntax/sources.ts';
import type { Note, Trigger } from '../workflow-graph.ts';
import type { Client } from './clients.ts';
import { endpointEvent, endpointIdentity } from './endpoints.ts';
import type { FunctionDefinition, Handler } from './function-definition.ts';
import { identityOf } from './identity.ts';
import type { Shape } from './makers.ts';
import { publishesInSteps } from './realtime.ts';
import { readTriggers, triggerNote } from './triggers.ts';
import { nameOfFunction, openParameters } from './wrappers.ts';

export function definitionFrom(
  call: ts.CallExpression,
  shape: Shape,
  callFile: ParsedFile,
  place: ts.Node,
  sources: Sources,
): FunctionDefinition {
  const file = sources.file(place.getSourceFile().fileName) ?? callFile;
  const options = shape.options && literalOf(shape.options, sources);
  const option = (name: string): Handler | null => (options ? propertyOf(options, name, sources) : null);
  const triggersOption = option('triggers') ?? option('trigger');
  const major = sources.packageOf(callFile.path).major ?? majorByForm(shape, triggersOption !== null, option);
  const takers = takersOf(shape, sources);
  const client = shape.client?.id == null ? clientGivenTo(takers, shape.client, sources) : shape.client;
  const called = shape.options
    ? identityOf({ id: option('id'), name: option('name'), bare: shape.options }, client, major, sources)
    : endpointIdentity(call, client);
  const notes: Note[] = [];
  let triggers: Trigger[] = [];
  const triggerSource =
    shape.trigger ?? (triggersOption && ts.isExpression(triggersOption) ? triggersOption : null);
  if (triggerSource) {
    const reading = readTriggers(triggerSource, place, file, sources);
    triggers = reading.triggers.map((trigger) => asLegacy(trigger, shape.legacyTrigger));
    notes.push(...reading.unresolved.map((expression) => triggerNote(expression, place, file)));
  }
  if (!shape.options) triggers = [{ event: endpointEvent, range: callFile.rangeOf(call.expression) }];
  return {
    place,
    file,
    call,
    ...called,
    identity: isNamed(option('id') ?? option('name') ?? shape.options, sources) ? 'known' : 'unknown',
    major,
    triggers,
    options,
    handler: handlerBehind(shape.handler, sources),
    onFailure: option('onFailure'),
    publishes: publishesInSteps([options, clientOptions(client, sources)], sources),
    bindings: sources.bindings,
    wrappers: [...decidersOf(shape, sources)].flatMap((open) => nameOfFunction(open) ?? []),
    madeBy: [],
    takers,
    notes,
  };
}

function clientOptions(client: Client | null, sources: Sources): ts.ObjectLiteralExpression | null {
  const [first] = client?.creation?.arguments ?? [];
  return first ? literalOf(first, sources) : null;
}

/** Names of the functions that receive the client; none when it is known without them. */
export function takersOf({ client, clientExpression }: Shape, sources: Sources): string[] {
  if (!clientExpression || client?.id != null) return [];
  return [...openParameters([clientExpression], sources)].flatMap((taker) => nameOfFunction(taker) ?? []);
}

/** The client that callers pass to one of these, when they all pass the same. */
function clientGivenTo(takers: readonly string[], known: Client | null, sources: Sources): Client | null {
  const [id, ...others] = new Set(takers.flatMap((name) => sources.wrappers.appsGivenTo(name)));
  if (id === undefined || others.length > 0) return known;
  return { isLegacy: false, creation: null, ...known, id };
}

/** The handler as far as it can be followed here; a method of a definition object is no expression. */
function handlerBehind(handler: ts.Expression | null, sources: Sources): Handler | null {
  if (!handler) return null;
  const inner = unwrap(handler);
  if (sources.bindings.size === 0) return handler;
  const resolved = resolveExpression(inner, sources) ?? inner;
  if (!ts.isPropertyAccessExpression(resolved)) return resolved;
  const owner = literalOf(resolved.expression, sources);
  return (owner && propertyOf(owner, resolved.name.text, sources)) ?? resolved;
}

/** An endpoint has no name that could be unknown. */
function isNamed(name: Handler | null, sources: Sources): boolean {
  return name === null || (ts.isExpression(name) && textOf(name, sources) !== null);
}

function asLegacy(trigger: Trigger, legacy: 'event' | 'cron' | null): Trigger {
  if (legacy !== 'cron' || trigger.event === undefined) return trigger;
  return { cron: trigger.event, range: trigger.range };
}

function majorByForm(
  shape: Shape,
  hasTriggersOption: boolean,
  option: (name: string) => ts.Node | null,
): SdkMajor | null {
  if (hasTriggersOption) return 4;
  if (shape.legacyTrigger) return 0;
  if (shape.client?.isLegacy) return option('name') ? 2 : 1;
  if (shape.trigger && option('id') && shape.client?.id) return 3;
  return null;
}

/** Functions whose callers decide what is made here. */
export function decidersOf(shape: Shape, sources: Sources): Set<FunctionNode> {
  const options = shape.options && literalOf(shape.options, sources);
  const option = (name: string): Handler | null => (options ? propertyOf(options, name, sources) : null);
  const parts = options
    ? [option('id') ?? option('name') ?? options, option('triggers') ?? option('trigger'), shape.trigger]
    : [shape.options, shape.trigger];
  const open = openParameters(
    parts.filter((part) => part !== null),
    sources,
  );
  if (open.size > 0) return open;
  // With a name of its own it is one function, whatever else it is given; unless its code is what it is given.
  const handler = shape.handler ? unwrap(shape.handler) : null;
  if (!handler || isFunctionNode(handler)) return open;
  const code = ts.isCallExpression(handler) ? handler.arguments.filter(isNamedLikeCode) : [handler];
  return openParameters(code, sources);
}

function isNamedLikeCode(argument: ts.Expression): boolean {
  const inner = unwrap(argument);
  const name = ts.isPropertyAccessExpression(inner)
    ? inner.name.text
    : ts.isIdentifier(inner)
      ? inner.text
      : '';
  return /handler|callback|^(fn|func|cb|run|work|execute|process|task|job)$/i.test(name);
}
