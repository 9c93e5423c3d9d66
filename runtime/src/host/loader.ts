/**
 * Makes Node load the user's sources as they are: TypeScript, JSX, aliases, imports without extension, ESM and CommonJS. Synchronous
 * module hooks, in this thread, for both `import` and `require`.
 */
import { existsSync, readFileSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { dirname, extname, isAbsolute, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { standInFor, whyNotHere } from './framework-modules.ts';
import { CompileError, lineOf } from './load-problem.ts';
import { notePackageImport } from './package-imports.ts';
import { isInArchive, isPlugAndPlay, resolveByTable } from './plug-and-play.ts';
import { definesSdkClient, withRecording } from './recording.ts';
import { resolveSource } from './resolve-source.ts';
import { type ModuleFormat, Transpiler } from './transpile.ts';

const compiled = new Set(['.ts', '.tsx', '.mts', '.cts', '.jsx']);
/** Bundlers give these a meaning; a workflow does not need them. */
const assets = /\.(css|scss|sass|less|svg|png|jpe?g|gif|webp|avif|ico|woff2?|ttf|md|mdx)$/i;

/** Stand-ins for modules of frameworks have file URLs, since `require` accepts no others. */
const standInPrefix = 'file:///steplight-stands-in-for/';

export interface LoaderEvents {
  /** A file of the user is loaded; may be called more than once per file. */
  onLoaded: (file: string) => void;
  /** A copy of the SDK is about to be loaded; `url` is that of one of its modules. */
  onSdk: (url: string) => void;
}

/** @throws when this Node is too old. */
export function installLoader(cacheFolder: string | null, events: LoaderEvents): void {
  if (typeof nodeModule.registerHooks !== 'function') {
    throw new Error(
      `Hosting functions requires Node.js 22.15 or newer, but this is ${process.version}: start your app instead, or use a newer version of Node.js`,
    );
  }
  // Node's own cache of compiled code: the SDK has hundreds of modules, and the compiler is one huge file.
  if (cacheFolder !== null) nodeModule.enableCompileCache(join(cacheFolder, 'v8'));
  showSourceLinesInStacks();
  nodeModule.registerHooks({
    resolve: resolveModule,
    load: moduleLoader(new Transpiler(cacheFolder), events),
  });
}

const resolveModule: nodeModule.ResolveHookSync = (specifier, context, nextResolve) => {
  if (standInFor(specifier) !== null)
    return { url: `${standInPrefix}${specifier}.cjs`, format: 'commonjs', shortCircuit: true };
  const importer = context.parentURL?.startsWith('file:') ? fileURLToPath(context.parentURL) : null;
  if (importer !== null) refuseForeignScheme(specifier, importer);
  if (importer !== null && !isInstalled(importer)) {
    const path = resolveSource(specifier, importer);
    if (path !== null) return resolvedTo(path);
    notePackageImport(specifier, importer);
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

function resolvedTo(path: string): nodeModule.ResolveFnOutput {
  return { url: pathToFileURL(path).href, shortCircuit: true };
}

/** Node's own error for an unknown scheme does not say which file imports it. */
function refuseForeignScheme(specifier: string, importer: string): void {
  if (!/^(?!file:|node:|data:)[a-z]{2,}:/.test(specifier)) return;
  const why = whyNotHere(specifier);
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
    const file = fileURLToPath(url);
    const loadPlainly = () => (isInArchive(file) ? loadFromArchive(file) : nextLoad(url, context));
    if (definesSdkClient(url)) {
      onSdk(url);
      const result = loadPlainly();
      const source = result.source ? String(result.source) : readFileSync(file, 'utf8');
      return { ...result, source: withRecording(source, url), shortCircuit: true };
    }
    if (!isInstalled(file) && !isOurs(file)) onLoaded(file);
    if (assets.test(file)) return { format: 'commonjs', source: 'module.exports = {};', shortCircuit: true };
    if (compiled.has(extname(file))) {
      const source = readFileSync(file, 'utf8');
      const format = formatOf(file, source);
      const output = transpiler.transpile(file, source, format);
      return { format, source: withViteEnvironment(output, format), shortCircuit: true };
    }
    // Node wants `with { type: 'json' }`; TypeScript and bundlers do not.
    const isBareJsonImport =
      file.endsWith('.json') && context.conditions.includes('import') && !context.importAttributes.type;
    if (isBareJsonImport) {
      const source = `export default ${readFileSync(file, 'utf8')};`;
      return { format: 'module', source, shortCircuit: true };
    }
    return loadPlainly();
  };
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
  if ((error as { code?: unknown }).code !== 'ERR_MODULE_NOT_FOUND') return null;
  try {
    return nodeModule.createRequire(importer).resolve(specifier);
  } catch {
    return null;
  }
}

/** As Node decides, except that a package without a type may still use what only ESM has, as with a bundler that ignores the type. */
function formatOf(file: string, source: string): ModuleFormat {
  if (file.endsWith('.mts')) return 'module';
  if (file.endsWith('.cts')) return 'commonjs';
  const type = packageType(dirname(file));
  if (type !== null) return type;
  const onlyEsm =
    /\bimport\.meta\b/.test(source) ||
    /^(?:await\b|(?:export\s+)?(?:const|let|var)\s[^=;]+=\s*await\b)/m.test(source);
  return onlyEsm ? 'module' : 'commonjs';
}

const typeByFolder = new Map<string, ModuleFormat | null>();

/** `type` of the nearest package.json; null when it has none. */
function packageType(folder: string): ModuleFormat | null {
  const known = typeByFolder.get(folder);
  if (known !== undefined) return known;
  const file = join(folder, 'package.json');
  let type: ModuleFormat | null = null;
  if (existsSync(file)) {
    const declared = (JSON.parse(readFileSync(file, 'utf8')) as { type?: string }).type;
    type = declared === 'module' || declared === 'commonjs' ? declared : null;
  } else if (dirname(folder) !== folder) {
    type = packageType(dirname(folder));
  }
  typeByFolder.set(folder, type);
  return type;
}

/** Provides what Vite provides to server code. On the first line, so that all lines keep their numbers. */
function withViteEnvironment(code: string, format: ModuleFormat): string {
  if (format !== 'module' || !/\bimport\.meta\.env\b/.test(code)) return code;
  return `import.meta.env ??= { ...process.env, MODE: 'development', DEV: true, PROD: false, SSR: true, BASE_URL: '/' };${code}`;
}

function showSourceLinesInStacks(): void {
  // Without packages, whose many source maps are slow to read. Not every Node with the hooks has this function.
  if (typeof nodeModule.setSourceMapsSupport === 'function') {
    nodeModule.setSourceMapsSupport(true, { nodeModules: false, generatedCode: false });
  } else {
    process.setSourceMapsEnabled(true);
  }
}
