/** Regular expressions as Inngest's servers know them, RE2's: matching takes time in proportion to the text, whatever the pattern. */
import type { RE2JS } from 're2js';
import { messageOf } from '../contract/error-text.ts';
import { loadPackage } from '../load-package.ts';
import { Failure } from './values.ts';

const known = new Map<string, RE2JS | Failure>();
const maxKnown = 200;

/** Whether the pattern is found anywhere in the text. */
export function matchesPattern(text: string, pattern: string): boolean | Failure {
  const compiled = compiledPattern(pattern);
  return compiled instanceof Failure ? compiled : compiled.matcher(text).find();
}

function compiledPattern(pattern: string): RE2JS | Failure {
  const before = known.get(pattern);
  if (before) return before;
  let compiled: RE2JS | Failure;
  try {
    compiled = loadEngine().compile(pattern);
  } catch (error) {
    compiled = new Failure(messageOf(error));
  }
  if (known.size >= maxKnown) known.clear();
  known.set(pattern, compiled);
  return compiled;
}

let engine: typeof RE2JS | null = null;

/** Loaded with the first `matches`: few expressions have one. */
function loadEngine(): typeof RE2JS {
  engine ??= (loadPackage('re2js', 're2js.cjs') as { RE2JS: typeof RE2JS }).RE2JS;
  return engine;
}
