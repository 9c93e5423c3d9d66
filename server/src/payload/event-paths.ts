/**
 * Where the handler's argument goes: through destructuring, variables, loops, callbacks and the parameters of helpers.
 * A path begins at the context: `['event', 'data', 'id']`.
 */
import { ts } from 'ts-morph';
import { nameText, propertyOf, targetOf, unwrap } from '../syntax/references.ts';
import { type FunctionNode, isFunctionNode, lookupName } from '../syntax/scope.ts';
import type { Sources } from '../syntax/sources.ts';
import { anyElement } from './guess.ts';

export type Path = readonly string[];

/** What a parameter is bound to: a place in the context, or an object with such places. */
export type Origin = { path: Path } | { literal: ts.ObjectLiteralExpression };

const maxDepth = 16;

export class EventPaths {
  readonly #sources: Sources;
  readonly #origins = new Map<ts.Node, Origin>();

  constructor(sources: Sources) {
    this.#sources = sources;
  }

  /** `declaration`: a parameter, or a variable whose value is known from elsewhere. */
  bind(declaration: ts.Node, origin: Origin): void {
    this.#origins.set(declaration, origin);
  }

  isBound(declaration: ts.Node): boolean {
    return this.#origins.has(declaration);
  }

  /** Null: the expression is no part of the context. */
  pathOf(expression: ts.Expression): Path | null {
    const origin = this.originOf(expression, 0);
    return origin && 'path' in origin ? origin.path : null;
  }

  originOf(expression: ts.Expression, depth: number): Origin | null {
    if (depth > maxDepth) return null;
    const inner = unwrap(expression, true);
    if (ts.isIdentifier(inner)) {
      const declaration = lookupName(inner);
      return declaration && this.originOfDeclaration(declaration, depth + 1);
    }
    if (ts.isPropertyAccessExpression(inner)) {
      return this.#member(this.originOf(inner.expression, depth + 1), inner.name.text, depth);
    }
    if (ts.isElementAccessExpression(inner)) {
      const whole = this.originOf(inner.expression, depth + 1);
      const key = inner.argumentExpression;
      if (ts.isStringLiteralLike(key)) return this.#member(whole, key.text, depth);
      return whole && 'path' in whole ? { path: elementOf(whole.path) } : null;
    }
    if (ts.isObjectLiteralExpression(inner)) return { literal: inner };
    // `event.data.note ?? ''`
    if (ts.isBinaryExpression(inner) && isFallback(inner)) return this.originOf(inner.left, depth + 1);
    return null;
  }

  originOfDeclaration(declaration: ts.Node, depth: number): Origin | null {
    const bound = this.#origins.get(declaration);
    if (bound || depth > maxDepth) return bound ?? null;
    if (ts.isVariableDeclaration(declaration)) {
      const loop = declaration.parent.parent;
      if (ts.isForOfStatement(loop)) {
        const whole = this.originOf(loop.expression, depth + 1);
        return whole && 'path' in whole ? { path: elementOf(whole.path) } : null;
      }
      return declaration.initializer ? this.originOf(declaration.initializer, depth + 1) : null;
    }
    if (!ts.isBindingElement(declaration) || declaration.dotDotDotToken) return null;
    const whole = this.originOfDeclaration(declaration.parent.parent, depth + 1);
    if (ts.isArrayBindingPattern(declaration.parent)) {
      return whole && 'path' in whole ? { path: elementOf(whole.path) } : null;
    }
    const name = keyOf(declaration);
    return name === null ? null : this.#member(whole, name, depth);
  }

  #member(whole: Origin | null, name: string, depth: number): Origin | null {
    if (!whole) return null;
    if ('path' in whole) return { path: [...whole.path, name] };
    const property = propertyOf(whole.literal, name, this.#sources);
    return property && ts.isExpression(property) ? this.originOf(property, depth + 1) : null;
  }

  /** The function of the workspace that a call calls. */
  calleeOf(call: ts.CallExpression): FunctionNode | null {
    const callee = unwrap(call.expression);
    if (!ts.isIdentifier(callee)) return null;
    const target = targetOf(callee, this.#sources);
    const node = target?.kind === 'node' ? target.node : null;
    const made = node && ts.isVariableDeclaration(node) ? node.initializer && unwrap(node.initializer) : node;
    return made && isFunctionNode(made) ? made : null;
  }
}

/** Name of the property that a binding element takes. */
export function keyOf(element: ts.BindingElement): string | null {
  const name = element.propertyName ?? element.name;
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) ? nameText(name) : null;
}

function elementOf(path: Path): Path {
  // A batch: `events` holds what is `event` elsewhere.
  return path.length === 1 && path[0] === 'events' ? ['event'] : [...path, anyElement];
}

function isFallback({ operatorToken }: ts.BinaryExpression): boolean {
  const { kind } = operatorToken;
  return kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.BarBarToken;
}
