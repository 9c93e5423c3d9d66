/** Files and folders as a workspace, without an editor: for commands that ask about all of it. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { PathNotFound, withSlashes } from '../cli/analyse.ts';
import { Workspace } from './workspace.ts';

/** Throws {@link PathNotFound}. */
export async function openPaths(paths: readonly string[]): Promise<Workspace> {
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
  return workspace;
}
