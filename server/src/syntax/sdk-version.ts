/** Which major of the SDK a file is written for, by the nearest package.json that names `inngest`. */
import { posix } from 'node:path';

export type SdkMajor = 0 | 1 | 2 | 3 | 4;

export interface PackageFacts {
  /** Null: no package.json upwards names the SDK, or its version cannot be told. */
  major: SdkMajor | null;
  dependsOnSdk: boolean;
}

const nothing: PackageFacts = { major: null, dependsOnSdk: false };
const sections = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'];

export class PackageReader {
  readonly #files: { read(path: string): string | null };
  readonly #facts = new Map<string, PackageFacts>();

  constructor(files: { read(path: string): string | null }) {
    this.#files = files;
  }

  factsFor(path: string): PackageFacts {
    return this.#factsIn(posix.dirname(path));
  }

  #factsIn(folder: string): PackageFacts {
    const known = this.#facts.get(folder);
    if (known) return known;
    const parent = posix.dirname(folder);
    const facts = this.#read(folder) ?? (parent === folder ? nothing : this.#factsIn(parent));
    this.#facts.set(folder, facts);
    return facts;
  }

  #read(folder: string): PackageFacts | null {
    const text = this.#files.read(posix.join(folder, 'package.json'));
    if (text?.includes('"inngest"') !== true) return null;
    let manifest: Record<string, unknown>;
    try {
      manifest = JSON.parse(text) as Record<string, unknown>;
    } catch {
      return null;
    }
    for (const section of sections) {
      const wanted = (manifest[section] as Record<string, unknown> | undefined)?.inngest;
      if (typeof wanted !== 'string') continue;
      return { major: majorOf(wanted) ?? this.#installedMajor(folder), dependsOnSdk: true };
    }
    return null;
  }

  /** For `latest`, `catalog:`, `workspace:*` and the like. */
  #installedMajor(folder: string): SdkMajor | null {
    for (let at = folder; ; at = posix.dirname(at)) {
      const text = this.#files.read(posix.join(at, 'node_modules/inngest/package.json'));
      const version = text === null ? undefined : /"version"\s*:\s*"([^"]+)"/.exec(text)?.[1];
      if (version !== undefined) return majorOf(version);
      if (at === posix.dirname(at)) return null;
    }
  }
}

/** The major a version range starts at; null when the range does not say. */
export function majorOf(range: string): SdkMajor | null {
  const version = range.startsWith('npm:') ? range.slice(range.lastIndexOf('@') + 1) : range;
  const major = /^[\^~>=v\s]*(\d+)/.exec(version)?.[1];
  if (major === undefined) return null;
  const number = Math.min(Number(major), 4);
  return number as SdkMajor;
}
