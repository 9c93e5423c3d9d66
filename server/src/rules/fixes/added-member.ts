/** One more member in an object literal, written the way the others are. */
import type { ts } from 'ts-morph';
import type { Edit, RuleContext } from '../model/rule.ts';

export function addedMember(
  literal: ts.ObjectLiteralExpression,
  member: string,
  context: Pick<RuleContext, 'span'>,
): Edit | null {
  const whole = context.span(literal);
  if (!whole) return null;
  const { file } = whole;
  const last = literal.properties.at(-1);
  const at = last ? context.span(last) : null;
  if (!last || !at)
    return { at: { ...whole, start: whole.start + 1, end: whole.end - 1 }, text: ` ${member} ` };
  const isOnLines = file.positionAt(at.end).line !== file.positionAt(whole.end).line;
  const behind = file.text.slice(at.end, whole.end);
  const hasComma = literal.properties.hasTrailingComma;
  const place = hasComma ? at.end + behind.indexOf(',') + 1 : at.end;
  const insertion = { file, start: place, end: place };
  if (!isOnLines) return { at: insertion, text: hasComma ? ` ${member},` : `, ${member}` };
  const lineStart = file.offsetAt({ line: file.positionAt(at.start).line, character: 0 });
  const indentation = /^[ \t]*/.exec(file.text.slice(lineStart))?.[0] ?? '';
  const newline = file.text.includes('\r\n') ? '\r\n' : '\n';
  const text = `${newline}${indentation}${member}`;
  return { at: insertion, text: hasComma ? `${text},` : `,${text}` };
}
