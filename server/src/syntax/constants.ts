/** Texts that can be told without running the code: literals, constants, enums, and patterns of templates. */
import { ts } from 'ts-morph';
import type { StepId } from '../workflow-graph.ts';
import { resolveExpression, targetOf, unwrap } from './references.ts';
import type { Sources } from './sources.ts';

/** Null when the text depends on the run. */
export function textOf(expression: ts.Expression | undefined, sources: Sources): string | null {
  if (!expression) return null;
  const id = stepIdOf(expression, sources);
  return id.kind === 'literal' ? id.value : null;
}

type Piece = { text: string } | { source: string };

export function stepIdOf(expression: ts.Expression | undefined, sources: Sources): StepId {
  if (!expression) return { kind: 'unknown', source: '' };
  const pieces = piecesOf(expression, sources, 0);
  if (pieces.every((piece) => 'text' in piece)) {
    return { kind: 'literal', value: pieces.map((piece) => piece.text).join('') };
  }
  const source = expression.getText();
  if (pieces.length === 1) return { kind: 'unknown', source };
  const regex = pieces.map((piece) => ('text' in piece ? escapeRegex(piece.text) : '[\\s\\S]*')).join('');
  return { kind: 'pattern', source, regex: `^${regex}$` };
}

function escapeRegex(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

function piecesOf(expression: ts.Expression, sources: Sources, depth: number): Piece[] {
  const inner = unwrap(expression);
  if (depth > 10) return [{ source: inner.getText() }];
  if (ts.isStringLiteralLike(inner)) return [{ text: inner.text }];
  if (ts.isNumericLiteral(inner)) return [{ text: inner.text }];
  if (ts.isTemplateExpression(inner)) {
    const pieces: Piece[] = inner.head.text === '' ? [] : [{ text: inner.head.text }];
    for (const span of inner.templateSpans) {
      pieces.push(...piecesOf(span.expression, sources, depth + 1));
      if (span.literal.text !== '') pieces.push({ text: span.literal.text });
    }
    return pieces.length === 1 && inner.templateSpans.length === 1 && 'source' in (pieces[0] ?? {})
      ? [{ source: inner.getText() }]
      : pieces;
  }
  if (ts.isBinaryExpression(inner) && inner.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    return [...piecesOf(inner.left, sources, depth + 1), ...piecesOf(inner.right, sources, depth + 1)];
  }
  if (ts.isBinaryExpression(inner) && isEnvironmentDefault(inner)) {
    return piecesOf(inner.right, sources, depth + 1);
  }
  if (ts.isIdentifier(inner) && isReassigned(inner, sources)) return [{ source: inner.text }];
  const member = enumMember(inner, sources);
  if (member) return piecesOf(member, sources, depth + 1);
  const value = resolveExpression(inner, sources);
  if (value && value !== inner) return piecesOf(value, sources, depth + 1);
  return [{ source: inner.getText() }];
}

/** `process.env.X ?? 'default'`: what it is when nobody says otherwise. */
function isEnvironmentDefault(node: ts.BinaryExpression): boolean {
  const kind = node.operatorToken.kind;
  if (kind !== ts.SyntaxKind.BarBarToken && kind !== ts.SyntaxKind.QuestionQuestionToken) return false;
  return /^(process\.env|import\.meta\.env|env)\b/.test(node.left.getText());
}

/** `let` and `var` may hold something else by the time they are read. */
function isReassigned(identifier: ts.Identifier, sources: Sources): boolean {
  const target = targetOf(identifier, sources);
  if (target?.kind !== 'node' || !ts.isVariableDeclaration(target.node)) return false;
  return (target.node.parent.flags & ts.NodeFlags.Const) === 0;
}

function enumMember(expression: ts.Expression, sources: Sources): ts.Expression | null {
  if (!ts.isPropertyAccessExpression(expression) || !ts.isIdentifier(expression.expression)) return null;
  const target = targetOf(expression.expression, sources);
  if (target?.kind !== 'node' || !ts.isEnumDeclaration(target.node)) return null;
  const member = target.node.members.find(({ name }) => name.getText() === expression.name.text);
  return member?.initializer ?? null;
}
