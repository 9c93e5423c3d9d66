/** ArkType's definitions: types written as texts, which read nearly like TypeScript's. */
import { ts } from 'ts-morph';
import { textOf } from '../syntax/constants.ts';
import { literalOf, nameText, resolveExpression } from '../syntax/references.ts';
import type { Sources } from '../syntax/sources.ts';
import { notOptional, objectOf, optional, type Schema, unionSchema } from './json-schema.ts';
import { literalSchema } from './type-pieces.ts';

/** `type({ 'note?': 'string', tags: 'string[]', state: "'open' | 'closed'" })`. */
export function schemaOfArkType(call: ts.CallExpression, sources: Sources): Schema {
  return definition(call.arguments[0], sources, 0);
}

function definition(expression: ts.Expression | undefined, sources: Sources, depth: number): Schema {
  if (!expression || depth > 10) return {};
  const text = textOf(expression, sources);
  if (text !== null) return schemaOfText(text);
  const value = resolveExpression(expression, sources);
  if (value && ts.isArrayLiteralExpression(value)) {
    // `['string', '|', 'number']` is a union, `[X, '[]']` an array.
    const [first, operator, second] = value.elements;
    const word = operator ? textOf(operator, sources) : null;
    if (word === '[]') return { type: 'array', items: definition(first, sources, depth + 1) };
    if (word === '|')
      return unionSchema([definition(first, sources, depth + 1), definition(second, sources, depth + 1)]);
    return definition(first, sources, depth + 1);
  }
  if (value && ts.isCallExpression(value)) return schemaOfArkType(value, sources);
  const literal = literalOf(expression, sources);
  if (!literal) return {};
  const properties: Record<string, Schema> = {};
  for (const property of literal.properties) {
    const name = property.name ? nameText(property.name) : null;
    if (name === null || !ts.isPropertyAssignment(property)) continue;
    const schema = definition(property.initializer, sources, depth + 1);
    const mayBeAbsent = name.endsWith('?');
    properties[mayBeAbsent ? name.slice(0, -1) : name] = mayBeAbsent ? optional(schema) : schema;
  }
  return objectOf(properties);
}

const keywords: Record<string, Schema> = {
  string: { type: 'string' },
  number: { type: 'number' },
  boolean: { type: 'boolean' },
  Date: { type: 'string', format: 'date-time' },
  'string.email': { type: 'string', format: 'email' },
  'string.url': { type: 'string', format: 'uri' },
  'string.uuid': { type: 'string', format: 'uuid' },
  'string.date.iso': { type: 'string', format: 'date-time' },
  'number.integer': { type: 'integer' },
};

/** Limits such as `string > 0` and presets such as `number = 1` are left out of what is parsed. */
function schemaOfText(text: string): Schema {
  const preset = /^(.*[^=<>!])=([^=>].*)$/.exec(text);
  const plain = (preset?.[1] ?? text)
    .replace(/\s*(<=|>=|<|>|%)\s*\d+(\.\d+)?/g, '')
    .replace(/\d+\s*(<=|<)\s*/g, '');
  const file = ts.createSourceFile('/type.ts', `type T = ${plain};`, ts.ScriptTarget.ESNext, true);
  const [statement] = file.statements;
  const schema = statement && ts.isTypeAliasDeclaration(statement) ? schemaOfNode(statement.type) : {};
  return preset ? optional(schema) : schema;
}

function schemaOfNode(node: ts.TypeNode): Schema {
  const word = keywords[node.getText()];
  if (word) return word;
  if (ts.isLiteralTypeNode(node)) return literalSchema(node.literal);
  if (ts.isParenthesizedTypeNode(node)) return schemaOfNode(node.type);
  if (ts.isArrayTypeNode(node)) return { type: 'array', items: notOptional(schemaOfNode(node.elementType)) };
  if (ts.isUnionTypeNode(node)) return unionSchema(node.types.map(schemaOfNode));
  // `string.alphanumeric` and all the other kinds of one type.
  const [head = ''] = node.getText().split('.');
  return keywords[head] ?? {};
}
