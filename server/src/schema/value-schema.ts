/** The type that an expression has, as JSON Schema: for `typeof x`, and for what is sent as an event's data. */

import { ts } from 'ts-morph';
import { returnedBy } from '../syntax/ast.ts';
import { textOf } from '../syntax/constants.ts';
import { initializerOf, nameText, targetOf } from '../syntax/references.ts';
import { isFunctionNode } from '../syntax/scope.ts';
import type { Sources } from '../syntax/sources.ts';
import {
  absent,
  memberSchema,
  mergeSchemas,
  notOptional,
  objectOf,
  optional,
  type Schema,
  unionSchema,
} from './json-schema.ts';
import { literalValue, schemaOfLiteral } from './literal-schema.ts';
import type { SchemaReaders } from './schema-readers.ts';
import { enumObject } from './type-pieces.ts';

const maxDepth = 12;

/** A declaration or an expression; the empty schema when nothing is known. */
export function readValue(node: ts.Node, readers: SchemaReaders): Schema {
  return new ValueReader(readers).of(node, false, 0);
}

/** The result of a function, by its annotation or by what it returns. */
export function readResult(node: ts.Node, readers: SchemaReaders): Schema {
  const made = ts.isVariableDeclaration(node) ? node.initializer : node;
  if (!made || !isFunctionNode(made)) return {};
  if (made.type) return readers.ofType(made.type);
  if (!made.body) return {};
  const returned = returnedBy(made);
  return returned.length === 0 ? absent : unionSchema(returned.map((value) => readValue(value, readers)));
}

class ValueReader {
  readonly #readers: SchemaReaders;
  readonly #sources: Sources;

  constructor(readers: SchemaReaders) {
    this.#readers = readers;
    this.#sources = readers.sources;
  }

  /** @param isConst literals keep their value, as behind `as const`. */
  of(node: ts.Node, isConst: boolean, depth: number): Schema {
    if (depth > maxDepth) return {};
    const inner = (next: ts.Node): Schema => this.of(next, isConst, depth + 1);
    if (ts.isVariableDeclaration(node) || ts.isParameter(node)) return this.#declared(node, depth);
    if (ts.isBindingElement(node)) return this.#element(node, depth);
    if (ts.isEnumMember(node)) return node.initializer ? this.of(node.initializer, true, depth + 1) : {};
    if (isFunctionNode(node)) return absent;
    if (!ts.isExpression(node)) return {};
    if (ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node)) return inner(node.expression);
    if (ts.isSatisfiesExpression(node) || ts.isAwaitExpression(node)) return inner(node.expression);
    if (ts.isAsExpression(node)) {
      const isAsConst = ts.isConstTypeReference(node.type);
      return isAsConst ? this.of(node.expression, true, depth + 1) : this.#readers.ofType(node.type);
    }
    const literal = schemaOfLiteral(node);
    if (literal) return isConst || !('const' in literal) ? literal : { type: typeof literal.const };
    if (ts.isTemplateExpression(node)) return { type: 'string' };
    if (ts.isObjectLiteralExpression(node)) return this.#object(node, isConst, depth);
    if (ts.isArrayLiteralExpression(node)) return this.#array(node, isConst, depth);
    if (ts.isConditionalExpression(node)) return unionSchema([inner(node.whenTrue), inner(node.whenFalse)]);
    if (ts.isBinaryExpression(node)) return this.#binary(node, isConst, depth);
    if (ts.isPrefixUnaryExpression(node)) {
      return { type: node.operator === ts.SyntaxKind.ExclamationToken ? 'boolean' : 'number' };
    }
    if (ts.isTypeOfExpression(node)) return { type: 'string' };
    if (ts.isNewExpression(node)) {
      return node.expression.getText() === 'Date' ? { type: 'string', format: 'date-time' } : {};
    }
    if (ts.isCallExpression(node)) return this.#call(node, depth);
    if (ts.isIdentifier(node)) return this.#name(node, depth);
    if (ts.isPropertyAccessExpression(node)) {
      if (node.name.text === 'length') return { type: 'number' };
      const whole = inner(node.expression);
      return whole.type === 'object' ? notOptional(memberSchema(whole, { const: node.name.text })) : {};
    }
    return {};
  }

  #declared(node: ts.VariableDeclaration | ts.ParameterDeclaration, depth: number): Schema {
    if (node.type) {
      const type = this.#readers.ofType(node.type);
      return ts.isParameter(node) && node.questionToken ? optional(type) : type;
    }
    if (!node.initializer) return {};
    const isConst = ts.isVariableDeclaration(node) && (node.parent.flags & ts.NodeFlags.Const) !== 0;
    // `const kind = 'a'` has the type 'a'; `const list = ['a']` does not.
    const keeps = isConst && literalValue(node.initializer) !== undefined;
    return this.of(node.initializer, keeps, depth + 1);
  }

  #name(identifier: ts.Identifier, depth: number): Schema {
    if (identifier.text === 'undefined') return absent;
    const target = targetOf(identifier, this.#sources);
    if (target?.kind !== 'node') return {};
    const { node } = target;
    if (ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node)) {
      return this.of(node, false, depth + 1);
    }
    if (ts.isEnumDeclaration(node)) return enumObject(node);
    const value = initializerOf(node);
    return value ? this.of(value, false, depth + 1) : {};
  }

  /** A name that is taken out of something by destructuring. */
  #element(element: ts.BindingElement, depth: number): Schema {
    const owner = element.parent.parent;
    const name = element.propertyName ?? element.name;
    if (element.dotDotDotToken || !ts.isIdentifier(name) || !ts.isObjectBindingPattern(element.parent))
      return {};
    const whole = this.of(owner, false, depth + 1);
    const isKnown = whole.type === 'object' && !('additionalProperties' in whole);
    return isKnown ? notOptional(memberSchema(whole, { const: name.text })) : {};
  }

  #object(node: ts.ObjectLiteralExpression, isConst: boolean, depth: number): Schema {
    let whole: Schema = { type: 'object' };
    const own: Record<string, Schema> = {};
    for (const property of node.properties) {
      if (ts.isSpreadAssignment(property)) {
        const spread = notOptional(this.of(property.expression, isConst, depth + 1));
        if (spread.type === 'object') whole = mergeSchemas(whole, spread);
        continue;
      }
      const name = property.name ? this.#nameOf(property.name) : null;
      if (name === null) continue;
      if (ts.isPropertyAssignment(property)) own[name] = this.of(property.initializer, isConst, depth + 1);
      if (ts.isShorthandPropertyAssignment(property)) own[name] = this.#shorthand(property, depth);
    }
    return mergeSchemas(whole, objectOf(own));
  }

  #nameOf(name: ts.PropertyName): string | null {
    return (
      nameText(name) ?? (ts.isComputedPropertyName(name) ? textOf(name.expression, this.#sources) : null)
    );
  }

  #shorthand(property: ts.ShorthandPropertyAssignment, depth: number): Schema {
    return this.#name(property.name, depth);
  }

  #array(node: ts.ArrayLiteralExpression, isConst: boolean, depth: number): Schema {
    const items = node.elements.map((element) =>
      ts.isSpreadElement(element)
        ? memberSchema(this.of(element.expression, isConst, depth + 1), { type: 'number' })
        : this.of(element, isConst, depth + 1),
    );
    const hasSpread = node.elements.some(ts.isSpreadElement);
    if (isConst && !hasSpread)
      return { type: 'array', prefixItems: items, minItems: items.length, items: false };
    return { type: 'array', items: items.length === 0 ? {} : notOptional(unionSchema(items)) };
  }

  #binary(node: ts.BinaryExpression, isConst: boolean, depth: number): Schema {
    const { left, right, operatorToken } = node;
    const sides = (): [Schema, Schema] => [
      this.of(left, isConst, depth + 1),
      this.of(right, isConst, depth + 1),
    ];
    switch (operatorToken.kind) {
      case ts.SyntaxKind.QuestionQuestionToken:
      case ts.SyntaxKind.BarBarToken: {
        const [value, preset] = sides();
        return unionSchema([notOptional(value), preset]);
      }
      case ts.SyntaxKind.PlusToken: {
        const [first, second] = sides();
        if (first.type === 'string' || second.type === 'string') return { type: 'string' };
        return first.type === 'number' && second.type === 'number' ? { type: 'number' } : {};
      }
      case ts.SyntaxKind.MinusToken:
      case ts.SyntaxKind.AsteriskToken:
      case ts.SyntaxKind.SlashToken:
      case ts.SyntaxKind.PercentToken:
        return { type: 'number' };
      case ts.SyntaxKind.EqualsEqualsEqualsToken:
      case ts.SyntaxKind.ExclamationEqualsEqualsToken:
      case ts.SyntaxKind.LessThanToken:
      case ts.SyntaxKind.GreaterThanToken:
      case ts.SyntaxKind.LessThanEqualsToken:
      case ts.SyntaxKind.GreaterThanEqualsToken:
        return { type: 'boolean' };
      default:
        return {};
    }
  }

  #call(node: ts.CallExpression, depth: number): Schema {
    const callee = node.expression.getText();
    const method = ts.isPropertyAccessExpression(node.expression) ? node.expression.name.text : callee;
    if (/^(String|JSON\.stringify)$/.test(callee)) return { type: 'string' };
    if (/^(Number|Date\.now|Math\.\w+|parseInt|parseFloat)$/.test(callee)) return { type: 'number' };
    if (callee === 'Boolean') return { type: 'boolean' };
    if (/(^|\.)(randomUUID|uuid|uuidv4|v4)$/.test(callee)) return { type: 'string', format: 'uuid' };
    if (/^(toISOString|toJSON)$/.test(method)) return { type: 'string', format: 'date-time' };
    if (/^(getTime|valueOf|indexOf)$/.test(method)) return { type: 'number' };
    if (/^(trim|toString|toLowerCase|toUpperCase|join|slice|padStart|toFixed|replace)$/.test(method)) {
      return method === 'slice' ? {} : { type: 'string' };
    }
    if (/^(includes|startsWith|endsWith|some|every|has)$/.test(method)) return { type: 'boolean' };
    if (method === 'parse' || method === 'safeParse') {
      const owner = ts.isPropertyAccessExpression(node.expression) ? node.expression.expression : null;
      return owner && method === 'parse' ? this.#readers.ofValidator(owner) : {};
    }
    if (!ts.isIdentifier(node.expression) || depth > 4) return {};
    const target = targetOf(node.expression, this.#sources);
    return target?.kind === 'node' ? readResult(target.node, this.#readers) : {};
  }
}
