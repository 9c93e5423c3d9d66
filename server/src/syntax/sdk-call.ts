/** Calls of functions that the SDK exports: `eventType()`, `cron()`, `slugify()` … */
import { ts } from 'ts-morph';
import { targetOf } from './references.ts';
import type { Sources } from './sources.ts';

/** Name of the SDK function that is called; null when the callee is not the SDK's. */
export function sdkCallName(call: ts.CallExpression, sources: Sources): string | null {
  const callee = call.expression;
  if (ts.isPropertyAccessExpression(callee) && ts.isIdentifier(callee.expression)) {
    const target = targetOf(callee.expression, sources);
    return target?.kind === 'sdk' && target.name === '*' ? callee.name.text : null;
  }
  if (!ts.isIdentifier(callee)) return null;
  const target = targetOf(callee, sources);
  return target?.kind === 'sdk' ? target.name : null;
}
