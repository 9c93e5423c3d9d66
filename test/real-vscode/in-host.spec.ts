/** The tests of `in-host/`, run inside the extension host of this VS Code; each is a test here. */
import { test } from 'vitest';
import { runInExtensionHost } from './harness/in-host.ts';
import { copySample } from './harness/workspace-copy.ts';

const workspace = copySample('sdk4');
const results = await runInExtensionHost(workspace.folder).finally(workspace.remove);

for (const { title, error } of results) {
  test(title, () => {
    if (error !== null) throw new Error(error);
  });
}
