/**
 * Makes Node load the user's sources as they are: TypeScript, JSX, aliases, imports without extension, ESM and CommonJS. Synchronous
 * module hooks, in this thread, for both `import` and `require`.
 */
import { readFileSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { dirname, extname, isAbsolute, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { definesSdkClient, withRecording } from '../recording.ts';
import {
  assetKind,
  assetSource,
  jsonSource,
  readRequestedPath,
  requestedKind,
  requestedPath,
  whyUnclear,
} from './asset-modules.ts';
import { standInFor, whyNotHere } from './framework-modules.ts';
import { CompileError, lineOf } from './load-problem.ts';
import { formatOf, looksLikeJsx, mustBeCompiled, packageType, withoutMark } from './module-format.ts';
import { isNotExported, isNotFound, moreConditions, sourceOfTarget } from './package-fallbacks.ts';
import { notePackageImport } from './package-imports.ts';
import { isInArchive, isPlugAndPlay, resolveByTable } from './plug-and-play.ts';
import { withPrelude } from './prelude.ts';
import { resolveSource, splitQuery } from './resolve-source.ts';
import { Transpiler } from './transpile.ts';
import { tsConfigFor } from './tsconfig.ts';

const compiled = new Set(['.ts', '.tsx', '.mts', '.cts', '.jsx']);
const javascript = new Set(['.js', '.mjs', '.cjs']);

/** Stand-ins for modules of frameworks have file URLs, since `require` accepts no others. */
const standInPrefix = 'file:///steplight-stands-in-for/';

/** JavaScript that Node compiles, in order of loading. */
const loadedPlainly: string[] = [];
/** Of those, how many are searched for a syntax error. */
const maxSearched = 300;

export interface LoaderEvents {
  /** A file of the user is loaded; may be called more than once per file. */
  onLoaded: (file: string) => void;
  /** A copy of the SDK is about to be loaded; `url` is that of one of its modules. */
  onSdk: (url: string) => void;
}

export interface Loader {
  /** Node does not tell where the syntax error of an ES module is; null: none is found. */
  findSyntaxError(): CompileError | null;
}

/** @throws when this Node is too old. */
export function installLoader(cacheFolder: string | null, events: LoaderEvents): Loader {
  if (typeof nodeModule.registerHooks !== 'function') {
    throw new Error(
      `Hosting functions requires Node.js 22.15 or newer, but this is ${process.version}: start your app instead, or use a newer version of Node.js`,
    );
  }
  // Node's own cache of compiled code: the SDK has hundreds of modules, and the compiler is one huge file.
  if (cacheFolder !== null) nodeModule.enableCompileCache(join(cacheFolder, 'v8'));
  showSourceLinesInStacks();
  const transpiler = new Transpiler(cacheFolder, findSource);
  nodeModule.registerHooks({ resolve: resolveModule, load: moduleLoader(transpiler, events) });
  return { findSyntaxError: () => findSyntaxError(transpiler) };
}

function findSyntaxError(transpiler: Transpiler): CompileError | null {
  for (const file of loadedPlainly.slice(-maxSearched).reverse()) {
    try {
      const source = withoutShebang(readFileSync(file, 'utf8'));
      // The compiler knows JSX in these, and Node does not.
      const jsx = isInstalled(file) && looksLikeJsx.test(source) ? jsxLine(source) : null;
      if (jsx !== null) return new CompileError('JSX has to be compiled', file, jsx);
      transpiler.transpile(file, source, 'module');
    } catch (error) {
      if (error instanceof CompileError) return error;
    }
  }
  return null;
}

function jsxLine(source: string): number | null {
  const index = source
    .split('\n')
    .findIndex((line) => looksLikeJsx.test(line) && !/^\s*(\/\/|\*|\/\*)/.test(line));
  return index < 0 ? null : index + 1;
}

const resolveModule: nodeModule.ResolveHookSync = (specifier, context, nextResolve) => {
  if (standInFor(specifier) !== null)
    return { url: `${standInPrefix}${specifier}.cjs`, format: 'commonjs', shortCircuit: true };
  const importer = context.parentURL?.startsWith('file:') ? fileURLToPath(context.parentURL) : null;
  if (importer !== null) refuseForeignScheme(specifier, importer);
  if (importer !== null && !isInstalled(importer) && !isOurs(importer)) {
    return resolveForUser(specifier, importer, context, nextResolve);
  }
  const byTable = isPlugAndPlay ? resolvePlugAndPlay(specifier, importer, context.conditions) : null;
  if (byTable) return byTable;
  try {
    return nextResolve(specifier, context);
  } catch (error) {
    const path = importer === null ? null : resolveLikeRequire(specifier, importer, error);
    if (path === null) throw error;
    return resolvedTo(path);
  }
};

type ResolveContext = Parameters<nodeModule.ResolveHookSync>[1];
type NextResolve = Parameters<nodeModule.ResolveHookSync>[2];

/** An import in the user's own code, as the bundlers and compilers understand it that the project is built with. */
function resolveForUser(
  specifier: string,
  importer: string,
  context: ResolveContext,
  nextResolve: NextResolve,
): nodeModule.ResolveFnOutput {
  const { path, query } = splitQuery(specifier);
  const source = resolveSource(specifier, importer);
  if (source === null) notePackageImport(specifier, importer);
  const resolved =
    source === null ? resolvePackage(path, importer, context, nextResolve) : resolvedTo(source);
  if (!resolved.url.startsWith('file:')) return resolved;
  const file = fileURLToPath(resolved.url);
  const kind = requestedKind(file, query, context.importAttributes?.type);
  // Attributes that Node does not know are none of its business any more.
  if (kind !== null) return { ...resolvedTo(requestedPath(file, kind)), importAttributes: {} };
  const why = isInstalled(file) ? null : whyUnclear(specifier, file, query);
  if (why !== null) throw new CompileError(why, importer, lineOf(importer, specifier) ?? 1);
  // A query that means nothing here makes a module of its own, as in Node.
  const isOwn = query !== '' && context.conditions.includes('import');
  return isOwn ? { ...resolved, url: `${resolved.url}?${query}`, shortCircuit: true } : resolved;
}

function resolvePackage(
  specifier: string,
  importer: string,
  context: ResolveContext,
  nextResolve: NextResolve,
): nodeModule.ResolveFnOutput {
  const custom = tsConfigFor(dirname(importer)).customConditions;
  const conditions = [...custom, ...context.conditions];
  const byTable = isPlugAndPlay ? resolvePlugAndPlay(specifier, importer, conditions) : null;
  if (byTable) return byTable;
  try {
    return nextResolve(specifier, { ...context, conditions });
  } catch (error) {
    const path = isNotFound(error)
      ? (sourceOfTarget(specifier, error) ?? resolveLikeRequire(specifier, importer, error))
      : null;
    if (path !== null) return resolvedTo(path);
    if (!isNotExported(error) && !isNotFound(error)) throw error;
    const found = resolveByMoreConditions(specifier, { ...context, conditions }, nextResolve);
    if (found === null) throw error;
    return found;
  }
}

function resolveByMoreConditions(
  specifier: string,
  context: ResolveContext,
  nextResolve: NextResolve,
): nodeModule.ResolveFnOutput | null {
  for (const condition of moreConditions) {
    if (context.conditions.includes(condition)) continue;
    try {
      return nextResolve(specifier, { ...context, conditions: [...context.conditions, condition] });
    } catch (error) {
      const path = isNotFound(error) ? sourceOfTarget(specifier, error) : null;
      if (path !== null) return resolvedTo(path);
    }
  }
  return null;
}

/** The source of the user that an import means, also of another package in the workspace. */
function findSource(specifier: string, importer: string): string | null {
  const source = resolveSource(specifier, importer);
  if (source !== null) return source;
  try {
    const path = nodeModule.createRequire(importer).resolve(specifier);
    return isInstalled(path) || !isAbsolute(path) ? null : path;
  } catch {
    return null;
  }
}

function resolvedTo(path: string): nodeModule.ResolveFnOutput {
  return { url: pathToFileURL(path).href, shortCircuit: true };
}

/** Node's own error for an unknown scheme does not say which file imports it. */
function refuseForeignScheme(specifier: string, importer: string): void {
  if (!/^(?!file:|node:|data:)[a-z]{2,}:/.test(specifier)) return;
  const why = whyNotHere(specifier, dirname(importer));
  if (why) throw new CompileError(why, importer, lineOf(importer, specifier) ?? 1);
}

/** Null when the table does not say. Node's own search bypasses the patched `fs` that reads archives. */
function resolvePlugAndPlay(
  specifier: string,
  importer: string | null,
  conditions: string[],
): nodeModule.ResolveFnOutput | null {
  // What ESM imports of CommonJS comes by its path.
  const url = isAbsolute(specifier) ? pathToFileURL(specifier).href : specifier;
  if (url.startsWith('file:')) return { url, shortCircuit: true };
  if (importer === null) return null;
  if (nodeModule.isBuiltin(specifier)) {
    const builtin = specifier.startsWith('node:') ? specifier : `node:${specifier}`;
    return { url: builtin, format: 'builtin', shortCircuit: true };
  }
  const path = resolveByTable(specifier, importer, conditions);
  return path === null ? null : resolvedTo(path);
}

function moduleLoader(transpiler: Transpiler, { onLoaded, onSdk }: LoaderEvents): nodeModule.LoadHookSync {
  return (url, context, nextLoad) => {
    if (!url.startsWith('file:')) return nextLoad(url, context);
    if (url.startsWith(standInPrefix)) {
      const specifier = url.slice(standInPrefix.length, -'.cjs'.length);
      return { format: 'commonjs', source: standInFor(specifier) ?? '', shortCircuit: true };
    }
    const path = fileURLToPath(url);
    const requested = readRequestedPath(path);
    const file = requested?.file ?? path;
    const loadPlainly = () => (isInArchive(file) ? loadFromArchive(file) : nextLoad(url, context));
    if (definesSdkClient(url)) {
      onSdk(url);
      const result = loadPlainly();
      const source = result.source ? String(result.source) : readFileSync(file, 'utf8');
      return { ...result, source: withRecording(source, url), shortCircuit: true };
    }
    const isTheirs = !isInstalled(file) && !isOurs(file);
    if (isTheirs) onLoaded(file);
    if (javascript.has(extname(file))) loadedPlainly.push(file);
    const kind = requested?.kind ?? assetKind(file);
    if (kind !== null) return { format: 'commonjs', source: assetSource(file, kind), shortCircuit: true };
    const compile = (source: string): nodeModule.LoadFnOutput => {
      const format = formatOf(file, source);
      const output = transpiler.transpile(file, withoutShebang(source), format);
      return { format, source: withPrelude(output, format), shortCircuit: true };
    };
    if (compiled.has(extname(file))) return compile(readFileSync(file, 'utf8'));
    if (isTheirs && javascript.has(extname(file)) && !isInArchive(file)) {
      const source = readFileSync(file, 'utf8');
      if (mustBeCompiled(file, source)) return compile(source);
    }
    // Node wants `with { type: 'json' }`; TypeScript and bundlers do not.
    const isBareJsonImport =
      file.endsWith('.json') && context.conditions.includes('import') && !context.importAttributes?.type;
    if (isBareJsonImport) return { format: 'module', source: jsonSource(file), shortCircuit: true };
    return loadPlainly();
  };
}

/** On the first line there may be something else before it. */
function withoutShebang(source: string): string {
  return withoutMark(source).replace(/^#!.*/, '');
}

/** Node's own loader bypasses the patched `fs` that reads archives. */
function loadFromArchive(file: string): nodeModule.LoadFnOutput {
  const formats: Record<string, nodeModule.ModuleFormat> = {
    '.mjs': 'module',
    '.cjs': 'commonjs',
    '.json': 'json',
    '.wasm': 'wasm',
  };
  const format = formats[extname(file)] ?? packageType(dirname(file)) ?? 'commonjs';
  return { format, source: readFileSync(file), shortCircuit: true };
}

function isInstalled(file: string): boolean {
  return file.includes('/node_modules/') || file.includes('\\node_modules\\');
}

/** The compiler is next to the bundled host. */
function isOurs(file: string): boolean {
  return dirname(file) === import.meta.dirname;
}

/** ESM does not resolve `package/file` without its extension; `require` and every bundler do. */
function resolveLikeRequire(specifier: string, importer: string, error: unknown): string | null {
  if (!isNotFound(error)) return null;
  try {
    return nodeModule.createRequire(importer).resolve(specifier);
  } catch {
    return null;
  }
}

function showSourceLinesInStacks(): void {
  // Without packages, whose many source maps are slow to read. Not every Node with the hooks has this function.
  if (typeof nodeModule.setSourceMapsSupport === 'function') {
    nodeModule.setSourceMapsSupport(true, { nodeModules: false, generatedCode: false });
  } else {
    process.setSourceMapsEnabled(true);
  }
}
