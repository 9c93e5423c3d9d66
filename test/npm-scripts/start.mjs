/**
 * `npm start`: opens VS Code with the extension on the sample, its graph beside the code.
 *
 * On a fresh clone with node 20 or newer and npm it installs everything by itself. With the desktop VS Code on the
 * PATH that one is used; otherwise VS Code runs as a server, and its address is printed. Ctrl-C ends everything.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  currentNode,
  fail,
  installProject,
  installSamples,
  installVsCodeServer,
  root,
  run,
  say,
} from './install.mjs';

const variant = process.argv[2] ?? 'sdk4';
const folder = join(root, 'test/workspaces/contacts-import', variant);
const file = join(folder, 'src/contacts-import.ts');
if (!existsSync(file))
  fail(`There is no sample "${variant}". Use one of sdk4, sdk3, sdk2, sdk1: npm start -- sdk1`);

installProject();
await installSamples();
const node = currentNode();

if (hasDesktop()) {
  say('Building the extension');
  run(node, ['esbuild.mjs']);
  say(`Opening VS Code on the sample (${variant})`);
  const args = ['--new-window', `--extensionDevelopmentPath=${root}`, folder, '--goto', `${file}:1`];
  run('code', args, { env: { ...process.env, STEPLIGHT_OPEN_GRAPH: '1' } });
} else {
  installVsCodeServer();
  say('Building and packaging the extension');
  run(node, ['esbuild.mjs', '--production'], { stdio: ['ignore', 'ignore', 'inherit'] });
  run(
    node,
    [
      join(root, 'node_modules/@vscode/vsce/vsce'),
      'package',
      '--no-dependencies',
      '--out',
      'dist/steplight.vsix',
    ],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const server = spawn(node, [join(import.meta.dirname, '../real-vscode/serve-sample.ts'), folder, file], {
    stdio: 'inherit',
  });
  // Ctrl-C reaches the server too: it ends what it started, and then this ends with its exit code.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => server.kill('SIGTERM'));
  server.on('exit', (code) => process.exit(code ?? 0));
}

/** VS Code's `code` command, unless it could not show a window anyway: on a build machine, as root, without a display. */
function hasDesktop() {
  if (process.env.CI || process.getuid?.() === 0) return false;
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return false;
  const { status, stdout } = spawnSync('code', ['--version'], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  return status === 0 && /^\d+\.\d+\.\d+/.test(stdout);
}
