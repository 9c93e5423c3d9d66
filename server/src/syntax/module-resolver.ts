/**
 * From an import to a file of the workspace: relative paths, tsconfig `paths` and `baseUrl`, and packages of the
 * same workspace. Installed packages are not followed: their steps are not the user's.
 */
import { posix } from 'node:path';
import { ts } from 'ts-morph';

interface Files {
  read(path: string): string | null;
  exists(path: string): boolean;
  workspacePackage?(name: string): string | null;
}

interface PathMapping {
  /** Directory that `paths` are relative to. */
  base: string;
  paths: Record<string, string[]>;
  baseUrl: string | null;
}

const extensions = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'];
/** What stands in the import when the source is TypeScript but the specifier names the output. */
const outputs: Record<string, string[]> = {
  '.js': ['.ts', '.tsx', '.js', '.jsx'],
  '.jsx': ['.tsx', '.jsx'],
  '.mjs': ['.mts', '.mjs'],
  '.cjs': ['.cts', '.cjs'],
};

export class ModuleResolver {
  readonly #files: Files;
  readonly #found = new Map<string, string | null>();
  readonly #mappings = new Map<string, PathMapping | null>();

  constructor(files: Files) {
    this.#files = files;
  }

  resolve(from: string, specifier: string): string | null {
    const folder = posix.dirname(from);
    const key = `${folder}\0${specifier}`;
    let found = this.#found.get(key);
    if (found === undefined) {
      found = this.#resolve(folder, specifier);
      this.#found.set(key, found);
    }
    return found;
  }

  #resolve(folder: string, specifier: string): string | null {
    if (specifier.startsWith('node:')) return null;
    if (specifier.startsWith('.')) return this.#asFile(posix.join(folder, specifier));
    if (specifier.startsWith('/')) return this.#asFile(specifier);
    return this.#asMapped(folder, specifier) ?? this.#asNeighbourPackage(folder, specifier);
  }

  #asFile(path: string): string | null {
    const extension = posix.extname(path);
    const bare = path.slice(0, path.length - extension.length);
    for (const candidate of outputs[extension] ?? []) {
      if (this.#files.exists(bare + candidate)) return bare + candidate;
    }
    if (extensions.includes(extension) && this.#files.exists(path)) return path;
    for (const candidate of extensions) if (this.#files.exists(path + candidate)) return path + candidate;
    for (const candidate of extensions) {
      if (this.#files.exists(`${path}/index${candidate}`)) return `${path}/index${candidate}`;
    }
    return null;
  }

  #asMapped(folder: string, specifier: string): string | null {
    const mapping = this.#mappingFor(folder);
    if (!mapping) return null;
    for (const [pattern, targets] of Object.entries(mapping.paths)) {
      const star = pattern.indexOf('*');
      let middle = '';
      if (star < 0) {
        if (pattern !== specifier) continue;
      } else {
        const [before, after] = [pattern.slice(0, star), pattern.slice(star + 1)];
        if (!specifier.startsWith(before) || !specifier.endsWith(after)) continue;
        if (specifier.length < before.length + after.length) continue;
        middle = specifier.slice(before.length, specifier.length - after.length);
      }
      for (const target of targets) {
        const found = this.#asFile(posix.join(mapping.base, target.replace('*', middle)));
        if (found) return found;
      }
    }
    return mapping.baseUrl === null ? null : this.#asFile(posix.join(mapping.baseUrl, specifier));
  }

  #mappingFor(folder: string): PathMapping | null {
    const known = this.#mappings.get(folder);
    if (known !== undefined) return known;
    let mapping: PathMapping | null = null;
    for (const name of ['tsconfig.json', 'jsconfig.json']) {
      mapping ??= this.#readMapping(posix.join(folder, name), 0);
    }
    const parent = posix.dirname(folder);
    if (!mapping && parent !== folder) mapping = this.#mappingFor(parent);
    this.#mappings.set(folder, mapping);
    return mapping;
  }

  #readMapping(path: string, depth: number): PathMapping | null {
    const text = depth < 5 ? this.#files.read(path) : null;
    if (text === null) return null;
    const config: unknown = ts.parseConfigFileTextToJson(path, text).config;
    if (!isRecord(config)) return null;
    const options = isRecord(config.compilerOptions) ? config.compilerOptions : {};
    const folder = posix.dirname(path);
    const baseUrl = typeof options.baseUrl === 'string' ? posix.join(folder, options.baseUrl) : null;
    if (isRecord(options.paths)) {
      const paths: Record<string, string[]> = {};
      for (const [pattern, targets] of Object.entries(options.paths)) {
        if (Array.isArray(targets)) paths[pattern] = targets.filter((target) => typeof target === 'string');
      }
      return { base: baseUrl ?? folder, paths, baseUrl };
    }
    const inherited = [config.extends].flat().filter((name): name is string => typeof name === 'string');
    for (const name of inherited) {
      if (!name.startsWith('.')) continue;
      const parent = posix.join(folder, name);
      const mapping = this.#readMapping(parent.endsWith('.json') ? parent : `${parent}.json`, depth + 1);
      if (mapping) return baseUrl === null ? mapping : { ...mapping, baseUrl };
    }
    return baseUrl === null ? null : { base: baseUrl, paths: {}, baseUrl };
  }

  /** A package of the same workspace, or one that package.json takes from a folder (`file:`, `link:`). */
  #asNeighbourPackage(from: string, specifier: string): string | null {
    const parts = specifier.split('/');
    const name = specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '');
    const folder = this.#files.workspacePackage?.(name) ?? this.#linkedFolder(from, name);
    if (!folder) return null;
    const rest = specifier.slice(name.length + 1);
    const text = this.#files.read(`${folder}/package.json`);
    const manifest = parseJson(text);
    const entry = isRecord(manifest) ? entryOf(manifest, rest) : null;
    const tries = [entry, rest === '' ? null : rest, rest === '' ? null : `src/${rest}`];
    if (rest === '') tries.push('src/index', 'index');
    for (const path of tries) {
      const found = path === null ? null : this.#asFile(posix.join(folder, path));
      if (found) return found;
    }
    return null;
  }

  #linkedFolder(from: string, name: string): string | null {
    for (let at = from; ; at = posix.dirname(at)) {
      const manifest = parseJson(this.#files.read(posix.join(at, 'package.json')));
      if (isRecord(manifest)) {
        for (const section of ['dependencies', 'devDependencies']) {
          const wanted = isRecord(manifest[section]) ? manifest[section][name] : undefined;
          const path =
            typeof wanted === 'string' ? /^(?:file|link|portal):(.+)$/.exec(wanted)?.[1] : undefined;
          if (path !== undefined) return posix.join(at, path);
        }
      }
      if (at === posix.dirname(at)) return null;
    }
  }
}

function entryOf(manifest: Record<string, unknown>, subpath: string): string | null {
  const exported = manifest.exports;
  const key = subpath === '' ? '.' : `./${subpath}`;
  const target = isRecord(exported) ? (exported[key] ?? (subpath === '' ? exported : null)) : exported;
  const fromExports = firstPath(target);
  if (fromExports !== null) return fromExports;
  if (subpath !== '') return null;
  return firstPath(manifest.types) ?? firstPath(manifest.module) ?? firstPath(manifest.main);
}

function firstPath(target: unknown): string | null {
  if (typeof target === 'string') return target;
  if (!isRecord(target)) return null;
  for (const value of Object.values(target)) {
    const path = firstPath(value);
    if (path !== null) return path;
  }
  return null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseJson(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
