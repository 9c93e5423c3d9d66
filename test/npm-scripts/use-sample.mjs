/**
 * Uses the sample as a new user does: one run, by the command line. CI calls it before `npm test`, for nothing that the
 * product or the sample leaves behind may make a check fail, or show up as a change in the working tree.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { currentNode, fail, installProject, installSamples, root, run, say } from './install.mjs';

installProject();
await installSamples();
const node = currentNode();
say('Using the sample');
run(node, ['esbuild.mjs'], { stdio: ['ignore', 'ignore', 'inherit'] });

const before = changes();
const data = mkdtempSync(join(tmpdir(), 'steplight-use-'));
const upload = { upload_id: 'u-1', filename: 'invalid.csv', user_id: 'me' };
const send = ['send', 'api/contact_list.uploaded', '--wait', '--data-folder', data];
try {
  run(node, [join(root, 'dist/cli.cjs'), ...send, '--data', JSON.stringify(upload)], {
    cwd: join(root, 'test/workspaces/contacts-import/sdk4'),
  });
} finally {
  rmSync(data, { recursive: true, force: true });
}
if (changes() !== before) fail(`Using the sample changed the working tree:\n${changes()}`);

/** Empty outside a git checkout. */
function changes() {
  return spawnSync('git', ['status', '--porcelain'], { cwd: root, encoding: 'utf8' }).stdout ?? '';
}
