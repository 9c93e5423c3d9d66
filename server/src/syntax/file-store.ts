/**
 * Parsed files by path, parsed when first asked for and kept until their text changes, and the way from an import
 * to the file it names. Reads through {@link TextSource}, so that unsaved text and tests' text count as files.
 */
import { ModuleResolver } from './module-resolver.ts';
import { ParsedFile } from './parsed-file.ts';
import { type PackageFacts, PackageReader } from './sdk-version.ts';
import { WrapperIndex } from './wrapper-index.ts';

export interface TextSource {
  /** Text of an absolute path with forward slashes; null when there is no such file. */
  read(path: string): string | null;
  exists(path: string): boolean;
  /** Directories of packages in the workspace by package name (monorepos whose packages are not installed). */
  workspacePackage?(name: string): string | null;
}

const missingMark = '?';

/** True when `reads` looked for a file that now exists at `path`, judged by its name. */
export function missed(reads: ReadonlySet<string>, path: string): boolean {
  const parts = path.split('/');
  const stem = stemOf(path);
  // `./work` may be work.ts or work/index.ts.
  return reads.has(missingMark + (stem === 'index' ? (parts.at(-2) ?? '') : stem));
}

/** Last part of a path or specifier, without extension. */
function stemOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name.replace(/\.[cm]?[jt]sx?$/, '');
}

export class FileStore {
  readonly #text: TextSource;
  readonly #files = new Map<string, ParsedFile | null>();
  /** Trees of files before the last edit, until the new text is parsed. */
  readonly #edited = new Map<string, ParsedFile>();
  /** Functions of the workspace that make functions. */
  readonly wrappers = new WrapperIndex();
  #resolver: ModuleResolver;
  #packages: PackageReader;
  #reads: Set<string> | null = null;

  constructor(text: TextSource) {
    this.#text = text;
    this.#resolver = new ModuleResolver(text);
    this.#packages = new PackageReader(text);
  }

  /** Null when the file does not exist. */
  file(path: string): ParsedFile | null {
    this.#reads?.add(path);
    let file = this.#files.get(path);
    if (file === undefined) {
      const text = this.#text.read(path);
      file = text === null ? null : new ParsedFile(path, text, this.#edited.get(path));
      this.#edited.delete(path);
      this.#files.set(path, file);
    }
    return file;
  }

  /** True when the file has been parsed. */
  has(path: string): boolean {
    return this.#files.get(path) != null;
  }

  /** Forget a file's tree; null path: the shape of the folder changed (files made, removed, configured). */
  forget(path: string | null): void {
    if (path !== null) {
      this.#files.delete(path);
      this.#edited.delete(path);
      if (!/(package|[jt]sconfig[^/]*)\.json$/.test(path)) return;
    } else {
      for (const [known, file] of this.#files) if (file === null) this.#files.delete(known);
    }
    this.#resolver = new ModuleResolver(this.#text);
    this.#packages = new PackageReader(this.#text);
  }

  /** The file is being edited: the parser reuses most of its tree for the new text. */
  edit(path: string): void {
    const file = this.#files.get(path) ?? this.#edited.get(path);
    this.forget(path);
    if (file) this.#edited.set(path, file);
  }

  /** Releases a tree to save memory; nothing has changed. */
  drop(path: string): void {
    this.#files.delete(path);
    this.#edited.delete(path);
  }

  /** Stores a tree that was parsed elsewhere. */
  put(file: ParsedFile): void {
    this.#files.set(file.path, file);
  }

  /** The file that `specifier` names when imported by `from`; null for packages and for what cannot be found. */
  resolve(from: ParsedFile, specifier: string): ParsedFile | null {
    const path = this.#resolver.resolve(from.path, specifier);
    if (path !== null) return this.file(path);
    this.#reads?.add(missingMark + stemOf(specifier));
    return null;
  }

  /** The same by `paths` and `baseUrl` of the configuration alone. */
  resolveMapped(from: ParsedFile, specifier: string): ParsedFile | null {
    const path = this.#resolver.resolveMapped(from.path, specifier);
    return path === null ? null : this.file(path);
  }

  packageOf(path: string): PackageFacts {
    return this.#packages.factsFor(path);
  }

  /** Runs `work` and returns, with its result, every path it read: when one of them changes, do it again. */
  recording<T>(work: () => T): { result: T; reads: ReadonlySet<string> } {
    const outer = this.#reads;
    const reads = new Set<string>();
    this.#reads = reads;
    try {
      return { result: work(), reads };
    } finally {
      this.#reads = outer;
      if (outer) for (const path of reads) outer.add(path);
    }
  }
}
