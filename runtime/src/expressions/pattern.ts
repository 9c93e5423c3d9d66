/** Regular expressions as Inngest's servers know them, RE2's: matching takes time in proportion to the text, whatever the pattern. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { RE2JS } from 're2js';
import { Failure } from './values.ts';

const known = new Map<string, RE2JS | Failure>();
const knownAtMost = 200;

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
    compiled = new Failure(error instanceof Error ? error.message : String(error));
  }
  if (known.size >= knownAtMost) known.clear();
  known.set(pattern, compiled);
  return compiled;
}

let engine: typeof RE2JS | null = null;

/** Loaded at the first `matches`: few expressions have one. In the bundle it lies beside us. */
function loadEngine(): typeof RE2JS {
  if (engine) return engine;
  const beside = join(import.meta.dirname, 're2js.cjs');
  const loaded = createRequire(import.meta.url)(existsSync(beside) ? beside : 're2js');
  engine = (loaded as { RE2JS: typeof RE2JS }).RE2JS;
  return engine;
}
