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
    if (text === null || !/"(inngest|@inngest\/[^"]+)"/.test(text)) return null;
    let manifest: Record<string, unknown>;
    try {
      manifest = JSON.parse(text) as Record<string, unknown>;
    } catch {
      return null;
    }
    // The SDK's own sources and tests.
    if (manifest.name === 'inngest') {
      const version = typeof manifest.version === 'string' ? majorOf(manifest.version) : null;
      return { major: version, dependsOnSdk: true };
    }
    for (const section of sections) {
      const wanted = (manifest[section] as Record<string, unknown> | undefined)?.inngest;
      if (typeof wanted !== 'string') continue;
      const major = majorOf(wanted) ?? this.#catalogMajor(folder, wanted) ?? this.#installedMajor(folder);
      return { major: major ?? this.#majorAbove(folder), dependsOnSdk: true };
    }
    // Companions of the SDK (agent kit, middleware) provide its steps, too.
    const isCompanion = sections.some((section) =>
      Object.keys((manifest[section] as object | undefined) ?? {}).some((name) =>
        name.startsWith('@inngest/'),
      ),
    );
    if (isCompanion) return { major: this.#majorAbove(folder), dependsOnSdk: true };
    return null;
  }

  /** `catalog:` and `catalog:name` of a pnpm workspace, or of the root package.json (Bun). */
  #catalogMajor(folder: string, wanted: string): SdkMajor | null {
    const name = /^catalog:(.*)$/.exec(wanted)?.[1];
    if (name === undefined) return null;
    for (let at = folder; ; at = posix.dirname(at)) {
      const text =
        this.#files.read(posix.join(at, 'pnpm-workspace.yaml')) ??
        this.#files.read(posix.join(at, '.yarnrc.yml'));
      const range = text === null ? null : rangeInCatalog(text, name.trim());
      if (range !== null) return majorOf(range);
      const manifest = this.#files.read(posix.join(at, 'package.json'));
      const listed = manifest?.includes('"catalog')
        ? /"inngest"\s*:\s*"([\^~>=\d][^"]*)"/.exec(manifest)?.[1]
        : undefined;
      if (listed !== undefined) return majorOf(listed);
      if (at === posix.dirname(at)) return null;
    }
  }

  /** For `workspace:*` and `*`: what the packages above want. */
  #majorAbove(folder: string): SdkMajor | null {
    const parent = posix.dirname(folder);
    return parent === folder ? null : this.#factsIn(parent).major;
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

/** A line of YAML is enough: catalogs are flat lists of names and ranges. */
function rangeInCatalog(yaml: string, name: string): string | null {
  let section = '';
  for (const line of yaml.split('\n')) {
    const [, indent = '', key = '', value = ''] =
      /^(\s*)["']?([^"':\s]+)["']?\s*:\s*["']?([^"'#]*)/.exec(line) ?? [];
    if (key === '') continue;
    if (key === 'inngest' && value.trim() !== '') {
      if (name === '' || name === 'default' || section === name) return value.trim();
    } else if (value.trim() === '' && indent.length > 0) section = key;
    else if (indent.length === 0) section = '';
  }
  return null;
}

/** The major that a version range allows; null when it allows several, or does not say. */
export function majorOf(range: string): SdkMajor | null {
  const version = range.startsWith('npm:') ? range.slice(range.lastIndexOf('@') + 1) : range;
  // A build of a pull request has the number of the release before it, and may be of the next major.
  if (/-pr-/.test(version)) return null;
  const [major, ...others] = new Set(version.split('||').map(onlyMajorOf));
  return major === undefined || others.length > 0 ? null : major;
}

function onlyMajorOf(range: string): SdkMajor | null {
  const [, from, to] = /^\s*>=?\s*v?(\d+)[^<]*<\s*v?(\d+)/.exec(range) ?? [];
  if (from !== undefined && Number(to) !== Number(from) + 1) return null;
  const major = from ?? /^[\^~=v\s]*(\d+)/.exec(range)?.[1];
  return major === undefined ? null : (Math.min(Number(major), 4) as SdkMajor);
}
