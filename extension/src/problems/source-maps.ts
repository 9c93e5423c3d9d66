/** From a line of compiled code to that of its source, where the compiled file names its source map. */
import { readFile, stat } from 'node:fs/promises';
import { SourceMap, type SourceMapPayload } from 'node:module';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Place {
  /** Absolute. */
  path: string;
  /** 0-based. */
  row: number;
  column: number;
}

interface Known {
  modified: number;
  map: SourceMap | null;
}

/** Bundles are larger, and their users have better places to look at. */
const maxBytes = 8_000_000;

export class SourceMaps {
  /** By compiled file. */
  readonly #known = new Map<string, Known>();

  /** The place itself when nothing maps it; never throws. */
  async source(place: Place): Promise<Place> {
    if (!/\.[cm]?jsx?$/.test(place.path)) return place;
    try {
      const map = await this.#mapOf(place.path);
      const entry = map?.findEntry(place.row, place.column);
      if (!entry || !('originalSource' in entry) || !entry.originalSource) return place;
      const { originalSource, originalLine, originalColumn } = entry;
      const source = /^file:/.test(originalSource)
        ? fileURLToPath(originalSource)
        : path.resolve(path.dirname(place.path), originalSource);
      return { path: source.replace(/\\/g, '/'), row: originalLine, column: originalColumn };
    } catch {
      return place;
    }
  }

  async #mapOf(file: string): Promise<SourceMap | null> {
    const { mtimeMs, size } = await stat(file);
    const known = this.#known.get(file);
    if (known?.modified === mtimeMs) return known.map;
    const map = size > maxBytes ? null : await readMap(file);
    this.#known.set(file, { modified: mtimeMs, map });
    return map;
  }
}

async function readMap(file: string): Promise<SourceMap | null> {
  const text = await readFile(file, 'utf8');
  const [, url] = /\/\/# sourceMappingURL=(\S+)\s*$/.exec(text) ?? [];
  if (url === undefined) return null;
  const inline = /^data:application\/json[^,]*;base64,(.*)$/.exec(url)?.[1];
  const json =
    inline === undefined
      ? await readFile(path.resolve(path.dirname(file), decodeURIComponent(url)), 'utf8')
      : Buffer.from(inline, 'base64').toString('utf8');
  const payload = JSON.parse(json) as SourceMapPayload;
  const root = payload.sourceRoot ?? '';
  return new SourceMap({ ...payload, sourceRoot: '', sources: payload.sources.map((each) => root + each) });
}
