/**
 * What an expression stands for as far as steps are concerned: the handler's argument, the step tools, a function,
 * an object that carries them. Decided by following names, not by how things are called.
 */
import { ts } from 'ts-morph';
import {
  namespaceMember,
  nameText,
  propertyOf,
  resolveExpression,
  type Target,
  targetOf,
  unwrap,
} from './references.ts';
import { type FunctionNode, isFunctionNode, lookupName } from './scope.ts';
import type { Sources } from './sources.ts';

export type Value =
  /** The argument that the SDK passes to a handler. */
  | { kind: 'context' }
  /** `step` (empty path), `step.ai` (`['ai']`), `step.run` (`['run']`) … */
  | { kind: 'tools'; path: readonly string[] }
  /** `group` of SDK 4. */
  | { kind: 'group'; path: readonly string[] }
  /** `fns` of SDK 1 and 2: every member is a function that runs as a step. */
  | { kind: 'fns'; path: readonly string[] }
  | { kind: 'event' }
  | { kind: 'object'; literal: ts.ObjectLiteralExpression }
  | { kind: 'function'; node: FunctionNode };

const contextMembers: Record<string, Value> = {
  step: { kind: 'tools', path: [] },
  tools: { kind: 'tools', path: [] },
  group: { kind: 'group', path: [] },
  fns: { kind: 'fns', path: [] },
  event: { kind: 'event' },
};

export class Values {
  readonly sources: Sources;
  /** By the node that declares a name: a parameter, binding element or variable. */
  readonly #bound = new Map<ts.Node, Value>();
  /** Functions whose result is being found; a function that returns its own result has none. */
  readonly #evaluating = new Set<FunctionNode>();

  constructor(sources: Sources) {
    this.sources = sources;
  }

  /** Gives a parameter (or destructuring pattern) its value; returns how to take it back. */
  bind(parameter: ts.ParameterDeclaration | ts.BindingElement, value: Value | null): () => void {
    const undo: (() => void)[] = [];
    if (ts.isIdentifier(parameter.name)) {
      const before = this.#bound.get(parameter);
      if (value) this.#bound.set(parameter, value);
      else this.#bound.delete(parameter);
      undo.push(() => (before ? this.#bound.set(parameter, before) : this.#bound.delete(parameter)));
    } else if (ts.isObjectBindingPattern(parameter.name)) {
      for (const element of parameter.name.elements) {
        undo.push(this.bind(element, value ? this.#elementValue(element, value) : null));
      }
    }
    return () => {
      for (const step of undo) step();
    };
  }

  #elementValue(element: ts.BindingElement, whole: Value): Value | null {
    if (element.dotDotDotToken) return whole.kind === 'function' ? null : whole;
    const name = element.propertyName ?? element.name;
    const key = ts.isObjectBindingPattern(name) || ts.isArrayBindingPattern(name) ? null : nameText(name);
    return key === null ? null : this.member(whole, key, 0);
  }

  /** Null: nothing that has to do with steps, as far as can be told. */
  of(expression: ts.Expression, depth = 0): Value | null {
    if (depth > 24) return null;
    const inner = unwrap(expression, true);
    if (ts.isIdentifier(inner)) return this.#ofName(inner, depth);
    if (ts.isArrowFunction(inner) || ts.isFunctionExpression(inner)) return { kind: 'function', node: inner };
    if (ts.isObjectLiteralExpression(inner)) return { kind: 'object', literal: inner };
    if (ts.isPropertyAccessExpression(inner)) {
      if (inner.expression.kind === ts.SyntaxKind.ThisKeyword) return ofThis(inner);
      if (ts.isIdentifier(inner.expression)) {
        // Globals and what is bound are by far the most; neither needs a look at the imports.
        const declaration = lookupName(inner.expression);
        const bound = declaration && this.#bound.get(declaration);
        if (!declaration) return null;
        if (bound) return this.member(bound, inner.name.text, depth + 1);
      }
      const outside = namespaceMember(inner, this.sources);
      if (outside) return this.#ofTarget(outside, depth);
      const whole = this.of(inner.expression, depth + 1);
      return whole ? this.member(whole, inner.name.text, depth + 1) : null;
    }
    if (ts.isElementAccessExpression(inner) && ts.isStringLiteralLike(inner.argumentExpression)) {
      const whole = this.of(inner.expression, depth + 1);
      return whole ? this.member(whole, inner.argumentExpression.text, depth + 1) : null;
    }
    if (ts.isBinaryExpression(inner) && isFallback(inner.operatorToken.kind)) {
      return this.of(inner.left, depth + 1) ?? this.of(inner.right, depth + 1);
    }
    if (ts.isCallExpression(inner) && ts.isPropertyAccessExpression(inner.expression)) {
      // `step.run.bind(step)` is still `step.run`.
      if (inner.expression.name.text === 'bind') return this.of(inner.expression.expression, depth + 1);
    }
    return ts.isCallExpression(inner) ? this.#ofCall(inner, depth) : null;
  }

  /** What a function of the workspace gives back, when that is a function or an object of functions. */
  #ofCall(call: ts.CallExpression, depth: number): Value | null {
    const callee = this.of(call.expression, depth + 1);
    if (callee?.kind !== 'function' || this.#evaluating.has(callee.node)) return null;
    this.#evaluating.add(callee.node);
    try {
      const returned = returnedBy(callee.node);
      if (!returned) return null;
      // What is returned closes over the arguments, so they stay bound.
      callee.node.parameters.forEach((parameter, index) => {
        const argument = call.arguments[index];
        const value = argument ? this.of(argument, depth + 1) : null;
        if (this.carriesSteps(value)) this.bind(parameter, value);
      });
      return this.of(returned, depth + 1);
    } finally {
      this.#evaluating.delete(callee.node);
    }
  }

  /** The call whose result an expression is, through names and imports; null when it is no call. */
  callBehind(expression: ts.Expression): ts.CallExpression | null {
    const value = resolveExpression(expression, this.sources);
    return value && ts.isCallExpression(value) ? value : null;
  }

  member(whole: Value, name: string, depth: number): Value | null {
    switch (whole.kind) {
      case 'context':
        return Object.hasOwn(contextMembers, name) ? (contextMembers[name] ?? null) : null;
      case 'tools':
      case 'group':
      case 'fns':
        return { kind: whole.kind, path: [...whole.path, name] };
      case 'object': {
        const property = propertyOf(whole.literal, name, this.sources);
        if (property && ts.isMethodDeclaration(property)) return { kind: 'function', node: property };
        if (property && ts.isIdentifier(property) && ts.isShorthandPropertyAssignment(property.parent)) {
          return this.#ofName(property, depth + 1);
        }
        if (property) return this.of(property, depth + 1);
        return this.#ofSpread(whole.literal, name, depth);
      }
      default:
        return null;
    }
  }

  /** `{ ...ctx }` carries the handler's argument on. */
  #ofSpread(literal: ts.ObjectLiteralExpression, name: string, depth: number): Value | null {
    for (const property of literal.properties) {
      if (!ts.isSpreadAssignment(property)) continue;
      const spread = this.of(property.expression, depth + 1);
      const found = spread ? this.member(spread, name, depth + 1) : null;
      if (found) return found;
    }
    return null;
  }

  #ofName(identifier: ts.Identifier, depth: number): Value | null {
    const declaration = lookupName(identifier);
    if (!declaration) return null;
    const bound = this.#bound.get(declaration);
    if (bound) return bound;
    if (ts.isBindingElement(declaration)) return this.#ofElement(declaration, depth);
    const target = targetOf(identifier, this.sources);
    return target ? this.#ofTarget(target, depth) : null;
  }

  #ofTarget(target: Target, depth: number): Value | null {
    if (target.kind === 'sdk') {
      if (target.name === 'step') return { kind: 'tools', path: [] };
      return target.name === 'group' ? { kind: 'group', path: [] } : null;
    }
    if (target.kind !== 'node') return null;
    const { node } = target;
    if (this.#bound.has(node)) return this.#bound.get(node) ?? null;
    if (ts.isVariableDeclaration(node)) return node.initializer ? this.of(node.initializer, depth + 1) : null;
    if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node)) return { kind: 'function', node };
    if (ts.isBindingElement(node)) return this.#ofElement(node, depth);
    if (ts.isExpression(node)) return this.of(node, depth + 1);
    return null;
  }

  /** A name taken out of a variable's value by destructuring. */
  #ofElement(element: ts.BindingElement, depth: number): Value | null {
    const owner = element.parent.parent;
    let whole: Value | null = null;
    if (ts.isBindingElement(owner)) whole = this.#bound.get(owner) ?? this.#ofElement(owner, depth + 1);
    else if (ts.isVariableDeclaration(owner) && owner.initializer)
      whole = this.of(owner.initializer, depth + 1);
    return whole && ts.isObjectBindingPattern(element.parent) ? this.#elementValue(element, whole) : null;
  }

  /** True when a value gives whoever receives it the means to make steps. */
  carriesSteps(value: Value | null, depth = 0): boolean {
    if (!value || depth > 6) return false;
    if (value.kind === 'object') {
      return value.literal.properties.some((property) => {
        if (ts.isSpreadAssignment(property))
          return this.carriesSteps(this.of(property.expression), depth + 1);
        const name = property.name ? nameText(property.name) : null;
        return name !== null && this.carriesSteps(this.member(value, name, 0), depth + 1);
      });
    }
    return (
      value.kind === 'context' || value.kind === 'tools' || value.kind === 'group' || value.kind === 'fns'
    );
  }
}

/** The function or object literal that a function returns in its last statement; null: it returns something else. */
function returnedBy(node: FunctionNode): ts.Expression | null {
  const { body } = node;
  if (!body) return null;
  let expression: ts.Expression | undefined;
  if (ts.isBlock(body)) {
    const last = body.statements.at(-1);
    expression = last && ts.isReturnStatement(last) ? last.expression : undefined;
  } else expression = body;
  if (!expression) return null;
  const inner = unwrap(expression);
  const isWorthIt =
    ts.isArrowFunction(inner) ||
    ts.isFunctionExpression(inner) ||
    ts.isObjectLiteralExpression(inner) ||
    ts.isIdentifier(inner);
  return isWorthIt ? inner : null;
}

function isFallback(kind: ts.SyntaxKind): boolean {
  return kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.BarBarToken;
}

/** `this.method` of the class or object that the code stands in. */
function ofThis(access: ts.PropertyAccessExpression): Value | null {
  for (let node: ts.Node | undefined = access.parent; node; node = node.parent) {
    const members = ts.isClassLike(node) ? node.members : undefined;
    if (!members) continue;
    for (const member of members) {
      if (!member.name || nameText(member.name as ts.PropertyName) !== access.name.text) continue;
      if (ts.isMethodDeclaration(member)) return { kind: 'function', node: member };
      if (ts.isPropertyDeclaration(member) && member.initializer && isFunctionNode(member.initializer)) {
        return { kind: 'function', node: member.initializer };
      }
    }
    return null;
  }
  return null;
}
