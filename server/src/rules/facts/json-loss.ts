/** What a value loses on its way through JSON, as far as its making is written in the code. */
import { ts } from 'ts-morph';
import { returnedBy } from '../../syntax/ast.ts';
import { nameText, targetOf, unwrap } from '../../syntax/references.ts';
import { type FunctionNode, isFunctionNode, lookupName } from '../../syntax/scope.ts';
import type { Sources } from '../../syntax/sources.ts';

export interface JsonLoss {
  /** Where the value is made or named. */
  readonly node: ts.Expression;
  /** Its path from the whole value; `null` is any element of a list. */
  readonly path: readonly (string | null)[];
  /** "a Date", "a Map". */
  readonly what: string;
  /** What comes back: "a text", "an empty object"; null: nothing. */
  readonly becomes: string | null;
  /** Members that the value has and what comes back has not. */
  readonly members: ReadonlySet<string>;
  /** How to make it again from what comes back, around the expression; null: it cannot be. */
  readonly remake: readonly [before: string, behind: string] | null;
}

type Kind = Omit<JsonLoss, 'node' | 'path'>;

const empty = 'an empty object';
const list = (names: string): ReadonlySet<string> => new Set(names.split(' '));
const kind = (
  what: string,
  becomes: string | null,
  members: string,
  remake: Kind['remake'] = null,
): Kind => ({
  what,
  becomes,
  members: list(members),
  remake,
});

const dateMembers =
  'getTime valueOf toISOString getFullYear getMonth getDate getDay getHours getMinutes getSeconds getMilliseconds ' +
  'getUTCFullYear getUTCMonth getUTCDate getUTCDay getUTCHours getUTCMinutes getUTCSeconds getTimezoneOffset ' +
  'setTime setFullYear setMonth setDate setHours setMinutes setSeconds toJSON toDateString toTimeString toUTCString ' +
  'toLocaleDateString toLocaleTimeString';

const classes: Record<string, Kind> = {
  Date: kind('a Date', 'a string', dateMembers, ['new Date(', ')']),
  Map: kind('a Map', empty, 'get set has delete clear size keys values entries forEach'),
  Set: kind('a Set', empty, 'add has delete clear size keys values entries forEach'),
  WeakMap: kind('a WeakMap', empty, 'get set has delete'),
  WeakSet: kind('a WeakSet', empty, 'add has delete'),
  URL: kind('a URL', 'a string', 'href host hostname pathname searchParams origin protocol search hash', [
    'new URL(',
    ')',
  ]),
  URLSearchParams: kind('a URLSearchParams', empty, 'get getAll has entries keys values append delete set'),
  RegExp: kind('a RegExp', empty, 'test exec source flags'),
  Response: kind('a Response', empty, 'json text blob arrayBuffer ok status statusText headers body'),
  Headers: kind('a Headers', empty, 'get has entries keys values forEach'),
  FormData: kind('a FormData', empty, 'get getAll has entries append'),
  Blob: kind('a Blob', empty, 'text arrayBuffer size stream slice'),
  ArrayBuffer: kind('an ArrayBuffer', empty, 'byteLength slice'),
};
for (const name of ['Error', 'TypeError', 'RangeError', 'NonRetriableError', 'RetryAfterError']) {
  classes[name] = kind('an Error', 'an object without its message', 'message stack cause');
}
for (const name of [
  'Uint8Array',
  'Int8Array',
  'Uint16Array',
  'Int16Array',
  'Uint32Array',
  'Float32Array',
  'Float64Array',
]) {
  classes[name] = kind(
    `a ${name}`,
    'an object with a field for each number',
    'length map set subarray slice buffer',
  );
}

const responses = classes.Response as Kind;
const buffer = kind(
  'a Buffer',
  'an object with its bytes as a list',
  'toString length slice subarray equals',
  ['Buffer.from(', ')'],
);
const functions = kind('a function', null, 'call apply bind');
const bigint = kind('a bigint', null, 'toString');
const hole = kind('undefined in a list', '`null`', '');

const maxDepth = 4;

/** Every part of a value that does not come back as it was. `startAt`: how deep in other values it stands. */
export function jsonLosses(expression: ts.Expression, sources: Sources, startAt = 0): JsonLoss[] {
  const found: JsonLoss[] = [];
  const add = (node: ts.Expression, path: JsonLoss['path'], lost: Kind): void => {
    found.push({ node, path, ...lost });
  };
  const visit = (given: ts.Expression, path: JsonLoss['path'], depth: number): void => {
    const node = unwrap(given, true);
    if (depth > maxDepth) return;
    if (ts.isConditionalExpression(node)) {
      visit(node.whenTrue, path, depth);
      visit(node.whenFalse, path, depth);
    } else if (ts.isNewExpression(node)) {
      const lost = ofClass(node, sources);
      if (lost) add(node, path, lost);
    } else if (ts.isCallExpression(node)) {
      const lost = ofCall(node, sources);
      if (lost) add(node, path, lost);
      else
        for (const loss of ofOwnFunction(node, depth))
          found.push({ ...loss, node, path: [...path, ...loss.path] });
    } else if (isFunctionNode(node) && ts.isExpression(node)) add(node, path, functions);
    else if (ts.isBigIntLiteral(node)) add(node, path, bigint);
    else if (ts.isRegularExpressionLiteral(node)) add(node, path, classes.RegExp as Kind);
    else if (ts.isIdentifier(node)) {
      const value = constantIn(node);
      // Shown where it is handed out: the constant itself may be right for what else is done with it.
      if (value)
        for (const loss of jsonLosses(value, sources, depth + 1))
          found.push({ ...loss, node, path: [...path, ...loss.path] });
    } else if (ts.isArrayLiteralExpression(node)) {
      for (const element of node.elements) {
        if (isUndefined(element)) add(element, [...path, null], hole);
        else if (!ts.isSpreadElement(element)) visit(element, [...path, null], depth + 1);
      }
    } else if (ts.isObjectLiteralExpression(node)) {
      for (const property of node.properties) {
        const name = property.name && nameText(property.name);
        if (name === null || name === undefined) continue;
        if (ts.isPropertyAssignment(property)) visit(property.initializer, [...path, name], depth + 1);
        else if (ts.isShorthandPropertyAssignment(property)) visit(property.name, [...path, name], depth + 1);
      }
    }
  };
  /** A function of the workspace: by its declared result type, or else by its `return`s. */
  const ofOwnFunction = ({ expression: callee }: ts.CallExpression, depth: number): JsonLoss[] => {
    const target = ts.isIdentifier(callee) ? targetOf(callee, sources) : null;
    const node = target?.kind === 'node' ? target.node : null;
    const made = node && ts.isVariableDeclaration(node) ? node.initializer : node;
    if (!made || !isFunctionNode(made) || depth >= maxDepth) return [];
    const type = declaredResult(made);
    const lost = type ? ofType(type, sources) : null;
    if (type) return lost ? [{ node: callee, path: [], ...lost }] : [];
    return returnedBy(made).flatMap((result) => jsonLosses(result, sources, depth + 1));
  };
  visit(expression, [], startAt);
  return found;
}

/** Names of the language only; other types would have to be looked into. */
function ofType(type: ts.TypeNode, sources: Sources): Kind | null {
  if (!ts.isTypeReferenceNode(type) || !ts.isIdentifier(type.typeName)) return null;
  const { text } = type.typeName;
  if (text === 'Buffer') return buffer;
  return targetOf(type.typeName, sources) || !Object.hasOwn(classes, text) ? null : (classes[text] ?? null);
}

function isUndefined(node: ts.Expression): boolean {
  return ts.isIdentifier(node) && node.text === 'undefined';
}

/** The value of a constant; null for what may change, and for parameters. */
function constantIn(name: ts.Identifier): ts.Expression | null {
  const declaration = lookupName(name);
  if (!declaration || !ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name))
    return null;
  const isConstant = (declaration.parent.flags & ts.NodeFlags.Const) !== 0;
  // Functions returned by name count as well; of a growing list only its first value is known.
  return isConstant && declaration.initializer && declaration.initializer !== name.parent
    ? declaration.initializer
    : null;
}

function ofClass({ expression }: ts.NewExpression, sources: Sources): Kind | null {
  if (!ts.isIdentifier(expression)) return null;
  const target = targetOf(expression, sources);
  if (target?.kind === 'node' && ts.isClassLike(target.node)) return ofOwnClass(target.node);
  // Globals, unless they are shadowed.
  const isOwn = target !== null && target.kind !== 'sdk';
  return isOwn || !Object.hasOwn(classes, expression.text) ? null : (classes[expression.text] ?? null);
}

/** An object loses its methods. */
function ofOwnClass(node: ts.ClassLikeDeclaration): Kind | null {
  const members = node.members.filter(
    (member) =>
      (ts.isMethodDeclaration(member) || ts.isAccessor(member)) &&
      !(ts.getModifiers(member) ?? []).some(({ kind: word }) => word === ts.SyntaxKind.StaticKeyword),
  );
  const names = members.flatMap(({ name }) => {
    const text = name && !ts.isPrivateIdentifier(name) ? nameText(name as ts.PropertyName) : null;
    return text === null ? [] : [text];
  });
  if (names.length === 0 || names.includes('toJSON')) return null;
  return {
    what: `an object of class ${node.name?.text ?? 'without a name'}`,
    becomes: 'a plain object without methods',
    members: new Set(names),
    remake: null,
  };
}

function ofCall({ expression }: ts.CallExpression, sources: Sources): Kind | null {
  const callee = expression.getText();
  if (callee === 'Buffer.from' || callee === 'Buffer.alloc' || callee === 'Buffer.concat') return buffer;
  if (!ts.isIdentifier(expression) || targetOf(expression, sources)) return null;
  if (callee === 'fetch') return responses;
  return callee === 'BigInt' ? bigint : null;
}

/** The declared type of a function's result, without `Promise<…>`; null when none is declared. */
export function declaredResult({ type }: FunctionNode): ts.TypeNode | null {
  if (!type || !ts.isTypeReferenceNode(type)) return type ?? null;
  const [inner] = type.typeArguments ?? [];
  return type.typeName.getText() === 'Promise' && inner ? inner : type;
}
