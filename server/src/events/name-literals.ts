/** From an expression to the place where its text is written: through constants, records, enums and `eventType()`. */
import { ts } from 'ts-morph';
import type { ParsedFile } from '../syntax/parsed-file.ts';
import { nameText, propertyOf, resolveExpression, targetOf, unwrap } from '../syntax/references.ts';
import { sdkCallName } from '../syntax/sdk-call.ts';
import type { Sources } from '../syntax/sources.ts';
import type { Range } from '../workflow-graph.ts';
import type { NameLocation } from './event-use.ts';

/** Null: the text is put together from pieces, or known at run time only. */
export function literalBehind(expression: ts.Expression, sources: Sources): ts.StringLiteralLike | null {
  const inner = unwrap(expression);
  if (ts.isStringLiteralLike(inner)) return inner;
  const member = enumInitializer(inner, sources);
  if (member) return literalBehind(member, sources);
  const value = resolveExpression(inner, sources);
  if (value && value !== inner) return literalBehind(value, sources);
  if (ts.isCallExpression(inner) && sdkCallName(inner, sources) === 'eventType') {
    return inner.arguments[0] ? literalBehind(inner.arguments[0], sources) : null;
  }
  if (ts.isPropertyAccessExpression(inner) && /^(name|event)$/.test(inner.name.text)) {
    const whole = resolveExpression(inner.expression, sources);
    if (whole && ts.isCallExpression(whole)) return literalBehind(whole, sources);
  }
  return null;
}

function enumInitializer(expression: ts.Expression, sources: Sources): ts.Expression | null {
  if (!ts.isPropertyAccessExpression(expression) || !ts.isIdentifier(expression.expression)) return null;
  const target = targetOf(expression.expression, sources);
  if (target?.kind !== 'node' || !ts.isEnumDeclaration(target.node)) return null;
  const { text } = expression.name;
  return target.node.members.find((member) => nameText(member.name) === text)?.initializer ?? null;
}

/** Value of a property as an expression; methods are none. */
export function memberOf(
  object: ts.ObjectLiteralExpression,
  name: string,
  sources: Sources,
): ts.Expression | null {
  const value = propertyOf(object, name, sources);
  return value && ts.isExpression(value) ? value : null;
}

/** The text between the quotes; the whole node when it has none. */
export function textRange(file: ParsedFile, node: ts.Node): Range {
  const isQuoted = ts.isStringLiteralLike(node);
  const start = node.getStart(file.tree) + (isQuoted ? 1 : 0);
  // A literal that is not closed yet ends where its line ends.
  const isClosed = isQuoted && /['"`]$/.test(file.text.slice(start, node.end));
  return { start: file.positionAt(start), end: file.positionAt(node.end - (isClosed ? 1 : 0)) };
}

export function nameLocation(node: ts.Node | null, sources: Sources): NameLocation | null {
  const file = node && sources.file(node.getSourceFile().fileName);
  return file && node ? { path: file.path, range: textRange(file, node) } : null;
}
