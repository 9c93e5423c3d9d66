/** Edits that keep the look of the code around them. */
import { ts } from 'ts-morph';
import type { Edit } from '../model/rule.ts';
import type { Span } from '../model/span.ts';

export function insertBefore({ file, start }: Span, text: string): Edit {
  return { at: { file, start, end: start }, text };
}

export function insertBehind({ file, end }: Span, text: string): Edit {
  return { at: { file, start: end, end }, text };
}

export function newlineOf({ file }: Span): string {
  return file.text.includes('\r\n') ? '\r\n' : '\n';
}

/** White space in front of the first thing on the line where the span begins. */
export function indentationOf({ file, start }: Span): string {
  const { line } = file.positionAt(start);
  return /^[ \t]*/.exec(file.text.slice(file.offsetAt({ line, character: 0 })))?.[0] ?? '';
}

/** Removes a statement, with its line when nothing else is on it. */
export function removeStatement(at: Span): Edit {
  const { file } = at;
  const before = file.text.slice(0, at.start);
  const lineStart = before.lastIndexOf('\n') + 1;
  const rest = /^[ \t]*\r?\n/.exec(file.text.slice(at.end));
  const isAlone = before.slice(lineStart).trim() === '' && rest !== null;
  return { at: isAlone ? { file, start: lineStart, end: at.end + (rest?.[0].length ?? 0) } : at, text: '' };
}

/** The statement of a block around a node, where a new line can be inserted before it; null when there is none. */
export function statementAround(node: ts.Node): ts.Statement | null {
  for (let current: ts.Node = node; current.parent; current = current.parent) {
    const { parent } = current;
    if (ts.isFunctionLike(current)) return null;
    if (ts.isBlock(parent) || ts.isSourceFile(parent) || ts.isCaseOrDefaultClause(parent)) {
      return ts.isStatement(current) ? current : null;
    }
  }
  return null;
}

/** A name that nothing in the file is called yet. */
export function freshName(wanted: string, file: Span['file']): string {
  // Members of other things do not count.
  const isTaken = (name: string): boolean => new RegExp(`(?<![.\\w$])${name}(?![\\w$])`).test(file.text);
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? wanted : `${wanted}${count}`;
    if (!isTaken(name)) return name;
  }
}

/** `sendWelcomeMail` as `send-welcome-mail`. */
export function kebab(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .replace(/[^a-zA-Z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .toLowerCase();
}
