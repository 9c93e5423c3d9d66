/** Opens files and folders as one workspace, without an editor. */
import { resolve } from 'node:path';
import { withSlashes } from '../workspace/document-uri.ts';
import { Workspace } from '../workspace/workspace.ts';
import { kindOf } from './path-kind.ts';

/** @throws PathNotFound */
export async function openPaths(paths: readonly string[]): Promise<Workspace> {
  const workspace = new Workspace();
  for (const given of paths) {
    const path = withSlashes(resolve(given));
    kindOf(path, given);
    await workspace.index(
      path,
      () => undefined,
      () => false,
    );
  }
  return workspace;
}
