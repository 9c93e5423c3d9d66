/** The names in what is sent: one payload, a list of them, or whatever makes them. */
import { ts } from 'ts-morph';
import { memberTypeOf } from './declared-types.ts';
import { isIteration } from './iterations.ts';
import { possibleNames } from './possible-names.ts';
import { propertyOf, resolveExpression, targetOf, unwrap } from './references.ts';
import { isFunctionNode, lookupName } from './scope.ts';
import { sdkCallName } from './sdk-call.ts';
import type { Sources } from './sources.ts';

/** Payloads that are made by functions that make payloads, and so on, are followed this far. */
const maxDepth = 5;

/** Expressions that give the names of the events in a payload. */
export function sentNames(payload: ts.Expression, sources: Sources): ts.Expression[] {
  const search = new NameSearch(sources);
  search.visit(payload, 0);
  return [...search.names];
}

class NameSearch {
  readonly names = new Set<ts.Expression>();
  readonly #sources: Sources;

  constructor(sources: Sources) {
    this.#sources = sources;
  }

  visit(expression: ts.Expression, depth: number): void {
    if (depth > maxDepth) return;
    const inner = unwrap(expression, true);
    if (ts.isConditionalExpression(inner)) {
      this.visit(inner.whenTrue, depth);
      this.visit(inner.whenFalse, depth);
      return;
    }
    if (ts.isIdentifier(inner)) {
      this.#visitPushed(inner, depth);
      this.#visitDeclared(inner, depth);
    }
    const value = ts.isCallExpression(inner) ? inner : resolveExpression(inner, this.#sources);
    if (!value) return;
    if (ts.isObjectLiteralExpression(value)) {
      const name = propertyOf(value, 'name', this.#sources);
      if (name && ts.isExpression(name))
        for (const each of possibleNames(name, this.#sources)) this.names.add(each);
    } else if (ts.isArrayLiteralExpression(value)) {
      for (const element of value.elements) {
        this.visit(ts.isSpreadElement(element) ? element.expression : element, depth + 1);
      }
    } else if (ts.isCallExpression(value)) this.#visitCall(value, depth);
    else if (value !== inner) this.visit(value, depth + 1);
  }

  #visitCall(call: ts.CallExpression, depth: number): void {
    const callee = call.expression;
    if (ts.isPropertyAccessExpression(callee)) {
      const method = callee.name.text;
      // SDK 4: `userCreated.create({ … })`.
      if (method === 'create' && isEventType(callee.expression, this.#sources))
        this.names.add(callee.expression);
      if (method === 'map' || method === 'flatMap') {
        const made = call.arguments[0] && unwrap(call.arguments[0]);
        if (made && isFunctionNode(made)) this.#visitResults(made, depth);
      }
      if (method === 'run') {
        // What a step made and a later one sends.
        const made = call.arguments[1] && unwrap(call.arguments[1]);
        if (made && isFunctionNode(made)) this.#visitResults(made, depth);
      }
      if (/^(filter|concat|slice|flat|sort|reverse)$/.test(method)) {
        this.visit(callee.expression, depth + 1);
        if (method === 'concat') for (const part of call.arguments) this.visit(part, depth + 1);
      }
      return;
    }
    if (!ts.isIdentifier(callee)) return;
    const target = targetOf(callee, this.#sources);
    const node = target?.kind === 'node' ? target.node : null;
    const made = node && ts.isVariableDeclaration(node) ? node.initializer && unwrap(node.initializer) : node;
    if (made && isFunctionNode(made)) this.#visitResults(made, depth);
  }

  #visitResults(made: ts.SignatureDeclaration & { body?: ts.Node }, depth: number): void {
    const { body } = made;
    if (!body) return;
    const search = (node: ts.Node): void => {
      if (isFunctionNode(node)) return;
      if (ts.isReturnStatement(node) && node.expression) this.visit(node.expression, depth + 1);
      else ts.forEachChild(node, search);
    };
    if (ts.isBlock(body)) search(body);
    else this.visit(body as ts.Expression, depth + 1);
  }

  /** The element of a list, or a payload whose type names the event. */
  #visitDeclared(name: ts.Identifier, depth: number): void {
    const declaration = lookupName(name);
    if (!declaration || !(ts.isParameter(declaration) || ts.isVariableDeclaration(declaration))) return;
    const list = listOf(declaration);
    if (list) this.visit(list, depth + 1);
    if (declaration.type)
      for (const each of namesInType(declaration.type, this.#sources)) this.names.add(each);
  }

  /** `events.push({ name: … })` on a list that is sent later. */
  #visitPushed(list: ts.Identifier, depth: number): void {
    const target = targetOf(list, this.#sources);
    if (target?.kind !== 'node' || !ts.isVariableDeclaration(target.node)) return;
    const { initializer, parent } = target.node;
    if (!initializer || !ts.isArrayLiteralExpression(unwrap(initializer))) return;
    const search = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
        const { expression: owner, name } = node.expression;
        if (name.text === 'push' && ts.isIdentifier(owner) && owner.text === list.text) {
          for (const item of node.arguments) this.visit(item, depth + 1);
        }
      }
      ts.forEachChild(node, search);
    };
    search(parent.parent.parent);
  }
}

/** `for (const job of jobs)`, `jobs.map((job) => …)`. */
function listOf(declaration: ts.ParameterDeclaration | ts.VariableDeclaration): ts.Expression | null {
  const owner = declaration.parent.parent;
  if (ts.isForOfStatement(owner)) return owner.expression;
  if (!ts.isParameter(declaration) || !ts.isCallExpression(owner)) return null;
  const callee = unwrap(owner.expression);
  const isFirst = declaration.parent.parameters[0] === declaration;
  return isFirst && ts.isPropertyAccessExpression(callee) && isIteration(callee.name.text)
    ? callee.expression
    : null;
}

/** `{ name: 'jobs/made'; data: … }`, and lists and unions of these. */
function namesInType(type: ts.TypeNode, sources: Sources): ts.Expression[] {
  if (ts.isArrayTypeNode(type)) return namesInType(type.elementType, sources);
  if (ts.isUnionTypeNode(type)) return type.types.flatMap((each) => namesInType(each, sources));
  const name = memberTypeOf(type, 'name', sources);
  const texts = name && ts.isUnionTypeNode(name) ? name.types : name ? [name] : [];
  return texts.flatMap((text) =>
    ts.isLiteralTypeNode(text) && ts.isStringLiteral(text.literal) ? [text.literal] : [],
  );
}

function isEventType(expression: ts.Expression, sources: Sources): boolean {
  const value = resolveExpression(expression, sources);
  return value !== null && ts.isCallExpression(value) && sdkCallName(value, sources) === 'eventType';
}
