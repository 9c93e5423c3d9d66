/** Values, names and paths as text. Pure. */
import type { ValueNode } from './value-node.ts';

const shownCharacters = 300;
const shownNames = 5;

export function jsonText(value: unknown): string {
  return value === undefined ? 'undefined' : JSON.stringify(value, null, 2);
}

/** What is copied: the text itself of a string, JSON of everything else. */
export function copiedText({ kind, value, from, to }: ValueNode): string {
  if (kind === 'text') return String(value).slice(from, to);
  if (kind === 'range' && Array.isArray(value)) return jsonText(value.slice(from, to));
  return typeof value === 'string' ? value : jsonText(value);
}

/** `$.steps[3].id`; as code: `event.steps[3].id`. @param root what the whole value is called. */
export function pathText(path: readonly (string | number)[], root: string): string {
  return path.reduce<string>((text, key) => `${text}${accessText(key)}`, root);
}

function accessText(key: string | number): string {
  if (typeof key === 'number') return `[${key}]`;
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

/** A name as it is written in the tree: with quotes where it would be hard to see otherwise. */
export function nameText(key: string | number): string {
  return typeof key === 'number' || /^[^\s"](.*[^\s"])?$/su.test(key) ? String(key) : JSON.stringify(key);
}

/** The value of a node on one line. */
export function valueText({ kind, value, from, to }: ValueNode): string {
  switch (kind) {
    case 'range':
      return `[${from} … ${to - 1}]`;
    case 'text':
      return String(value).slice(from, to);
    case 'array':
      return to === 0 ? '[]' : `[${to}]`;
    case 'object':
      return objectText(value as object);
    case 'string': {
      const text = value as string;
      const shown = text.length > shownCharacters ? `${text.slice(0, shownCharacters)}…` : text;
      return JSON.stringify(shown);
    }
    case 'scalar':
      return String(value);
  }
}

/** The first names say more than their number. */
function objectText(value: object): string {
  const names: string[] = [];
  for (const name in value) {
    if (!Object.hasOwn(value, name)) continue;
    if (names.length === shownNames) return `{ ${names.join(', ')}, … }`;
    names.push(nameText(name));
  }
  return names.length === 0 ? '{}' : `{ ${names.join(', ')} }`;
}
