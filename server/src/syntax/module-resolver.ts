/**
 * From an import to a file of the workspace: relative paths, tsconfig `paths` and `baseUrl`, and packages of the
 * same workspace. Installed packages are not followed: their steps are not the user's.
 */

import { posix } from 'node:path';
import { ts } from 'ts-morph';
import { isRecord } from '../values/records.ts';

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
/** Sources of a specifier that names the compiled output. */
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
    return (
      this.#asMapped(folder, specifier) ??
      (specifier.startsWith('#')
        ? this.#asPackageImport(folder, specifier)
        : this.#asNeighborPackage(folder, specifier))
    );
  }

  /** By the configuration's `paths` and `baseUrl` alone. */
  resolveMapped(from: string, specifier: string): string | null {
    const folder = posix.dirname(from);
    const key = `${folder}\0mapped\0${specifier}`;
    let found = this.#found.get(key);
    if (found === undefined) {
      found = this.#asMapped(folder, specifier);
      this.#found.set(key, found);
    }
    return found;
  }

  /** `#jobs/*` of the nearest package.json's `imports`. */
  #asPackageImport(folder: string, specifier: string): string | null {
    for (let at = folder; ; at = posix.dirname(at)) {
      const manifest = parseJson(this.#files.read(posix.join(at, 'package.json')));
      if (isRecord(manifest)) {
        const target = isRecord(manifest.imports) ? subpathOf(manifest.imports, specifier) : null;
        return target === null ? null : this.#asSource(at, target);
      }
      if (at === posix.dirname(at)) return null;
    }
  }

  /** What a manifest names is often what a build will write; the source it is built from is in `src`. */
  #asSource(folder: string, target: string): string | null {
    const found = this.#asFile(posix.join(folder, target));
    if (found && !found.includes('/node_modules/') && !/\.d\.[cm]?ts$/.test(target)) return found;
    const bare = target.replace(/^\.\//, '').replace(/\.d\.([cm]?)ts$/, '.$1js');
    const inside = /^(?:dist|build|out|lib|output|\.output)\/(?:(?:esm|cjs|types|src|es|mjs)\/)*(.+)$/.exec(
      bare,
    )?.[1];
    for (const source of inside === undefined ? [] : [`src/${inside}`, inside]) {
      const made = this.#asFile(posix.join(folder, source));
      if (made) return made;
    }
    return found;
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
        // Installed packages are not the user's code, however they are named.
        if (found && !found.includes('/node_modules/')) return found;
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
    // The last one counts most.
    for (const name of inherited.reverse()) {
      const parent = this.#inheritedFrom(folder, name);
      const mapping = parent === null ? null : this.#readMapping(parent, depth + 1);
      if (mapping) return baseUrl === null ? mapping : { ...mapping, baseUrl };
    }
    if (baseUrl !== null) return { base: baseUrl, paths: {}, baseUrl };
    // A solution file has no options of its own; the projects it references do.
    const references = Array.isArray(config.references) ? config.references : [];
    for (const reference of references) {
      const path = isRecord(reference) && typeof reference.path === 'string' ? reference.path : null;
      if (path === null || !path.endsWith('.json')) continue;
      const mapping = this.#readMapping(posix.join(folder, path), depth + 1);
      if (mapping) return mapping;
    }
    return null;
  }

  #inheritedFrom(folder: string, name: string): string | null {
    if (name.startsWith('.') || name.startsWith('/')) {
      const path = name.startsWith('/') ? name : posix.join(folder, name);
      return path.endsWith('.json') ? path : `${path}.json`;
    }
    const { packageName, rest } = partsOf(name);
    const owner = this.#files.workspacePackage?.(packageName) ?? null;
    if (owner === null) return null;
    const file = rest === '' ? 'tsconfig.json' : rest;
    return posix.join(owner, file.endsWith('.json') ? file : `${file}.json`);
  }

  /** A package of the same workspace, or one that package.json takes from a folder (`file:`, `link:`). */
  #asNeighborPackage(from: string, specifier: string): string | null {
    const { packageName, rest } = partsOf(specifier);
    const folder = this.#files.workspacePackage?.(packageName) ?? this.#linkedFolder(from, packageName);
    if (!folder) return null;
    const manifest = parseJson(this.#files.read(`${folder}/package.json`));
    for (const entry of isRecord(manifest) ? entriesOf(manifest, rest) : []) {
      const found = this.#asSource(folder, entry);
      if (found) return found;
    }
    const tries = rest === '' ? ['src/index', 'index', 'src/main'] : [rest, `src/${rest}`];
    for (const path of tries) {
      const found = this.#asFile(posix.join(folder, path));
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

function partsOf(specifier: string): { packageName: string; rest: string } {
  const parts = specifier.split('/');
  const packageName = specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '');
  return { packageName, rest: specifier.slice(packageName.length + 1) };
}

/** Files that a package may give for a subpath, likeliest first. */
function entriesOf(manifest: Record<string, unknown>, subpath: string): string[] {
  const exported = manifest.exports;
  const key = subpath === '' ? '.' : `./${subpath}`;
  const isBySubpath = isRecord(exported) && Object.keys(exported).some((name) => name.startsWith('.'));
  const entries: string[] = [];
  if (isBySubpath) entries.push(...(subpathsOf(exported, key) ?? []));
  else if (subpath === '') entries.push(...pathsIn(exported));
  if (subpath !== '') return entries;
  return [...entries, ...[manifest.source, manifest.module, manifest.main, manifest.types].flatMap(pathsIn)];
}

function subpathOf(table: Record<string, unknown>, key: string): string | null {
  return subpathsOf(table, key)?.[0] ?? null;
}

/** Patterns such as `./*` are expanded. */
function subpathsOf(table: Record<string, unknown>, key: string): string[] | null {
  if (Object.hasOwn(table, key)) return pathsIn(table[key]);
  for (const [pattern, target] of Object.entries(table)) {
    const [before, after] = pattern.split('*');
    if (before === undefined || after === undefined) continue;
    if (!key.startsWith(before) || !key.endsWith(after) || key.length < before.length + after.length)
      continue;
    const middle = key.slice(before.length, key.length - after.length);
    return pathsIn(target).map((path) => path.replaceAll('*', middle));
  }
  return null;
}

/** Every path of a condition table: sources before what builds write. */
function pathsIn(target: unknown): string[] {
  if (typeof target === 'string') return [target];
  if (Array.isArray(target)) return target.flatMap(pathsIn);
  if (!isRecord(target)) return [];
  return Object.values(target)
    .flatMap(pathsIn)
    .sort((a, b) => Number(isBuilt(a)) - Number(isBuilt(b)));
}

function isBuilt(path: string): boolean {
  return /(^|\/)(dist|build|out|lib)\/|\.d\.[cm]?ts$/.test(path);
}

function parseJson(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
