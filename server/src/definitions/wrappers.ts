/**
 * Functions of the workspace that make functions: `createTask(id, handler)` around `client.createFunction(…)`. Known
 * by name first, so that a file without one of the names needs no look at all; a call by such a name is then
 * followed to the function it really runs.
 */
import { ts } from 'ts-morph';
import { contains, enclosingFunction, hasModifier, isTransparent } from '../syntax/ast.ts';
import { functionBehind } from '../syntax/callee.ts';
import { isIteration, loopsAround } from '../syntax/iterations.ts';
import type { ParsedFile } from '../syntax/parsed-file.ts';
import { classBehind, nameText, targetOf, unwrap } from '../syntax/references.ts';
import { type FunctionNode, isFunctionNode } from '../syntax/scope.ts';
import { sdkCallName } from '../syntax/sdk-call.ts';
import type { Sources } from '../syntax/sources.ts';
import type { WrapperIndex } from '../syntax/wrapper-index.ts';
import { isMakerName } from './maker-names.ts';

export type MakerCall = ts.CallExpression | ts.NewExpression;

/** The names that a call may go by, nearest first; an imported name stands for the one that was exported. */
export function namesCalled(callee: ts.Expression, file: ParsedFile): string[] {
  const inner = unwrap(callee);
  if (ts.isPropertyAccessExpression(inner)) return [inner.name.text];
  if (ts.isElementAccessExpression(inner)) {
    return ts.isStringLiteralLike(inner.argumentExpression) ? [inner.argumentExpression.text] : [];
  }
  // `define('x')(handler)`
  if (ts.isCallExpression(inner)) return namesCalled(inner.expression, file);
  if (!ts.isIdentifier(inner)) return [];
  const imported = file.imports.get(inner.text);
  if (!imported) return [inner.text];
  return imported.name === 'default' ? [defaultName(imported.specifier)] : [imported.name];
}

/** A default export goes by its module: whoever imports it may call it anything. */
export function defaultName(path: string): string {
  const parts = path.replace(/\.[cm]?[jt]sx?$/, '').split('/');
  const last = parts.at(-1) ?? '';
  return `default:${last === 'index' ? (parts.at(-2) ?? last) : last}`;
}

export interface MakerCalls {
  calls: MakerCall[];
  /** Iterations whose callback is a wrapper: `list.map(defineJob)`. */
  iterations: ts.CallExpression[];
  /** Methods and classes with decorators. */
  decorated: (ts.MethodDeclaration | ts.ClassDeclaration | ts.PropertyDeclaration)[];
}

interface Collected {
  version: number;
  found: MakerCalls;
}

const collected = new WeakMap<ParsedFile, Collected>();

/** Calls whose name may make a function. By name alone, so that ordinary calls cost nothing. */
export function makerCallsIn(file: ParsedFile, sources: Sources): MakerCalls {
  const { version } = sources.wrappers;
  const known = collected.get(file);
  if (known?.version === version) return known.found;
  const found = collect(file, sources.wrappers);
  collected.set(file, { version, found });
  return found;
}

function collect(file: ParsedFile, wrappers: WrapperIndex): MakerCalls {
  const found: MakerCalls = { calls: [], iterations: [], decorated: [] };
  /** Names that this file gives to wrappers it has made or taken out of something. */
  const aliases = new Set<string>();
  const isMaker = (name: string): boolean => isMakerName(name) || wrappers.has(name) || aliases.has(name);
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      const names = namesCalled(node.expression, file);
      if (names.some(isMaker)) {
        found.calls.push(node);
        // Nothing inside the handler of a function makes another one.
        if (names.some(isMakerName)) {
          visitOthers(node);
          return;
        }
      } else if (ts.isCallExpression(node) && iteratesWith(node, file, isMaker)) found.iterations.push(node);
    } else if (ts.isVariableDeclaration(node) && node.initializer) {
      for (const name of aliasesIn(node, node.initializer, file, isMaker)) aliases.add(name);
    } else if (
      (ts.isMethodDeclaration(node) || ts.isClassDeclaration(node) || ts.isPropertyDeclaration(node)) &&
      node.modifiers?.some(ts.isDecorator)
    ) {
      found.decorated.push(node);
    }
    ts.forEachChild(node, visit);
  };
  const visitOthers = (call: MakerCall): void => {
    visit(call.expression);
    for (const argument of call.arguments ?? []) if (!isFunctionNode(argument)) visit(argument);
  };
  visit(file.tree);
  return found;
}

function iteratesWith(
  call: ts.CallExpression,
  file: ParsedFile,
  isMaker: (name: string) => boolean,
): boolean {
  const [first] = call.arguments;
  if (!first || !ts.isPropertyAccessExpression(call.expression)) return false;
  if (!isIteration(call.expression.name.text) || isFunctionNode(first)) return false;
  return namesCalled(first, file).some(isMaker);
}

/** `const define = createDefiner(client)`, `const { createFunction: make } = client`, `const make = client.createFunction`. */
function aliasesIn(
  { name }: ts.VariableDeclaration,
  initializer: ts.Expression,
  file: ParsedFile,
  isMaker: (name: string) => boolean,
): string[] {
  if (ts.isObjectBindingPattern(name)) {
    return name.elements.flatMap((element) => {
      const key = element.propertyName ?? element.name;
      const isTaken = ts.isIdentifier(key) && isMaker(key.text) && ts.isIdentifier(element.name);
      return isTaken ? [(element.name as ts.Identifier).text] : [];
    });
  }
  if (!ts.isIdentifier(name)) return [];
  const inner = unwrap(initializer);
  if (ts.isCallExpression(inner)) {
    const callee = inner.expression;
    if (ts.isPropertyAccessExpression(callee) && callee.name.text === 'bind') {
      return namesCalled(callee.expression, file).some(isMaker) ? [name.text] : [];
    }
    // The SDK's own makers return a function that runs, not one that makes others.
    const names = namesCalled(callee, file);
    return names.some((called) => isMaker(called) && !isMakerName(called)) ? [name.text] : [];
  }
  const isReference = ts.isPropertyAccessExpression(inner) || ts.isIdentifier(inner);
  return isReference && namesCalled(inner, file).some(isMaker) ? [name.text] : [];
}

/** True when a function's body makes functions; false for the method of a base class that others fill in. */
export function makes(node: FunctionNode, sources: Sources): boolean {
  const file = sources.file(node.getSourceFile().fileName);
  const calls = file ? makerCallsIn(file, sources).calls : [];
  return calls.some((call) => contains(node, call));
}

/** What callers know a function by; null when nobody can call it by name. */
export function nameOfFunction(node: FunctionNode): string | null {
  if (ts.isConstructorDeclaration(node)) return node.parent.name?.text ?? null;
  if (node.name) return nameText(node.name as ts.PropertyName);
  let at: ts.Node = node;
  while (isTransparent(at.parent) || isOutcome(at)) at = at.parent;
  const { parent } = at;
  if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)) return parent.name.text;
  if (ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent)) return nameText(parent.name);
  if (ts.isBinaryExpression(parent) && ts.isPropertyAccessExpression(parent.left)) {
    return parent.left.name.text === 'exports'
      ? defaultName(node.getSourceFile().fileName)
      : parent.left.name.text;
  }
  if (ts.isExportAssignment(parent)) return defaultName(node.getSourceFile().fileName);
  // A function that a function returns goes by the name of the one that returns it.
  if (ts.isReturnStatement(parent) || parent === enclosingFunction(at)) {
    const outer = enclosingFunction(at);
    return outer ? nameOfFunction(outer) : null;
  }
  return null;
}

/** What a condition chooses: `isOn ? work : idle`. */
function isOutcome(node: ts.Node): boolean {
  return ts.isConditionalExpression(node.parent) && node.parent.condition !== node;
}

/**
 * Functions on whose parameters an expression depends, and which somebody may call by name. What a handler does with
 * them does not count: only what the function is.
 */
export function openParameters(expressions: readonly ts.Node[], sources: Sources): Set<FunctionNode> {
  const search = new OpenSearch(sources);
  for (const expression of expressions) search.visit(expression);
  return search.found;
}

class OpenSearch {
  readonly found = new Set<FunctionNode>();
  readonly #seen = new Set<ts.Node>();
  readonly #sources: Sources;

  constructor(sources: Sources) {
    this.#sources = sources;
  }

  visit(node: ts.Node): void {
    if (isFunctionNode(node)) return;
    if (ts.isIdentifier(node) && !isNameOnly(node)) this.#visitName(node);
    if (ts.isPropertyAccessExpression(node) && node.expression.kind === ts.SyntaxKind.ThisKeyword) {
      this.#visitOwnMember(node);
    }
    ts.forEachChild(node, (child) => this.visit(child));
  }

  /** `this.id` that each class which extends this one says for itself. */
  #visitOwnMember(access: ts.PropertyAccessExpression): void {
    const type = classBehind(access.expression, this.#sources)?.node;
    const member = type?.members.find(({ name }) => name && nameText(name) === access.name.text);
    const isLeftOpen =
      member !== undefined &&
      ts.isPropertyDeclaration(member) &&
      hasModifier(member, ts.SyntaxKind.AbstractKeyword);
    let method: ts.Node | null = enclosingFunction(access);
    while (method && !ts.isMethodDeclaration(method)) method = enclosingFunction(method);
    if (isLeftOpen && method) this.found.add(method);
  }

  #visitName(name: ts.Identifier): void {
    const target = targetOf(name, this.#sources);
    if (target?.kind !== 'node' || this.#seen.has(target.node)) return;
    this.#seen.add(target.node);
    const { bindings } = this.#sources;
    const owner = ownerOf(target.node);
    const value = bindings.get(target.node) ?? bindings.get(owner);
    if (value) {
      for (const each of [value].flat()) this.visit(each);
    } else if (ts.isVariableDeclaration(owner)) {
      const { initializer } = owner;
      if (!initializer) for (const list of listsOfVariable(owner)) this.visit(list);
      else if (!isTellingNothing(initializer, this.#sources)) this.visit(initializer);
    } else if (ts.isParameter(owner) && isFunctionNode(owner.parent)) {
      if (nameOfFunction(owner.parent) !== null && !isCallback(owner.parent)) this.found.add(owner.parent);
      else for (const list of listsOfCallback(owner.parent)) this.visit(list);
    }
  }
}

/** The caller does not decide what an unknown function does with its arguments. */
function isTellingNothing(value: ts.Expression, sources: Sources): boolean {
  const inner = unwrap(value, true);
  if (!ts.isCallExpression(inner)) return false;
  const callee = inner.expression;
  const isTextMethod =
    ts.isPropertyAccessExpression(callee) &&
    /^(to(Lower|Upper)Case|trim|replace(All)?|join|concat|toString|map|filter|slice|split)$/.test(
      callee.name.text,
    );
  return !isTextMethod && sdkCallName(inner, sources) === null && functionBehind(callee, sources) === null;
}

/** The parameter or variable that a destructured name comes from. */
function ownerOf(declaration: ts.Node): ts.Node {
  let owner = declaration;
  while (ts.isBindingElement(owner)) owner = owner.parent.parent;
  return owner;
}

/** `for (const variable of list)`. */
function listsOfVariable(variable: ts.VariableDeclaration): ts.Expression[] {
  const loop = variable.parent.parent;
  return ts.isForOfStatement(loop) || ts.isForInStatement(loop) ? [loop.expression] : [];
}

/** `list.map(callback)`. */
function listsOfCallback(callback: FunctionNode): ts.Expression[] {
  return loopsAround(callback, callback.parent).map(({ list }) => list);
}

/** Passed to other code, which decides its arguments. */
function isCallback(node: FunctionNode): boolean {
  return ts.isCallExpression(node.parent);
}

/** The name of a member or property, which refers to nothing by itself. */
function isNameOnly(name: ts.Identifier): boolean {
  const { parent } = name;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === name;
  return ts.isPropertyAssignment(parent) && parent.name === name;
}
