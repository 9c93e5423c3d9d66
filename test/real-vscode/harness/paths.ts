/** Where things stand that the tests of the real VS Code use. */
import { join } from 'node:path';

export const root = join(import.meta.dirname, '../../..');
export const vsix = join(root, 'dist/steplight.vsix');
export const samples = join(root, 'test/workspaces/contacts-import');
/** Screenshots, logs and reports; not under version control. */
export const out = join(root, 'test/real-vscode/out');
export const shots = join(out, 'shots');

const codeServer = join(root, 'test/real-vscode/code-server/node_modules/code-server');
/** code-server's own entry: installs extensions and serves the workbench. */
export const codeServerEntry = join(codeServer, 'out/node/entry.js');
/** The same VS Code server without the wrapper, which takes the switch that tests inside the extension host need. */
export const vscodeServerEntry = join(codeServer, 'lib/vscode/out/server-main.js');
