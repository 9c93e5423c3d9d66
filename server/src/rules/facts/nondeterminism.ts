/** Calls that give another value each time. */
import { ts } from 'ts-morph';
import { targetOf, unwrap } from '../../syntax/references.ts';
import type { Sources } from '../../syntax/sources.ts';

export interface Nondeterminism {
  readonly node: ts.Expression;
  /** As written in the code: `Date.now()`, `new Date()`. */
  readonly source: string;
  /** What a value of it would be called: `now`, `random`, `uuid`. */
  readonly noun: string;
}

const members: Record<string, string> = {
  'Date.now': 'now',
  'performance.now': 'now',
  'process.hrtime': 'now',
  'process.hrtime.bigint': 'now',
  'Temporal.Now.instant': 'now',
  'Math.random': 'random',
  'crypto.randomUUID': 'uuid',
  'crypto.getRandomValues': 'random',
  'crypto.randomBytes': 'random',
  'crypto.randomInt': 'random',
  'globalThis.crypto.randomUUID': 'uuid',
};

/** What packages give out under a name; `*`: any name. */
const imported: Record<string, Record<string, string>> = {
  crypto: { randomUUID: 'uuid', randomBytes: 'random', randomInt: 'random' },
  'node:crypto': { randomUUID: 'uuid', randomBytes: 'random', randomInt: 'random' },
  uuid: { v1: 'uuid', v4: 'uuid', v6: 'uuid', v7: 'uuid' },
  nanoid: { nanoid: 'id' },
  'nanoid/non-secure': { nanoid: 'id' },
  ulid: { ulid: 'id' },
  ulidx: { ulid: 'id' },
  cuid: { default: 'id' },
  '@paralleldrive/cuid2': { createId: 'id' },
  'short-uuid': { generate: 'id' },
  ksuid: { default: 'id' },
};

/** Null: deterministic, as far as is known. */
export function nondeterminismOf(node: ts.Node, sources: Sources): Nondeterminism | null {
  if (ts.isNewExpression(node)) {
    const isNow = node.expression.getText() === 'Date' && (node.arguments?.length ?? 0) === 0;
    return isNow ? { node, source: 'new Date()', noun: 'now' } : null;
  }
  if (!ts.isCallExpression(node)) return null;
  const callee = unwrap(node.expression);
  const text = callee.getText();
  if (text === 'Date' && node.arguments.length === 0) return { node, source: 'Date()', noun: 'now' };
  const known =
    ts.isPropertyAccessExpression(callee) && Object.hasOwn(members, text) ? members[text] : undefined;
  if (known !== undefined) return { node, source: `${text}()`, noun: known };
  const noun = importedNoun(callee, sources);
  return noun === null ? null : { node, source: `${text}()`, noun };
}

function importedNoun(callee: ts.Expression, sources: Sources): string | null {
  const root = ts.isPropertyAccessExpression(callee) ? callee.expression : callee;
  if (!ts.isIdentifier(root)) return null;
  const target = targetOf(root, sources);
  if (target?.kind !== 'external' || !Object.hasOwn(imported, target.specifier)) return null;
  const names = imported[target.specifier] ?? {};
  const name = root === callee ? target.name : (callee as ts.PropertyAccessExpression).name.text;
  return Object.hasOwn(names, name) ? (names[name] ?? null) : null;
}

/** The first such call in an expression; what its functions would do later does not count. */
export function nondeterminismIn(expression: ts.Node, sources: Sources): Nondeterminism | null {
  const found = nondeterminismOf(expression, sources);
  if (found) return found;
  let inner: Nondeterminism | null = null;
  ts.forEachChild(expression, (child) => {
    if (!inner && !ts.isFunctionLike(child)) inner = nondeterminismIn(child, sources);
  });
  return inner;
}
