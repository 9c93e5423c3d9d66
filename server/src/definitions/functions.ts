/** Finds function definitions in a file, in every authoring form of SDK 0 to 4 (protocol 8.2), wrapped or not. */
import type { ts } from 'ts-morph';
import { noBindings } from '../syntax/bindings.ts';
import type { ParsedFile } from '../syntax/parsed-file.ts';
import type { Sources } from '../syntax/sources.ts';
import type { FunctionDefinition } from './function-definition.ts';
import { FunctionFinder } from './function-finder.ts';

/** A function that a wrapper's callers determine counts only while nobody calls the wrapper. */
export function functionsIn(file: ParsedFile, sources: Sources): FunctionDefinition[] {
  const finder = new FunctionFinder(sources.with(noBindings));
  const found = finder.functionsIn(file);
  sources.wrappers.put(file.path, {
    defined: new Set([
      ...found.flatMap(({ wrappers, takers }) => [...wrappers, ...takers]),
      ...finder.takers,
    ]),
    called: new Set(found.flatMap(({ wrappers, madeBy }) => (wrappers.length === 0 ? madeBy : []))),
    apps: finder.apps,
  });
  return distinct(
    found.filter(({ wrappers, madeBy }) => {
      // A wrapper that another one calls: only the outermost callers tell.
      if (wrappers.length > 0 && madeBy.length > 0) return false;
      return !wrappers.some((name) => sources.wrappers.isCalled(name));
    }),
  );
}

/** The same function reached twice, as by two calls of a wrapper that ignores its arguments, is one. */
function distinct(found: readonly FunctionDefinition[]): FunctionDefinition[] {
  const seen = new Map<ts.Node, Set<string>>();
  return found.filter(({ place, id }) => {
    const ids = seen.get(place) ?? new Set();
    seen.set(place, ids);
    if (ids.has(id)) return false;
    ids.add(id);
    return true;
  });
}

/** The one function that a call makes; null when it makes none, or several. */
export function definitionOf(call: ts.CallExpression, sources: Sources): FunctionDefinition | null {
  const [only, ...others] = new FunctionFinder(sources).madeBy(call, sources.bindings, call, 0);
  return only && others.length === 0 ? only : null;
}
