/** Pieces of types that can be read without a look around. */
import { ts } from 'ts-morph';
import { nameText } from '../syntax/references.ts';
import { elementSchema, isNever, memberSchema, objectOf, type Schema } from './json-schema.ts';

export function containsInfer(node: ts.Node): boolean {
  return ts.isInferTypeNode(node) || (ts.forEachChild(node, containsInfer) ?? false);
}

/** `X` of `X[]`, `Array<X>`, `Promise<X>` and the like. */
export function elementType(type: ts.TypeNode): ts.TypeNode | null {
  if (ts.isArrayTypeNode(type)) return type.elementType;
  if (ts.isTypeOperatorNode(type)) return elementType(type.type);
  const isArray = ts.isTypeReferenceNode(type) && /^(Readonly)?Array$/.test(type.typeName.getText());
  return isArray ? (type.typeArguments?.[0] ?? null) : null;
}

export function literalSchema(literal: ts.LiteralTypeNode['literal']): Schema {
  if (literal.kind === ts.SyntaxKind.NullKeyword) return { type: 'null' };
  if (literal.kind === ts.SyntaxKind.TrueKeyword) return { const: true };
  if (literal.kind === ts.SyntaxKind.FalseKeyword) return { const: false };
  if (ts.isStringLiteralLike(literal)) return { const: literal.text };
  if (ts.isNumericLiteral(literal)) return { const: Number(literal.text) };
  if (ts.isPrefixUnaryExpression(literal) && ts.isNumericLiteral(literal.operand)) {
    return { const: -Number(literal.operand.text) };
  }
  return {};
}

export function tupleSchema(node: ts.TupleTypeNode, inner: (type: ts.TypeNode) => Schema): Schema {
  const items: Schema[] = [];
  let minItems = 0;
  let rest: Schema | null = null;
  for (const element of node.elements) {
    const isNamed = ts.isNamedTupleMember(element);
    const type = isNamed ? element.type : element;
    if (ts.isRestTypeNode(type) || (isNamed && element.dotDotDotToken)) {
      rest = memberSchema(inner(type), { type: 'number' });
      continue;
    }
    const item = elementSchema(inner(type));
    // No tuple has an element of the type `never`: nothing can be said of it.
    items.push(isNever(item) ? {} : item);
    const mayBeAbsent = ts.isOptionalTypeNode(type) || (isNamed && element.questionToken !== undefined);
    if (!mayBeAbsent) minItems = items.length;
  }
  return { type: 'array', prefixItems: items, minItems, items: rest ?? false };
}

/** The enum as an object: its members by name. */
export function enumObject(node: ts.EnumDeclaration): Schema {
  let next = 0;
  const members: Record<string, Schema> = {};
  for (const { name, initializer } of node.members) {
    const key = nameText(name) ?? name.getText();
    if (initializer && ts.isStringLiteralLike(initializer)) {
      members[key] = { const: initializer.text };
      continue;
    }
    if (initializer && ts.isNumericLiteral(initializer)) next = Number(initializer.text);
    members[key] = { const: next };
    next += 1;
  }
  return objectOf(members);
}
