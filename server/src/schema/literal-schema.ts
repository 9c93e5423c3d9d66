/** Literals as JSON Schema. */
import { ts } from 'ts-morph';
import type { Schema } from './json-schema.ts';

export function literalValue(node: ts.Expression): string | number | boolean | null | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (node.kind === ts.SyntaxKind.TrueKeyword) return true;
  if (node.kind === ts.SyntaxKind.FalseKeyword) return false;
  return node.kind === ts.SyntaxKind.NullKeyword ? null : undefined;
}

/** Null when the expression is not a literal. */
export function schemaOfLiteral(node: ts.Expression): Schema | null {
  const literal = literalValue(node);
  if (literal === undefined) return null;
  return literal === null ? { type: 'null' } : { const: literal };
}
