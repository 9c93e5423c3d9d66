/** Paths in, event map out: the map without an editor. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { EventMap } from '../event-map.ts';
import { PathNotFound, withSlashes } from '../workspace/analyse.ts';
import { Workspace } from '../workspace/workspace.ts';
import { mapOf } from './workspace-map.ts';

/** Throws {@link PathNotFound}. */
export async function mapPaths(paths: readonly string[]): Promise<EventMap> {
  const workspace = new Workspace();
  for (const given of paths) {
    const path = withSlashes(resolve(given));
    if (!statSync(path, { throwIfNoEntry: false })) throw new PathNotFound(given);
    await workspace.index(
      path,
      () => undefined,
      () => false,
    );
  }
  return mapOf(workspace).map;
}
