/** The code of the workspace as it is read for one function: its files, and what the parameters around it stand for. */
import type { ts } from 'ts-morph';
import { type Bindings, noBindings } from './bindings.ts';
import { FileStore, type TextSource } from './file-store.ts';
import type { ParsedFile } from './parsed-file.ts';
import type { PackageFacts } from './sdk-version.ts';
import type { WrapperIndex } from './wrapper-index.ts';

/** Immutable except for the files: other bindings are other sources over the same {@link FileStore}. */
export class Sources {
  readonly files: FileStore;
  /** Values of parameters and loop variables in one call of a wrapper, or one iteration of a loop. */
  readonly bindings: Bindings;

  constructor(text: TextSource | FileStore, bindings: Bindings = noBindings) {
    this.files = text instanceof FileStore ? text : new FileStore(text);
    this.bindings = bindings;
  }

  /** The same files, where the declared names have the values given, and no others. */
  with(bindings: Bindings): Sources {
    return bindings === this.bindings ? this : new Sources(this.files, bindings);
  }

  /** See {@link given}; null for unbound names and for rest parameters. */
  boundValue(declaration: ts.Node): ts.Expression | null {
    const value = this.bindings.size === 0 ? undefined : this.bindings.get(declaration);
    return value === undefined || isList(value) ? null : value;
  }

  get wrappers(): WrapperIndex {
    return this.files.wrappers;
  }

  file(path: string): ParsedFile | null {
    return this.files.file(path);
  }

  resolve(from: ParsedFile, specifier: string): ParsedFile | null {
    return this.files.resolve(from, specifier);
  }

  resolveMapped(from: ParsedFile, specifier: string): ParsedFile | null {
    return this.files.resolveMapped(from, specifier);
  }

  packageOf(path: string): PackageFacts {
    return this.files.packageOf(path);
  }
}

function isList(value: ts.Expression | readonly ts.Expression[]): value is readonly ts.Expression[] {
  return Array.isArray(value);
}
