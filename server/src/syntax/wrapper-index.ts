/** Which names of the workspace make functions, which files define them, and which are called. */

const none: ReadonlySet<string> = new Set();

const noApps: ReadonlyMap<string, string> = new Map();

export interface FileNames {
  /** Wrappers that the file defines. */
  defined: ReadonlySet<string>;
  /** Wrappers that functions of the file were made by. */
  called: ReadonlySet<string>;
  /** Ids of apps by the names of the functions that the file passes their clients to. */
  apps: ReadonlyMap<string, string>;
}

export class WrapperIndex {
  readonly #definedIn = new Map<string, Set<string>>();
  readonly #calledIn = new Map<string, Set<string>>();
  readonly #files = new Map<string, FileNames>();
  #version = 0;

  /** Changes whenever the index does: earlier results may be stale. */
  get version(): number {
    return this.#version;
  }

  has(name: string): boolean {
    return this.#definedIn.has(name);
  }

  /** Some code in the workspace makes functions with it. */
  isCalled(name: string): boolean {
    return this.#calledIn.has(name);
  }

  /** Texts of which a file that calls a wrapper holds at least one. */
  traces(): string[] {
    return [...this.#definedIn.keys()].flatMap((name) => {
      const word = name.replace(/^default:/, '');
      return word === name ? [`${word}(`, `${word}<`, `(${word})`, `${word} }`, `${word},`] : [word];
    });
  }

  /** True when the file defines a wrapper. */
  defines(path: string): boolean {
    return (this.#files.get(path)?.defined.size ?? 0) > 0;
  }

  filesDefining(name: string): ReadonlySet<string> {
    return this.#definedIn.get(name) ?? none;
  }

  /** Ids of the apps whose clients are passed to a function. */
  appsGivenTo(name: string): string[] {
    return [...this.#files.values()].flatMap(({ apps }) => apps.get(name) ?? []);
  }

  /** What a file defines and calls now. */
  put(path: string, { defined, called, apps }: FileNames): void {
    const before = this.#files.get(path);
    const changes = [
      move(this.#definedIn, path, before?.defined ?? none, defined),
      move(this.#calledIn, path, before?.called ?? none, called),
    ];
    if (changes.includes(true) || !isSame(before?.apps ?? noApps, apps)) this.#version += 1;
    if (defined.size + called.size + apps.size > 0) this.#files.set(path, { defined, called, apps });
    else this.#files.delete(path);
  }
}

function isSame(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return a.size === b.size && [...a].every(([name, id]) => b.get(name) === id);
}

/** True when a name was added or removed altogether. */
function move(
  index: Map<string, Set<string>>,
  path: string,
  before: ReadonlySet<string>,
  now: ReadonlySet<string>,
): boolean {
  let isChanged = false;
  for (const name of before) {
    if (now.has(name)) continue;
    const files = index.get(name);
    files?.delete(path);
    if (files?.size !== 0) continue;
    index.delete(name);
    isChanged = true;
  }
  for (const name of now) {
    const files = index.get(name);
    if (files) files.add(path);
    else {
      index.set(name, new Set([path]));
      isChanged = true;
    }
  }
  return isChanged;
}
