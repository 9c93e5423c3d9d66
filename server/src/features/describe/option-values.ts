/** The options of a function as plain values, as far as they are known without running the code. */
import { ts } from 'ts-morph';
import type { FunctionDefinition } from '../../definitions/function-definition.ts';
import { textOf } from '../../syntax/constants.ts';
import { nameText, resolveExpression } from '../../syntax/references.ts';
import type { Sources } from '../../syntax/sources.ts';

/** The source text of an expression whose value is not known. */
export class Source {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type OptionValue =
  | string
  | number
  | boolean
  | Source
  | OptionValue[]
  | { [name: string]: OptionValue };

export function optionValues(
  { options, bindings }: FunctionDefinition,
  sources: Sources,
): { [name: string]: OptionValue } {
  if (!options) return {};
  return objectValue(options, sources.with(bindings), 0);
}

function objectValue(
  object: ts.ObjectLiteralExpression,
  sources: Sources,
  depth: number,
): { [name: string]: OptionValue } {
  const values: { [name: string]: OptionValue } = {};
  for (const property of object.properties) {
    if (ts.isSpreadAssignment(property)) {
      const spread = resolveExpression(property.expression, sources);
      if (spread && ts.isObjectLiteralExpression(spread) && depth < maxDepth) {
        Object.assign(values, objectValue(spread, sources, depth + 1));
      }
      continue;
    }
    const name = property.name ? nameText(property.name) : null;
    if (name === null) continue;
    if (ts.isPropertyAssignment(property))
      values[name] = valueBehind(property.initializer, sources, depth + 1);
    else if (ts.isShorthandPropertyAssignment(property)) {
      values[name] = valueBehind(property.name, sources, depth + 1);
    } else values[name] = new Source(property.getText());
  }
  return values;
}

const maxDepth = 6;

function valueBehind(expression: ts.Expression, sources: Sources, depth: number): OptionValue {
  const value = resolveExpression(expression, sources) ?? expression;
  if (ts.isNumericLiteral(value)) return Number(value.text);
  const text = textOf(expression, sources);
  if (text !== null) return text;
  if (value.kind === ts.SyntaxKind.TrueKeyword) return true;
  if (value.kind === ts.SyntaxKind.FalseKeyword) return false;
  if (depth < maxDepth && ts.isArrayLiteralExpression(value)) {
    return value.elements.map((element) => valueBehind(element, sources, depth + 1));
  }
  if (depth < maxDepth && ts.isObjectLiteralExpression(value)) return objectValue(value, sources, depth + 1);
  return new Source(expression.getText().replace(/\s+/g, ' '));
}
