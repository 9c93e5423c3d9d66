/** The open folders and documents, by absolute path. */
import { uriOf } from './document-uri.ts';

interface OpenDocument {
  uri: string;
  version: number;
}

export class OpenDocuments {
  readonly #roots: string[] = [];
  readonly #open = new Map<string, OpenDocument>();
  /** Encoding one takes time, and a list of places has hundreds. */
  readonly #uris = new Map<string, string>();

  get roots(): readonly string[] {
    return this.#roots;
  }

  addRoot(root: string): void {
    if (!this.#roots.includes(root)) this.#roots.push(root);
  }

  removeRoot(root: string): void {
    const index = this.#roots.indexOf(root);
    if (index >= 0) this.#roots.splice(index, 1);
  }

  /** The open folder that a path is in, else the folder of the file itself. */
  rootOf(path: string): string {
    const inside = this.#roots.filter((root) => path.startsWith(`${root}/`));
    const [innermost] = inside.sort((a, b) => b.length - a.length);
    return innermost ?? path.slice(0, Math.max(path.lastIndexOf('/'), 0));
  }

  /** True: it was not open before. */
  put(path: string, uri: string, version: number): boolean {
    const isNew = !this.#open.has(path);
    this.#open.set(path, { uri, version });
    return isNew;
  }

  delete(path: string): void {
    this.#open.delete(path);
  }

  has(path: string): boolean {
    return this.#open.has(path);
  }

  paths(): string[] {
    return [...this.#open.keys()];
  }

  /** As the client spells it, when it has the file open. */
  uriOf(path: string): string {
    const open = this.#open.get(path);
    if (open) return open.uri;
    const known = this.#uris.get(path) ?? uriOf(path);
    this.#uris.set(path, known);
    return known;
  }

  /** Null: the file is not open. */
  versionOf(path: string): number | null {
    return this.#open.get(path)?.version ?? null;
  }
}
