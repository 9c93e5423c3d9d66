/** Goes through the calls of a file to the functions that they make, by way of wrappers and loops. */
import { ts } from 'ts-morph';
import { contains, enclosingFunction } from '../syntax/ast.ts';
import { argumentsOf, type Bindings, bindingsOfCall, noBindings } from '../syntax/bindings.ts';
import { functionBehind } from '../syntax/callee.ts';
import { elementsOf, iterationsOf } from '../syntax/iterations.ts';
import type { ParsedFile } from '../syntax/parsed-file.ts';
import { classBehind, resolveExpression } from '../syntax/references.ts';
import type { FunctionNode } from '../syntax/scope.ts';
import type { Sources } from '../syntax/sources.ts';
import { decoratedFunction } from './decorators.ts';
import { decidersOf, definitionFrom, takersOf } from './definition-from-call.ts';
import type { FunctionDefinition } from './function-definition.ts';
import { isMakerName } from './maker-names.ts';
import { shapeOf } from './makers.ts';
import {
  type MakerCall,
  makerCallsIn,
  makes,
  nameOfFunction,
  namesCalled,
  openParameters,
} from './wrappers.ts';

/** Nesting of wrappers that is followed. */
const maxDepth = 6;

export class FunctionFinder {
  /** Ids of the apps whose client is passed to a function, by that function's name. */
  readonly apps = new Map<string, string>();
  /** Functions that pass on a client they receive. */
  readonly takers = new Set<string>();
  readonly #sources: Sources;

  constructor(sources: Sources) {
    this.#sources = sources;
  }

  functionsIn(file: ParsedFile): FunctionDefinition[] {
    const sources = this.#sources;
    const { calls, iterations, decorated } = makerCallsIn(file, sources);
    const found: FunctionDefinition[] = [];
    for (const call of calls) {
      for (const { bindings, element } of iterationsOf(call, file.tree, noBindings, sources)) {
        const place = definitionObject(element, bindings, sources) ?? call;
        found.push(...this.madeBy(call, bindings, place, 0));
      }
    }
    for (const call of iterations) found.push(...this.#madeByIteration(call));
    for (const member of decorated) {
      const made = decoratedFunction(member, file, sources);
      if (made) found.push(made);
    }
    return found.filter((made) => isToldByCall(made, sources));
  }

  madeBy(call: MakerCall, bindings: Bindings, place: ts.Node, depth: number): FunctionDefinition[] {
    const sources = this.#sources;
    const file = depth > maxDepth ? null : sources.file(call.getSourceFile().fileName);
    if (!file) return [];
    const here = sources.with(bindings);
    const shape = ts.isCallExpression(call) ? shapeOf(call, file, here) : null;
    if (shape) return [definitionFrom(call as ts.CallExpression, shape, file, place, here)];
    const wrapper = wrapperCalled(call, file, here);
    if (!wrapper || isTrial(call, wrapper.node)) return [];
    const inside = bindingsOfCall(wrapper.node, argumentsOf(call, bindings), wrapper.bindings);
    return this.#madeInside(wrapper.node, inside, place, depth);
  }

  /** What the body of a wrapper makes when it is called; what it makes for every caller alike is not the caller's. */
  #madeInside(
    wrapper: FunctionNode,
    bindings: Bindings,
    place: ts.Node,
    depth: number,
  ): FunctionDefinition[] {
    const sources = this.#sources;
    const file = sources.file(wrapper.getSourceFile().fileName);
    const calls = file ? makerCallsIn(file, sources).calls : [];
    const inner = calls.filter((call) => contains(wrapper, call));
    const name = nameOfFunction(wrapper);
    return inner.flatMap((call) => {
      if (!isDecidedBy(call, wrapper, sources)) {
        if (name !== null) this.#noteClient(call, bindings, name);
        return [];
      }
      return iterationsOf(call, wrapper, bindings, sources).flatMap((iteration) => {
        const object = definitionObject(iteration.element, iteration.bindings, sources);
        return this.madeBy(call, iteration.bindings, object ?? place, depth + 1).map((made) => ({
          ...made,
          madeBy: name === null ? made.madeBy : [...made.madeBy, name],
        }));
      });
    });
  }

  /** The function is the same for every caller, but the caller may determine its app. */
  #noteClient(call: MakerCall, bindings: Bindings, name: string): void {
    const sources = this.#sources.with(bindings);
    const file = sources.file(call.getSourceFile().fileName);
    if (!file || !ts.isCallExpression(call)) return;
    const shape = shapeOf(call, file, sources);
    if (!shape) return;
    const id = shape.client?.id ?? null;
    if (id !== null) this.apps.set(name, id);
    else for (const taker of takersOf(shape, sources)) this.takers.add(taker);
  }

  /** `list.map(defineTask)`: one call of the wrapper for each element. */
  #madeByIteration(call: ts.CallExpression): FunctionDefinition[] {
    const sources = this.#sources;
    const callee = call.expression;
    const [callback] = call.arguments;
    const wrapper = callback ? functionBehind(callback, sources) : null;
    if (!wrapper || !ts.isPropertyAccessExpression(callee)) return [];
    return (elementsOf(callee.expression, sources) ?? []).flatMap((element) => {
      const object = definitionObject(element.expression, element.bindings, sources);
      const bindings = bindingsOfCall(wrapper.node, [element.expression], element.bindings);
      return this.#madeInside(wrapper.node, bindings, object ?? call, 1);
    });
  }
}

/** An element of a list counts as the place of its function when it says what the function is. */
function definitionObject(
  element: ts.Expression | null,
  bindings: Bindings,
  sources: Sources,
): ts.ObjectLiteralExpression | null {
  const value = element && resolveExpression(element, sources.with(bindings));
  return value && ts.isObjectLiteralExpression(value) ? value : null;
}

/** False when the arguments make neither the name nor the code of the function any clearer. */
function isToldByCall(
  { identity, place, handler, wrappers, madeBy }: FunctionDefinition,
  sources: Sources,
): boolean {
  if (madeBy.length === 0 || wrappers.length > 0 || identity === 'known') return true;
  if (!handler) return false;
  if (contains(place, handler)) return true;
  if (!ts.isCallExpression(place) && !ts.isNewExpression(place)) return false;
  return (place.arguments ?? []).some((argument) => resolveExpression(argument, sources) === handler);
}

const testPath = /\.(test|spec)\.[cm]?[jt]sx?$|\/__(tests|mocks)__\//;

/** A test of a wrapper makes no function that ever runs; a wrapper that belongs to the tests does. */
function isTrial(call: MakerCall, wrapper: FunctionNode): boolean {
  return testPath.test(call.getSourceFile().fileName) && !testPath.test(wrapper.getSourceFile().fileName);
}

/** True when what the call makes is decided by the parameters of `wrapper`. */
function isDecidedBy(call: MakerCall, wrapper: FunctionNode, sources: Sources): boolean {
  const unbound = sources.with(noBindings);
  const file = unbound.file(call.getSourceFile().fileName);
  const shape = file && ts.isCallExpression(call) ? shapeOf(call, file, unbound) : null;
  const open = shape ? decidersOf(shape, unbound) : openParameters(call.arguments ?? [], unbound);
  return open.has(wrapper);
}

function wrapperCalled(
  call: MakerCall,
  file: ParsedFile,
  sources: Sources,
): { node: FunctionNode; bindings: Bindings } | null {
  if (ts.isNewExpression(call)) {
    const constructed = classBehind(call.expression, sources)?.node.members.find(ts.isConstructorDeclaration);
    return constructed ? { node: constructed, bindings: sources.bindings } : null;
  }
  const found = functionBehind(call.expression, sources);
  if (found && (!ts.isMethodDeclaration(found.node) || makes(found.node, sources))) return found;
  // A method of an unknown object (injected, or one of several providers): by its name, if only one has it.
  if (!ts.isPropertyAccessExpression(call.expression)) return null;
  const [name] = namesCalled(call.expression, file);
  if (name === undefined || isMakerName(name)) return null;
  const named = wrappersNamed(name, sources);
  return named.length === 1 && named[0] ? { node: named[0], bindings: sources.bindings } : null;
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
