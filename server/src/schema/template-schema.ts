/** Template literal types: all their texts when they are few, else a pattern with an example. Pure. */
import { escapedForRegExp } from '../values/quoting.ts';
import { type Schema, unionSchema, valuesOf } from './json-schema.ts';

/** Texts listed one by one. */
const maxTexts = 64;

/** @param pieces each type in the template, and the text behind it. */
export function templateSchema(head: string, pieces: readonly (readonly [Schema, string])[]): Schema {
  let texts: string[] | null = [head];
  for (const [type, tail] of pieces) {
    const values = valuesOf(type).map(String);
    const known: string[] = texts ?? [];
    texts =
      texts === null || values.length === 0 || known.length * values.length > maxTexts
        ? null
        : known.flatMap((before) => values.map((value) => before + value + tail));
  }
  if (texts) return unionSchema(texts.map((text) => ({ const: text })));
  const parts = pieces.map(([type, tail]) => ({ ...partOf(type), tail }));
  return {
    type: 'string',
    pattern: `^${escapedForRegExp(head)}${parts.map(({ pattern, tail }) => pattern + escapedForRegExp(tail)).join('')}$`,
    examples: [head + parts.map(({ example, tail }) => example + tail).join('')],
  };
}

function partOf(type: Schema): { pattern: string; example: string } {
  const values = valuesOf(type).map(String);
  if (values.length > 0)
    return { pattern: `(${values.map(escapedForRegExp).join('|')})`, example: values[0] ?? '' };
  if (type.type === 'number' || type.type === 'integer') {
    return { pattern: '-?\\d+(\\.\\d+)?', example: '1' };
  }
  if (type.type === 'boolean') return { pattern: '(true|false)', example: 'true' };
  return { pattern: '[\\s\\S]*', example: '' };
}
