/**
 * Which fields an event needs to resume a wait. Reads the conjunction of comparisons that `match` and the
 * usual `if` are (`event.data.id == async.data.id && async.data.ok == true`); what it cannot derive is returned. Pure.
 */
import type { EventRecord } from '../../../runtime/src/contract/run.ts';

export interface MatchingEvent {
  /** To be laid over the payload. */
  data: Record<string, unknown>;
  /** Clauses that could not be filled in: the user has to satisfy them. */
  unresolved: string[];
}

type Path = (string | number)[];
type Side = { kind: 'async'; path: Path } | { kind: 'value'; value: unknown } | { kind: 'other' };

/** @param trigger the event that started the run: `event` in the expression. */
export function matchingEvent(expression: string | null, trigger: EventRecord | null): MatchingEvent {
  const result: MatchingEvent = { data: {}, unresolved: [] };
  for (const clause of expression === null ? [] : splitTopLevel(expression, '&&')) {
    const wanted = wantedField(clause, trigger);
    if (wanted === null) result.unresolved.push(clause);
    else setAt(result.data, wanted.path, wanted.value);
  }
  return result;
}

function wantedField(clause: string, trigger: EventRecord | null): { path: Path; value: unknown } | null {
  const text = withoutParentheses(clause);
  const sides = splitTopLevel(text, '==');
  if (sides.length === 2) {
    const [left, right] = sides.map((side) => readSide(side, trigger));
    if (left?.kind === 'async' && right?.kind === 'value') return dataField(left.path, right.value);
    if (right?.kind === 'async' && left?.kind === 'value') return dataField(right.path, left.value);
    return null;
  }
  if (sides.length !== 1) return null;
  const negated = text.startsWith('!');
  const side = readSide(negated ? text.slice(1) : text, trigger);
  return side.kind === 'async' ? dataField(side.path, !negated) : null;
}

/** Only fields under `data` can be filled in a payload. */
function dataField(path: Path, value: unknown): { path: Path; value: unknown } | null {
  return path[0] === 'data' && path.length > 1 ? { path: path.slice(1), value } : null;
}

function readSide(text: string, trigger: EventRecord | null): Side {
  const source = withoutParentheses(text);
  const literal = readLiteral(source);
  if (literal) return { kind: 'value', value: literal.value };
  const path = readPath(source);
  if (path?.[0] === 'async') return { kind: 'async', path: path.slice(1) };
  if (path?.[0] === 'event' && trigger) {
    const value = path.slice(1).reduce<unknown>(valueIn, trigger);
    return value === undefined ? { kind: 'other' } : { kind: 'value', value };
  }
  return { kind: 'other' };
}

function readLiteral(text: string): { value: unknown } | null {
  if (text === 'true' || text === 'false') return { value: text === 'true' };
  if (text === 'null') return { value: null };
  if (/^-?\d+(\.\d+)?$/.test(text)) return { value: Number(text) };
  const quoted = /^"((?:[^"\\]|\\.)*)"$|^'((?:[^'\\]|\\.)*)'$/.exec(text);
  if (!quoted) return null;
  const inner = quoted[1] ?? quoted[2] ?? '';
  return { value: inner.replace(/\\(.)/g, (_, escaped: string) => escapes[escaped] ?? escaped) };
}

const escapes: Record<string, string> = { n: '\n', t: '\t', r: '\r' };

/** `event.data.items[0]['a b']` → its keys; null when it is anything else. */
function readPath(text: string): Path | null {
  const first = /^[A-Za-z_]\w*/.exec(text);
  if (!first) return null;
  const path: Path = [first[0]];
  let rest = text.slice(first[0].length);
  while (rest !== '') {
    const part = /^\.([A-Za-z_]\w*)|^\[(\d+)\]|^\["([^"\\]*)"\]|^\['([^'\\]*)'\]/.exec(rest);
    if (!part) return null;
    path.push(part[2] === undefined ? (part[1] ?? part[3] ?? part[4] ?? '') : Number(part[2]));
    rest = rest.slice(part[0].length);
  }
  return path;
}

function valueIn(value: unknown, key: string | number): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function setAt(target: Record<string, unknown>, path: Path, value: unknown): void {
  let place: Record<string | number, unknown> = target;
  for (const [index, key] of path.entries()) {
    if (isUnsafeKey(key)) return;
    if (index === path.length - 1) place[key] = value;
    else {
      const next = place[key];
      const made =
        typeof next === 'object' && next !== null ? next : typeof path[index + 1] === 'number' ? [] : {};
      place[key] = made;
      place = made as Record<string | number, unknown>;
    }
  }
}

function isUnsafeKey(key: string | number): boolean {
  return key === '__proto__' || key === 'constructor' || key === 'prototype';
}

/** Parts between the operator where no quote or bracket is open, trimmed. */
export function splitTopLevel(text: string, operator: '&&' | '=='): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quote = '';
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    if (quote !== '') {
      if (char === '\\') at++;
      else if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if ('([{'.includes(char)) depth++;
    else if (')]}'.includes(char)) depth--;
    else if (depth === 0 && text.startsWith(operator, at) && !'!<>='.includes(text[at - 1] ?? ' ')) {
      parts.push(text.slice(from, at).trim());
      from = at + operator.length;
      at = from - 1;
    }
  }
  parts.push(text.slice(from).trim());
  return parts;
}

function withoutParentheses(text: string): string {
  let inner = text.trim();
  while (inner.startsWith('(') && inner.endsWith(')') && closesAtEnd(inner))
    inner = inner.slice(1, -1).trim();
  return inner;
}

function closesAtEnd(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length - 1; at++) {
    if (text[at] === '(') depth++;
    if (text[at] === ')') depth--;
    if (depth === 0) return false;
  }
  return true;
}
