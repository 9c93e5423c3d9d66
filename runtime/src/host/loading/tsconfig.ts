/** The compiler options that matter for running a file. */

import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { parse } from 'jsonc-parser';
import { recordOf } from '../../contract/records.ts';

export interface TsConfig {
  /** Absolute targets of each `paths` pattern, in order. */
  paths: { pattern: string; targets: string[] }[];
  /** Absolute; null when not set. */
  baseUrl: string | null;
  experimentalDecorators: boolean;
  emitDecoratorMetadata: boolean;
  /** Undefined: as the target says. */
  useDefineForClassFields: boolean | undefined;
  jsx: string | undefined;
  jsxImportSource: string | undefined;
  jsxFactory: string | undefined;
  jsxFragmentFactory: string | undefined;
  verbatimModuleSyntax: boolean;
  customConditions: string[];
}

const none: TsConfig = {
  paths: [],
  baseUrl: null,
  experimentalDecorators: false,
  emitDecoratorMetadata: false,
  useDefineForClassFields: undefined,
  jsx: undefined,
  jsxImportSource: undefined,
  jsxFactory: undefined,
  jsxFragmentFactory: undefined,
  verbatimModuleSyntax: false,
  customConditions: [],
};

const read = new Set<string>();

/** Every configuration file that was read so far, without those of packages. */
export function configFiles(): string[] {
  return [...read].filter((file) => !file.includes('/node_modules/'));
}

const byFolder = new Map<string, TsConfig>();

/** The configuration of the nearest `tsconfig.json` (or `jsconfig.json`) at or above a folder. */
export function tsConfigFor(folder: string): TsConfig {
  const known = byFolder.get(folder);
  if (known) return known;
  // Resolving a configuration in a package asks for aliases here while this one is being read.
  byFolder.set(folder, none);
  const file = ['tsconfig.json', 'jsconfig.json'].map((name) => join(folder, name)).find(existsSync);
  const parent = dirname(folder);
  const config = file ? readTsConfig(file) : parent === folder ? none : tsConfigFor(parent);
  byFolder.set(folder, config);
  return config;
}

interface RawConfig {
  extends?: string | string[];
  references?: { path?: string }[];
  compilerOptions?: Record<string, unknown>;
}

function readTsConfig(file: string): TsConfig {
  const options = optionsOf(file);
  // A "solution" file only references others, one of which has the aliases of the sources.
  if (options.paths !== undefined) return toTsConfig(options);
  const others: Record<string, unknown>[] = (readJsonc(file).references ?? []).flatMap(
    ({ path }): Record<string, unknown>[] => {
      if (!path) return [];
      const target = resolve(dirname(file), path);
      return [optionsOf(target.endsWith('.json') ? target : join(target, 'tsconfig.json'))];
    },
  );
  const other = others.find(({ paths }) => paths !== undefined) ?? others.find(saysHowToCompile) ?? {};
  return toTsConfig({ ...options, ...other });
}

function saysHowToCompile({ experimentalDecorators, jsx }: Record<string, unknown>): boolean {
  return experimentalDecorators !== undefined || jsx !== undefined;
}

/** Compiler options, including those of extended files. */
function optionsOf(file: string): Record<string, unknown> {
  return mergedOptions(file, dirname(file), new Set());
}

/**
 * Paths are resolved against the file that has them.
 *
 * @param configFolder what `${configDir}` stands for: the folder of the file that extends all others.
 */
function mergedOptions(file: string, configFolder: string, seen: Set<string>): Record<string, unknown> {
  if (seen.has(file) || !existsSync(file)) return {};
  seen.add(file);
  const raw = readJsonc(file);
  const folder = dirname(file);
  const own = withConfigFolder({ ...raw.compilerOptions }, configFolder);
  if (typeof own.baseUrl === 'string') own.baseUrl = resolve(folder, own.baseUrl);
  if (own.paths !== undefined) own.pathsBase = own.baseUrl ?? folder;
  const bases = raw.extends === undefined ? [] : Array.isArray(raw.extends) ? raw.extends : [raw.extends];
  // Two files may extend the same third one.
  const inherited = bases.map((base) => mergedOptions(extendedFile(base, file), configFolder, new Set(seen)));
  return Object.assign({}, ...inherited, own);
}

const configFolderVariable = `\${configDir}`;

function withConfigFolder(options: Record<string, unknown>, folder: string): Record<string, unknown> {
  const text = JSON.stringify(options);
  if (!text.includes(configFolderVariable)) return options;
  const path = JSON.stringify(folder).slice(1, -1);
  return recordOf(JSON.parse(text.replaceAll(configFolderVariable, () => path)));
}

function extendedFile(base: string, from: string): string {
  if (base.startsWith('.') || base.startsWith('/')) {
    const path = resolve(dirname(from), base);
    return existsSync(path) && path.endsWith('.json') ? path : `${path}.json`;
  }
  const require = createRequire(from);
  for (const name of [base, `${base}.json`, `${base}/tsconfig.json`]) {
    try {
      return require.resolve(name);
    } catch {
      // Try the next form.
    }
  }
  return '';
}

function toTsConfig(options: Record<string, unknown>): TsConfig {
  const paths = (options.paths ?? {}) as Record<string, string[]>;
  const base = typeof options.pathsBase === 'string' ? options.pathsBase : '';
  const string = (value: unknown) => (typeof value === 'string' ? value : undefined);
  const target = string(options.target)?.toLowerCase() ?? 'es2023';
  const isOldTarget = /^es(3|5|6|201\d|202[01])$/.test(target);
  return {
    paths: Object.entries(paths).map(([pattern, targets]) => ({
      pattern,
      targets: targets.map((each) => resolve(base, each)),
    })),
    baseUrl: string(options.baseUrl) ?? null,
    experimentalDecorators: options.experimentalDecorators === true,
    emitDecoratorMetadata: options.emitDecoratorMetadata === true,
    useDefineForClassFields:
      typeof options.useDefineForClassFields === 'boolean' ? options.useDefineForClassFields : !isOldTarget,
    jsx: string(options.jsx)?.toLowerCase(),
    jsxImportSource: string(options.jsxImportSource),
    jsxFactory: string(options.jsxFactory),
    jsxFragmentFactory: string(options.jsxFragmentFactory),
    verbatimModuleSyntax: options.verbatimModuleSyntax === true,
    customConditions: Array.isArray(options.customConditions) ? options.customConditions.map(String) : [],
  };
}

/** Comments and trailing commas are allowed; of a broken file what can be read counts. */
function readJsonc(file: string): RawConfig {
  read.add(file);
  try {
    const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
    return recordOf(parse(text, [], { allowTrailingComma: true }));
  } catch {
    // It cannot be read at all.
    return {};
  }
}
