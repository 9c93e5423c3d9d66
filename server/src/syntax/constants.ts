/** Texts that can be told without running the code: literals, constants, enums, and patterns of templates. */
import { ts } from 'ts-morph';
import type { StepId } from '../workflow-graph.ts';
import { isAssigned, isMemberAssigned } from './assigned.ts';
import { ofObject, ofReturned } from './callee.ts';
import {
  literalOf,
  namespaceMember,
  nameText,
  propertyOf,
  resolveExpression,
  targetOf,
  unwrap,
} from './references.ts';
import { sdkCallName } from './sdk-call.ts';
import { slug } from './slug.ts';
import type { Sources } from './sources.ts';
import { isAbsent, truthOf } from './truth.ts';

/** Null when the text depends on the run. */
export function textOf(expression: ts.Expression | undefined, sources: Sources): string | null {
  if (!expression) return null;
  const id = stepIdOf(expression, sources);
  return id.kind === 'literal' ? id.value : null;
}

type Piece =
  /** `isNumber`: on both sides of a `+`, added instead of joined. */
  | { text: string; isNumber?: true }
  | { source: string }
  /** One of these, by a condition. */
  | { choices: Piece[][] };

/** `prefix`: what the SDK puts before it. */
export function stepIdOf(expression: ts.Expression | undefined, sources: Sources, prefix = ''): StepId {
  if (!expression) return { kind: 'unknown', source: '' };
  const given = piecesOf(expression, sources, 0);
  const pieces = prefix === '' ? given : [{ text: prefix }, ...given];
  const text = textOfPieces(pieces);
  if (text !== null) return { kind: 'literal', value: text };
  const source = sourceOf(expression);
  if (pieces.length === 1 && pieces[0] && 'source' in pieces[0]) return { kind: 'unknown', source };
  return { kind: 'pattern', source, regex: `^${regexOf(pieces)}$` };
}

/** A partly known text as one template, with the callers' arguments filled in. Null: nothing to combine. */
export function templateOf(expression: ts.Expression, sources: Sources): string | null {
  const pieces = piecesOf(expression, sources, 0);
  if (pieces.length < 2 || pieces.some((piece) => 'choices' in piece)) return null;
  const inside = pieces.map((piece) =>
    'text' in piece ? piece.text : 'source' in piece ? `\${${piece.source}}` : '',
  );
  return `\`${inside.join('')}\``;
}

/** Null: not all of it is known. */
function textOfPieces(pieces: readonly Piece[]): string | null {
  return pieces.every((piece) => 'text' in piece) ? pieces.map(({ text }) => text).join('') : null;
}

function regexOf(pieces: readonly Piece[]): string {
  return pieces
    .map((piece) => {
      if ('text' in piece) return escapeRegex(piece.text);
      return 'source' in piece ? '[\\s\\S]*' : `(?:${piece.choices.map(regexOf).join('|')})`;
    })
    .join('');
}

function escapeRegex(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

function piecesOf(expression: ts.Expression, sources: Sources, depth: number): Piece[] {
  const inner = unwrap(expression);
  if (depth > 10) return [{ source: sourceOf(inner) }];
  if (ts.isStringLiteralLike(inner)) return [{ text: inner.text }];
  if (ts.isNumericLiteral(inner)) return [{ text: inner.text, isNumber: true }];
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
    return piecesOfSum(inner, sources, depth);
  }
  if (ts.isBinaryExpression(inner) && isEnvironmentDefault(inner)) {
    return piecesOf(inner.right, sources, depth + 1);
  }
  if (ts.isIdentifier(inner) && isReassigned(inner, sources)) return [{ source: inner.text }];
  if (ts.isPropertyAccessExpression(inner) && isMemberAssigned(inner)) return [{ source: sourceOf(inner) }];
  const handed = handedOver(inner, sources);
  if (handed) return piecesOf(handed, sources, depth + 1);
  const member = enumMember(inner, sources);
  if (member) return piecesOf(member, sources, depth + 1);
  const value = resolveExpression(inner, sources);
  if (value && value !== inner) {
    const pieces = piecesOf(value, sources, depth + 1);
    const isUnknown = pieces.length === 1 && pieces[0] !== undefined && 'source' in pieces[0];
    // A variable's name says more than its initializer; a parameter's name says less than its argument.
    return isUnknown && isVariable(inner, sources) ? [{ source: inner.getText() }] : pieces;
  }
  if (ts.isCallExpression(inner)) {
    const made = textOfCall(inner, sources, depth);
    if (made) return made;
  } else if (ts.isPropertyAccessExpression(inner)) {
    const made = memberOfCall(inner, sources, depth);
    if (made) return made;
  } else if (ts.isConditionalExpression(inner)) {
    const truth = truthOfText(inner.condition, sources);
    if (truth !== null) return piecesOf(truth ? inner.whenTrue : inner.whenFalse, sources, depth + 1);
    return choiceOf(inner, [inner.whenTrue, inner.whenFalse], sources, depth);
  } else if (ts.isBinaryExpression(inner) && isFallback(inner.operatorToken.kind)) {
    if (isAbsent(inner.left, sources)) return piecesOf(inner.right, sources, depth + 1);
    const given = piecesOf(inner.left, sources, depth + 1);
    if (textOfPieces(given)) return given;
    return choiceOf(inner, [inner.left, inner.right], sources, depth);
  }
  return [{ source: sourceOf(inner) }];
}

/** `+` joins when one side is a text, and adds numbers; of two unknown sides, nothing can be told. */
function piecesOfSum(sum: ts.BinaryExpression, sources: Sources, depth: number): Piece[] {
  const left = piecesOf(sum.left, sources, depth + 1);
  const right = piecesOf(sum.right, sources, depth + 1);
  if (isJoined(left) || isJoined(right) || isTemplate(sum.left) || isTemplate(sum.right)) {
    return [...left, ...right];
  }
  const [first, second] = [textOfPieces(left), textOfPieces(right)];
  if (first === null || second === null) return [{ source: sourceOf(sum) }];
  return [{ text: String(Number(first) + Number(second)), isNumber: true }];
}

/** Certainly a string: a part of it is known and is not a number. */
function isJoined(pieces: readonly Piece[]): boolean {
  if (pieces.length !== 1) return true;
  return pieces.some((piece) => {
    if ('choices' in piece) return piece.choices.every(isJoined);
    return 'text' in piece && piece.isNumber !== true;
  });
}

function isTemplate(expression: ts.Expression): boolean {
  const inner = unwrap(expression);
  return ts.isTemplateExpression(inner) || isTextCall(inner);
}

function isTextCall(expression: ts.Expression): boolean {
  if (!ts.isCallExpression(expression)) return false;
  const { expression: callee } = expression;
  if (ts.isPropertyAccessExpression(callee)) return /^(toString|join|to\w+String)$/.test(callee.name.text);
  return ts.isIdentifier(callee) && callee.text === 'String';
}

function isFallback(kind: ts.SyntaxKind): boolean {
  return kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.BarBarToken;
}

/** Whether a condition surely holds; null when it depends on the run. */
export function truthOfText(condition: ts.Expression, sources: Sources): boolean | null {
  return truthOf(condition, { sources, textOf, isThere: () => false });
}

function choiceOf(
  whole: ts.Expression,
  sides: readonly ts.Expression[],
  sources: Sources,
  depth: number,
): Piece[] {
  const choices = sides.map((side) => piecesOf(side, sources, depth + 1));
  const [first] = choices;
  if (first && choices.every((choice) => JSON.stringify(choice) === JSON.stringify(first))) return first;
  // Where one of them may be anything, so may the whole.
  const isAnything = choices.some(([piece, ...more]) => piece && 'source' in piece && more.length === 0);
  return isAnything ? [{ source: sourceOf(whole) }] : [{ choices }];
}

const maxCallDepth = 5;

/** Texts made by a function of the workspace that does nothing else, and by a few methods of texts. */
function textOfCall(call: ts.CallExpression, sources: Sources, depth: number): Piece[] | null {
  const { expression: callee } = call;
  const [first] = call.arguments;
  if (ts.isIdentifier(callee) && callee.text === 'String' && first)
    return piecesOf(first, sources, depth + 1).map((piece) =>
      'text' in piece ? { text: piece.text } : piece,
    );
  if (first && sdkCallName(call, sources) === 'slugify') {
    const name = textOf(first, sources);
    return name === null ? null : [{ text: slug(name) }];
  }
  if (ts.isPropertyAccessExpression(callee)) {
    const change = textChanges.get(callee.name.text);
    if (change) {
      const pieces = piecesOf(callee.expression, sources, depth + 1);
      const args = call.arguments.map((argument) => textOf(argument, sources));
      const text = textOfPieces(pieces);
      return text !== null && args.every((each) => each !== null) ? [{ text: change(text, args) }] : null;
    }
    if (callee.name.text === 'join') return joined(call, callee.expression, sources, depth);
  }
  // A text that is this many calls away is not a constant.
  if (depth > maxCallDepth) return null;
  return ofReturned(call, sources, depth, (returned, inside) => {
    const pieces = piecesOf(returned, inside, depth + 1);
    return pieces.some((piece) => !('source' in piece)) ? pieces : null;
  });
}

type Change = (text: string, args: readonly string[]) => string;

const textChanges: ReadonlyMap<string, Change> = new Map<string, Change>([
  ['toLowerCase', (text) => text.toLowerCase()],
  ['toUpperCase', (text) => text.toUpperCase()],
  ['trim', (text) => text.trim()],
  ['toString', (text) => text],
  ['concat', (text, args) => [text, ...args].join('')],
  ['replace', (text, [from = '', to = '']) => text.replace(from, () => to)],
  ['replaceAll', (text, [from = '', to = '']) => text.replaceAll(from, () => to)],
]);

/** `['app', name].join('/')` */
function joined(
  call: ts.CallExpression,
  list: ts.Expression,
  sources: Sources,
  depth: number,
): Piece[] | null {
  const value = resolveExpression(list, sources);
  const separator = call.arguments[0] ? textOf(call.arguments[0], sources) : ',';
  if (!value || !ts.isArrayLiteralExpression(value) || separator === null) return null;
  return value.elements.flatMap((element, index) => [
    ...(index === 0 || separator === '' ? [] : [{ text: separator }]),
    ...piecesOf(element, sources, depth + 1),
  ]);
}

/** `defineEvent('user.created').name`, where the function returns an object. */
function memberOfCall(access: ts.PropertyAccessExpression, sources: Sources, depth: number): Piece[] | null {
  return ofObject(access.expression, sources, depth, (object, inside) => {
    if (ts.isClassLike(object)) return null;
    const member = propertyOf(object, access.name.text, inside);
    return member && ts.isExpression(member) ? piecesOf(member, inside, depth + 1) : null;
  });
}

function sourceOf(node: ts.Node): string {
  return node.pos < 0 ? '' : node.getText();
}

/** `process.env.X ?? 'default'`: the default counts. */
function isEnvironmentDefault(node: ts.BinaryExpression): boolean {
  const kind = node.operatorToken.kind;
  if (kind !== ts.SyntaxKind.BarBarToken && kind !== ts.SyntaxKind.QuestionQuestionToken) return false;
  return /^(process\.env|import\.meta\.env|Deno\.env|Bun\.env|\w*[eE]nv)\b/.test(node.left.getText());
}

function isVariable(expression: ts.Expression, sources: Sources): boolean {
  const target = ts.isIdentifier(expression) ? targetOf(expression, sources) : null;
  return target?.kind === 'node' && ts.isVariableDeclaration(target.node);
}

/**
 * The name that a caller wrote for a parameter or for a member of one. A name in the caller's code is looked at by itself:
 * it may be a counter, whose first value says nothing about later ones.
 */
function handedOver(expression: ts.Expression, sources: Sources): ts.Identifier | null {
  if (ts.isPropertyAccessExpression(expression)) {
    return memberName(expression.expression, expression.name.text, sources);
  }
  const target = ts.isIdentifier(expression) ? targetOf(expression, sources) : null;
  if (target?.kind !== 'node') return null;
  const bindings = sources.boundValue(target.node);
  if (bindings) return asIdentifier(bindings);
  if (!ts.isBindingElement(target.node)) return null;
  const { propertyName, name, parent } = target.node;
  const key = propertyName ?? name;
  const whole = ts.isParameter(parent.parent) ? sources.boundValue(parent.parent) : null;
  const text = ts.isObjectBindingPattern(key) || ts.isArrayBindingPattern(key) ? null : nameText(key);
  return whole && text !== null ? memberName(whole, text, sources) : null;
}

function memberName(owner: ts.Expression, name: string, sources: Sources): ts.Identifier | null {
  const literal = literalOf(owner, sources);
  const member = literal && propertyOf(literal, name, sources);
  return member && ts.isExpression(member) ? asIdentifier(member) : null;
}

function asIdentifier(expression: ts.Expression): ts.Identifier | null {
  const inner = unwrap(expression);
  return ts.isIdentifier(inner) ? inner : null;
}

/** `let` and `var` may have been reassigned by the time they are read. */
function isReassigned(identifier: ts.Identifier, sources: Sources): boolean {
  const target = targetOf(identifier, sources);
  if (target?.kind !== 'node' || !ts.isVariableDeclaration(target.node)) return false;
  const list = target.node.parent;
  if ((list.flags & ts.NodeFlags.Const) !== 0) return false;
  // `var` as older code writes constants: at the top of a file, named like one or never assigned again.
  return !ts.isSourceFile(list.parent.parent) || isAssigned(target.node);
}

/** `Events.Created`, `Events['Created']`, also through a namespace. */
function enumMember(expression: ts.Expression, sources: Sources): ts.Expression | null {
  const isMember = ts.isPropertyAccessExpression(expression) || ts.isElementAccessExpression(expression);
  if (!isMember) return null;
  const owner = expression.expression;
  const target = ts.isIdentifier(owner)
    ? targetOf(owner, sources)
    : ts.isPropertyAccessExpression(owner)
      ? namespaceMember(owner, sources)
      : null;
  if (target?.kind !== 'node' || !ts.isEnumDeclaration(target.node)) return null;
  const key = ts.isPropertyAccessExpression(expression)
    ? expression.name.text
    : ts.isStringLiteralLike(expression.argumentExpression)
      ? expression.argumentExpression.text
      : null;
  const member = target.node.members.find(({ name }) => nameText(name) === key);
  return member?.initializer ?? null;
}
