/** Where the runtime of a workspace folder keeps its journal. */
import { createHash } from 'node:crypto';
import * as path from 'node:path';

/**
 * Told by the folder's path alone. VS Code's own storage for a workspace is another one when the same folder is
 * opened by a `.code-workspace` file or from a server at another port, and then waiting runs would seem to be gone.
 *
 * @param storage the extension's storage for all workspaces.
 * @param workspaceFolder absolute path; null: no folder is open.
 */
export function runtimeDataFolder(storage: string, workspaceFolder: string | null): string {
  if (workspaceFolder === null) return path.join(storage, 'runtime', 'no-folder');
  const hash = createHash('sha256').update(workspaceFolder).digest('hex').slice(0, 12);
  const name = path.basename(workspaceFolder).replace(/[^\w.-]+/g, '-') || 'root';
  return path.join(storage, 'runtime', `${name}-${hash}`);
}
