/** Packages that few runs need and that would slow every start: loaded on first use. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * @param name the package as node resolves it; used when the runtime runs from source.
 * @param bundle its file in `dist`, next to the bundle that this code is part of.
 * @throws what loading throws; the caller gets the exports as they are and states their type.
 */
export function loadPackage(name: string, bundle: string): unknown {
  const beside = join(import.meta.dirname, bundle);
  return createRequire(import.meta.url)(existsSync(beside) ? beside : name);
}
