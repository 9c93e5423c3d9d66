/**
 * `npm run test:electron`: the tests inside the extension host of a desktop VS Code, which is downloaded. It needs a
 * display (on a Linux build machine: `xvfb-run npm run test:electron`).
 *
 *   npm run test:electron -- 1.125.0      another version than the newest
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { currentNode, installProject, installSamples, root, run, say } from './install.mjs';

installProject();
const node = currentNode();
if (process.versions.node.split('.')[0] !== '24' && node !== process.execPath) {
  const { status } = spawnSync(node, process.argv.slice(1), { stdio: 'inherit' });
  process.exit(status ?? 1);
}
await installSamples();
say('Building the extension and its tests');
run(node, ['esbuild.mjs', '--production']);
const { buildInHostTests, bundle } = await import('../real-vscode/in-host/build.mjs');
await buildInHostTests();

const { runTests } = await import('@vscode/test-electron');
const parent = mkdtempSync(join(tmpdir(), 'steplight-'));
cpSync(join(root, 'test/workspaces/contacts-import'), parent, { recursive: true });
say('Starting the desktop VS Code');
await runTests({
  version: process.argv[2] ?? 'stable',
  extensionDevelopmentPath: root,
  extensionTestsPath: bundle,
  launchArgs: [join(parent, 'sdk4'), '--disable-workspace-trust', '--disable-extensions'],
});
