/** Expressions and what comes of them, written as CEL writes values: `9` is whole, `9.0` a fraction, `"9"` a text. */
import { expect } from 'vitest';
import { parseExpression } from '../../../runtime/src/expressions/expression.ts';
import {
  type Duration,
  kindOf,
  type Timestamp,
  type TypeName,
  type Uint,
} from '../../../runtime/src/expressions/values.ts';

/** A Saturday. */
export const now = Date.UTC(2026, 0, 3);

export interface Given {
  event?: Record<string, unknown>;
  async?: Record<string, unknown>;
}

/** `error` when it cannot be evaluated. */
export function checkExpressions({ event = {}, async }: Given, cases: Record<string, string>): void {
  const scope = { variables: { event, async }, now, interpolated: async !== undefined };
  const evaluated = Object.keys(cases).map((text) => {
    try {
      return [text, shown(parseExpression(text).evaluate(scope))];
    } catch {
      return [text, 'error'];
    }
  });
  expect(Object.fromEntries(evaluated)).toEqual(cases);
}

function shown(value: unknown): string {
  switch (kindOf(value)) {
    case 'double':
      return Number.isInteger(value) ? `${value}.0` : String(value);
    case 'uint':
      return `${(value as Uint).value}u`;
    case 'string':
      return JSON.stringify(value);
    case 'list':
      return `[${(value as unknown[]).map(shown).join(', ')}]`;
    case 'map':
      return `{${Object.entries(value as object)
        .map(([name, each]) => `${name}: ${shown(each)}`)
        .join(', ')}}`;
    case 'timestamp':
      return new Date((value as Timestamp).time).toISOString();
    case 'duration':
      return `${(value as Duration).milliseconds}ms`;
    case 'type':
      return (value as TypeName).name;
    default:
      return String(value);
  }
}
