/**
 * Serves VS Code with the packaged extension on a folder until Ctrl-C. Started by `start.mjs` under the project's node:
 *
 *   node serve-sample.ts FOLDER FILE
 */
import { spawn } from 'node:child_process';
import { vsix } from './harness/paths.ts';
import { makePrivateHome, themes } from './harness/private-home.ts';
import { installExtension, startVsCodeServer } from './harness/vscode-server.ts';
import { workbenchAddress } from './harness/workbench.ts';

const [folder, file] = process.argv.slice(2);
if (folder === undefined || file === undefined) throw new Error('usage: node serve-sample.ts FOLDER FILE');

const home = makePrivateHome({ 'workbench.colorTheme': themes.dark });
installExtension(home, vsix);
const server = await startVsCodeServer(home, { env: { STEPLIGHT_OPEN_GRAPH: '1' } });

let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, async () => {
    if (stopping) return;
    stopping = true;
    await server.program.stop();
    home.remove();
    process.exit(0);
  });
}

const address = workbenchAddress(server.origin, folder, file);
console.log(`\n  VS Code with Steplight on the sample:\n\n    ${address}\n\n  Ctrl-C ends it.\n`);
if (process.stdout.isTTY && !process.env.CI) openInBrowser(address);

function openInBrowser(url: string): void {
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '', url]
        : ['xdg-open', url];
  const opener = spawn(command!, args, { stdio: 'ignore', detached: true });
  // No program to open addresses with: the printed address is enough.
  opener.on('error', () => {});
  opener.unref();
}
