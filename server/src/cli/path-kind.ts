/** Whether a path given on the command line is a file or a folder. */
import { statSync } from 'node:fs';

/** Thrown for a path that does not exist; the message names it. */
export class PathNotFound extends Error {
  readonly code = 'path-not-found';

  constructor(path: string) {
    super(`No such file or folder: ${path}`);
  }
}

/**
 * @param given the path as the user wrote it, for the error.
 * @throws PathNotFound
 */
export function kindOf(path: string, given: string): 'file' | 'folder' {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw new PathNotFound(given);
  return found.isDirectory() ? 'folder' : 'file';
}
