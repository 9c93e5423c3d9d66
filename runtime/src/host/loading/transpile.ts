/** Compiles TypeScript and JSX to JavaScript, one file at a time, cached on disk by content. */
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import type ts from 'typescript';
import { CompileError } from './load-problem.ts';
import type { ModuleFormat } from './module-format.ts';
import { prepareSource } from './prepare-source.ts';
import { type TsConfig, tsConfigFor } from './tsconfig.ts';
import { TypeExports } from './type-exports.ts';

/** Part of the cache key: changes when the same source would be compiled differently. */
const compilerVersion = 'steplight-2';
const pruneDelayMs = 60_000;
const maxAgeMs = 14 * 24 * 60 * 60_000;

/** Finds the source file of the user that an import means; null: none does. */
type FindSource = (specifier: string, importer: string) => string | null;

export class Transpiler {
  readonly #cacheFolder: string | null;
  readonly #findSource: FindSource;
  #ts: typeof ts | null = null;
  #types: TypeExports | null = null;

  /** @param cacheFolder null: nothing is cached. */
  constructor(cacheFolder: string | null, findSource: FindSource = () => null) {
    this.#cacheFolder = cacheFolder;
    this.#findSource = findSource;
    if (cacheFolder === null) return;
    mkdirSync(cacheFolder, { recursive: true, mode: 0o700 });
    // Also when it was made by others, or before.
    chmodSync(cacheFolder, 0o700);
    setTimeout(() => void deleteOld(cacheFolder), pruneDelayMs).unref();
  }

  /**
   * @returns JavaScript with an inline source map.
   * @throws {CompileError} for a syntax error.
   */
  transpile(file: string, source: string, format: ModuleFormat): string {
    const config = tsConfigFor(dirname(file));
    const cached = this.#cacheFolder && join(this.#cacheFolder, `${keyOf(file, source, format, config)}.js`);
    if (cached && existsSync(cached) && isCurrent(cached)) return readFileSync(cached, 'utf8');
    const read = new Set<string>();
    const output = this.#compile(source, { file, format, config, onRead: (each) => read.add(each) });
    // The files that a pattern matches may change at any time.
    if (cached && !globs.test(source)) {
      if (read.size > 0) writeWhole(readByFile(cached), JSON.stringify(hashesOf([...read])));
      writeWhole(cached, output);
    }
    return output;
  }

  #compile(source: string, { file, format, config, onRead }: Compilation): string {
    this.#ts ??= loadTypeScript();
    const compiler = this.#ts;
    this.#types ??= new TypeExports(compiler, this.#findSource);
    const types = this.#types;
    const prepared = prepareSource(compiler, source, { file, format, config, types, onRead });
    const { outputText, diagnostics = [] } = compiler.transpileModule(prepared, {
      fileName: file,
      reportDiagnostics: true,
      compilerOptions: optionsFor(compiler, format, config),
    });
    const broken = diagnostics.find(({ category }) => category === compiler.DiagnosticCategory.Error);
    if (broken) {
      const message = compiler.flattenDiagnosticMessageText(broken.messageText, '\n');
      const line = broken.file?.getLineAndCharacterOfPosition(broken.start ?? 0).line ?? 0;
      throw new CompileError(message, file, line + 1);
    }
    return outputText;
  }
}

interface Compilation {
  file: string;
  format: ModuleFormat;
  config: TsConfig;
  onRead: (file: string) => void;
}

const globs = /\bimport\.meta\.glob\b/;

/** Beside a compiled file: the hashes of the other files that it depends on. */
function readByFile(cached: string): string {
  return cached.replace(/\.js$/, '.json');
}

function isCurrent(cached: string): boolean {
  const file = readByFile(cached);
  if (!existsSync(file)) return true;
  const known = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  return JSON.stringify(hashesOf(Object.keys(known))) === JSON.stringify(known);
}

function hashesOf(files: string[]): Record<string, string> {
  const hash = (file: string) =>
    existsSync(file) ? createHash('sha256').update(readFileSync(file)).digest('hex') : '';
  return Object.fromEntries(files.map((file) => [file, hash(file)]));
}

function optionsFor(compiler: typeof ts, format: ModuleFormat, config: TsConfig): ts.CompilerOptions {
  const jsx = config.jsx === 'react' ? compiler.JsxEmit.React : compiler.JsxEmit.ReactJSX;
  return {
    target: compiler.ScriptTarget.ES2022,
    module: format === 'module' ? compiler.ModuleKind.ESNext : compiler.ModuleKind.CommonJS,
    esModuleInterop: true,
    isolatedModules: true,
    // In CommonJS it would leave imports as they are.
    verbatimModuleSyntax: format === 'module' && config.verbatimModuleSyntax,
    inlineSourceMap: true,
    inlineSources: true,
    jsx,
    experimentalDecorators: config.experimentalDecorators,
    emitDecoratorMetadata: config.emitDecoratorMetadata,
    ...(config.useDefineForClassFields === undefined
      ? {}
      : { useDefineForClassFields: config.useDefineForClassFields }),
    ...(config.jsxImportSource && jsx !== compiler.JsxEmit.React
      ? { jsxImportSource: config.jsxImportSource }
      : {}),
    ...(config.jsxFactory ? { jsxFactory: config.jsxFactory } : {}),
    ...(config.jsxFragmentFactory ? { jsxFragmentFactory: config.jsxFragmentFactory } : {}),
  };
}

/** Loaded for the first file that is not in the cache, so most starts do without. In the product it is next to this bundle. */
function loadTypeScript(): typeof ts {
  const beside = join(import.meta.dirname, 'typescript.cjs');
  return createRequire(import.meta.url)(existsSync(beside) ? beside : 'typescript') as typeof ts;
}

function keyOf(file: string, source: string, format: ModuleFormat, config: TsConfig): string {
  const { paths: _, baseUrl: __, customConditions: ___, ...options } = config;
  return createHash('sha256')
    .update(JSON.stringify([compilerVersion, file, format, options]))
    .update(source)
    .digest('hex');
}

/** Sources change: old output is rarely needed again, and quickly compiled. */
async function deleteOld(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const file = join(folder, name);
    const age = Date.now() - ((await stat(file).catch(() => null))?.mtimeMs ?? Date.now());
    if (age > maxAgeMs) await rm(file, { force: true, recursive: true });
  }
}

/** Another host may write the same file at the same time. */
function writeWhole(file: string, text: string): void {
  const draft = `${file}.${process.pid}${extname(file)}`;
  try {
    writeFileSync(draft, text, { mode: 0o600 });
    renameSync(draft, file);
  } catch {
    // A cache that cannot be written costs time only.
  }
}
