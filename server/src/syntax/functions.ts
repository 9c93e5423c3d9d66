/** Finds function definitions in a file, in every authoring form of SDK 0 to 4 (protocol 8.2), wrapped or not. */
import { ts } from 'ts-morph';
import type { Note, Trigger } from '../workflow-graph.ts';
import { functionBehind } from './callee.ts';
import { textOf } from './constants.ts';
import { decoratedFunction } from './decorators.ts';
import type { FunctionDefinition, Handler } from './function-definition.ts';
import { argumentsOf, type Given, givenByCall, nothingGiven } from './given.ts';
import { identityOf } from './identity.ts';
import { isMakerName } from './maker-names.ts';
import { type Shape, shapeOf } from './makers.ts';
import type { ParsedFile } from './parsed-file.ts';
import { classBehind, literalOf, propertyOf, resolveExpression, unwrap } from './references.ts';
import { elementsOf, turnsOf } from './repetitions.ts';
import { type FunctionNode, isFunctionNode } from './scope.ts';
import type { SdkMajor } from './sdk-version.ts';
import type { Sources } from './sources.ts';
import { readTriggers, triggerNote } from './triggers.ts';
import {
  enclosingFunction,
  type MakerCall,
  makerCallsIn,
  makes,
  nameOfFunction,
  namesCalled,
  openParameters,
} from './wrappers.ts';

export { type FunctionDefinition, type FunctionHeader, headerOf } from './function-definition.ts';
export { slug } from './slug.ts';

/** Wrappers around wrappers around …; deeper than this nobody writes. */
const deepest = 6;

/** A function that wrappers' callers decide counts only while nobody calls the wrapper. */
export function functionsIn(file: ParsedFile, sources: Sources): FunctionDefinition[] {
  const found = sources.withValues(nothingGiven, () => allFunctionsIn(file, sources));
  const defined = found.flatMap(({ wrappers }) => wrappers);
  const called = found.flatMap(({ wrappers, through }) => (wrappers.length === 0 ? through : []));
  sources.wrappers.put(file.path, new Set(defined), new Set(called));
  return distinct(
    found.filter(({ wrappers, through }) => {
      // A wrapper that another one calls: only the outermost callers tell.
      if (wrappers.length > 0 && through.length > 0) return false;
      return !wrappers.some((name) => sources.wrappers.isCalled(name));
    }),
  );
}

function allFunctionsIn(file: ParsedFile, sources: Sources): FunctionDefinition[] {
  const { calls, iterations, decorated } = makerCallsIn(file, sources);
  const found: FunctionDefinition[] = [];
  for (const call of calls) {
    for (const { given, element } of turnsOf(call, file.tree, nothingGiven, sources)) {
      const place = definitionObject(element, given, sources) ?? call;
      found.push(...madeBy(call, given, place, sources, 0));
    }
  }
  for (const call of iterations) found.push(...madeByIteration(call, sources));
  for (const member of decorated) {
    const made = decoratedFunction(member, file, sources);
    if (made) found.push(made);
  }
  return found;
}

/** The same function reached twice, as by two calls of a wrapper that ignores its arguments, is one. */
function distinct(found: readonly FunctionDefinition[]): FunctionDefinition[] {
  const seen = new Map<ts.Node, Set<string>>();
  return found.filter(({ place, id }) => {
    const ids = seen.get(place) ?? new Set();
    seen.set(place, ids);
    if (ids.has(id)) return false;
    ids.add(id);
    return true;
  });
}

/** The one function that a call makes; null when it makes none, or several. */
export function definitionOf(call: ts.CallExpression, sources: Sources): FunctionDefinition | null {
  const [only, ...others] = madeBy(call, sources.given, call, sources, 0);
  return only && others.length === 0 ? only : null;
}

/** An element of a list counts as the place of its function when it says what the function is. */
function definitionObject(
  element: ts.Expression | null,
  given: Given,
  sources: Sources,
): ts.ObjectLiteralExpression | null {
  const value = element && sources.withValues(given, () => resolveExpression(element, sources));
  return value && ts.isObjectLiteralExpression(value) ? value : null;
}

function madeBy(
  call: MakerCall,
  given: Given,
  place: ts.Node,
  sources: Sources,
  depth: number,
): FunctionDefinition[] {
  if (depth > deepest) return [];
  const file = sources.file(call.getSourceFile().fileName);
  if (!file) return [];
  return sources.withValues(given, () => {
    const shape = ts.isCallExpression(call) ? shapeOf(call, file, sources) : null;
    if (shape) {
      const made = definitionFrom(call as ts.CallExpression, shape, file, place, sources);
      return made ? [made] : [];
    }
    const wrapper = wrapperCalled(call, file, sources);
    if (!wrapper) return [];
    const inside = givenByCall(wrapper.node, argumentsOf(call, given), wrapper.given);
    return madeInside(wrapper.node, inside, place, sources, depth);
  });
}

/** What the body of a wrapper makes when it is called; what it makes whoever calls it is not the caller's. */
function madeInside(
  wrapper: FunctionNode,
  given: Given,
  place: ts.Node,
  sources: Sources,
  depth: number,
): FunctionDefinition[] {
  const file = sources.file(wrapper.getSourceFile().fileName);
  if (!file) return [];
  const isInside = (node: ts.Node): boolean => node.pos >= wrapper.pos && node.end <= wrapper.end;
  const inner = makerCallsIn(file, sources).calls.filter(isInside);
  const name = nameOfFunction(wrapper);
  return inner.flatMap((call) => {
    if (!dependsOn(call, wrapper, sources)) return [];
    return turnsOf(call, wrapper, given, sources).flatMap((turn) => {
      const object = definitionObject(turn.element, turn.given, sources);
      return madeBy(call, turn.given, object ?? place, sources, depth + 1)
        .filter(isToldByCall)
        .map((made) => ({ ...made, through: name === null ? made.through : [...made.through, name] }));
    });
  });
}

/** False: with the arguments known, neither the name nor the code of the function is any clearer. */
function isToldByCall({ identity, call, handler, wrappers }: FunctionDefinition): boolean {
  if (wrappers.length > 0) return true;
  return identity !== 'unknown' || (handler !== null && !isWithin(handler, call));
}

function isWithin(node: ts.Node, outer: ts.Node): boolean {
  return node.getSourceFile() === outer.getSourceFile() && node.pos >= outer.pos && node.end <= outer.end;
}

/** True when what the call makes is decided by the parameters of `wrapper`. */
function dependsOn(call: MakerCall, wrapper: FunctionNode, sources: Sources): boolean {
  return sources.withValues(nothingGiven, () => {
    const file = sources.file(call.getSourceFile().fileName);
    const shape = file && ts.isCallExpression(call) ? shapeOf(call, file, sources) : null;
    const open = shape ? openIn(shape, sources) : openParameters(call.arguments ?? [], sources);
    return open.has(wrapper);
  });
}

/** `list.map(defineTask)`: one call of the wrapper for each element. */
function madeByIteration(call: ts.CallExpression, sources: Sources): FunctionDefinition[] {
  const callee = call.expression;
  const [callback] = call.arguments;
  const wrapper = callback ? functionBehind(callback, sources) : null;
  if (!wrapper || !ts.isPropertyAccessExpression(callee)) return [];
  return (elementsOf(callee.expression, sources) ?? []).flatMap((element) => {
    const object = definitionObject(element.expression, element.given, sources);
    const given = givenByCall(wrapper.node, [element.expression], element.given);
    return madeInside(wrapper.node, given, object ?? call, sources, 1);
  });
}

function wrapperCalled(
  call: MakerCall,
  file: ParsedFile,
  sources: Sources,
): { node: FunctionNode; given: Given } | null {
  if (ts.isNewExpression(call)) {
    const constructed = classBehind(call.expression, sources)?.node.members.find(ts.isConstructorDeclaration);
    return constructed ? { node: constructed, given: sources.given } : null;
  }
  const found = functionBehind(call.expression, sources);
  if (found && (!ts.isMethodDeclaration(found.node) || makes(found.node, sources))) return found;
  // A method of an object that cannot be told (injected, or one of several providers): by its name, if only one has it.
  if (!ts.isPropertyAccessExpression(call.expression)) return null;
  const [name] = namesCalled(call.expression, file);
  if (name === undefined || isMakerName(name)) return null;
  const named = wrappersNamed(name, sources);
  return named.length === 1 && named[0] ? { node: named[0], given: sources.given } : null;
}

function wrappersNamed(name: string, sources: Sources): FunctionNode[] {
  const found = new Set<FunctionNode>();
  for (const path of sources.wrappers.filesDefining(name)) {
    const file = sources.file(path);
    if (!file) continue;
    for (const call of makerCallsIn(file, sources).calls) {
      for (let at = enclosingFunction(call); at; at = enclosingFunction(at)) {
        if (nameOfFunction(at) === name) found.add(at);
      }
    }
  }
  return [...found];
}

/** Functions whose callers decide what is made here. */
function openIn(shape: Shape, sources: Sources): Set<FunctionNode> {
  const options = literalOf(shape.options, sources);
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

/** Null when the call does not make a function. */
function definitionFrom(
  call: ts.CallExpression,
  shape: Shape,
  callFile: ParsedFile,
  place: ts.Node,
  sources: Sources,
): FunctionDefinition | null {
  const file = sources.file(place.getSourceFile().fileName) ?? callFile;
  const options = literalOf(shape.options, sources);
  const option = (name: string): Handler | null => (options ? propertyOf(options, name, sources) : null);
  const triggersOption = option('triggers') ?? option('trigger');
  const major = sources.packageOf(callFile.path).major ?? majorByForm(shape, triggersOption !== null, option);
  const called = identityOf(
    { id: option('id'), name: option('name'), bare: shape.options },
    shape.client,
    major,
    sources,
  );
  const notes: Note[] = [];
  let triggers: Trigger[] = [];
  const triggerSource =
    shape.trigger ?? (triggersOption && ts.isExpression(triggersOption) ? triggersOption : null);
  if (triggerSource) {
    const reading = readTriggers(triggerSource, place, file, sources);
    triggers = reading.triggers.map((trigger) => asLegacy(trigger, shape.legacyTrigger));
    notes.push(...reading.unresolved.map((expression) => triggerNote(expression, place, file)));
  }
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
    contextAt: 0,
    onFailure: option('onFailure'),
    given: sources.given,
    wrappers: [...openIn(shape, sources)].flatMap((open) => nameOfFunction(open) ?? []),
    through: [],
    notes,
  };
}

/** The handler as far as it can be followed here; a method of a definition object is no expression. */
function handlerBehind(handler: ts.Expression | null, sources: Sources): Handler | null {
  if (!handler) return null;
  const inner = unwrap(handler);
  if (sources.given.size === 0) return handler;
  const resolved = resolveExpression(inner, sources) ?? inner;
  if (!ts.isPropertyAccessExpression(resolved)) return resolved;
  const owner = literalOf(resolved.expression, sources);
  return (owner && propertyOf(owner, resolved.name.text, sources)) ?? resolved;
}

function isNamed(name: Handler, sources: Sources): boolean {
  return ts.isExpression(name) && textOf(name, sources) !== null;
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
