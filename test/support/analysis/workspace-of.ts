/** A workspace of files that exist nowhere but in the test: all of them open and unsaved. */
import { Workspace } from '../../../server/src/workspace/workspace.ts';
import { filesIn } from './check-graph.ts';

export function workspaceOf(fixture: string): Workspace {
  const workspace = new Workspace();
  for (const [path, text] of filesIn(fixture)) {
    if (path.endsWith('.json')) workspace.disk.setOverlay(path, text);
    else workspace.setText(`file://${path}`, 'typescript', 1, text);
  }
  return workspace;
}
