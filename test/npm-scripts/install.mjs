/**
 * Installs what `npm start` and `npm test` need. Runs on any node from 20 on, with nothing installed yet: built-in
 * modules only. Every step says what it is doing and does nothing when it is already done.
 */
import { spawn, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';

export const root = join(import.meta.dirname, '../..');
const samples = join(root, 'test/workspaces/contacts-import');
const codeServer = join(import.meta.dirname, '../real-vscode/code-server');
const vscode = join(codeServer, 'node_modules/code-server/lib/vscode');

/** One line about what is being done, so that nobody waits in front of a silent terminal. */
export function say(text) {
  console.log(`\u2022 ${text}`);
}

/** Ends the program with one line that says what to do. */
export function fail(text) {
  console.error(`\u2717 ${text}`);
  process.exit(1);
}

/** The project's own packages, which bring the node that everything else runs under. */
export function installProject() {
  npmCi(root, "the project's packages");
}

/** Each variant of the sample is a project of its own, with its own major of the SDK. */
export async function installSamples() {
  const missing = readdirSync(samples)
    .sort()
    .map((variant) => join(samples, variant))
    .filter((folder) => existsSync(join(folder, 'package-lock.json')) && !isInstalled(folder));
  if (missing.length === 0) return;
  const names = missing.map((folder) => relative(samples, folder)).join(', ');
  say(`Installing the samples ${names} (npm ci in each, side by side: mostly it waits for the registry)`);
  await Promise.all(missing.map((folder) => npmBeside(folder, ['ci', ...quietly])));
}

/** VS Code as a server with its page in a browser, for machines without a desktop. None of its install scripts run. */
export function installVsCodeServer() {
  npmCi(codeServer, 'VS Code (as a server)', ['--ignore-scripts']);
  const done = join(vscode, 'node_modules/.steplight-ready');
  if (existsSync(done)) return;
  say("Installing VS Code's own packages");
  // `npm ci` refuses its shrinkwrap, which lacks a package; `npm install` takes it.
  npm(vscode, ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
  // Two native modules are not built, so that no compiler is needed: its log writer and its parent watch.
  copyFileSync(join(codeServer, 'spdlog.cjs'), join(vscode, 'node_modules/@vscode/spdlog/index.js'));
  writeFileSync(join(vscode, 'node_modules/@vscode/native-watchdog/index.js'), 'exports.start = () => {};\n');
  // Its TypeScript extension looks for the compiler here, which is not part of the package.
  const modules = join(vscode, 'extensions/node_modules');
  mkdirSync(modules, { recursive: true });
  symlinkSync(join(root, 'node_modules/typescript'), join(modules, 'typescript'), 'junction');
  writeFileSync(done, '');
}

/**
 * The node that understands TypeScript and has SQLite: the one from the project's packages, else the one running
 * when it is new enough.
 */
export function currentNode() {
  const own = join(root, 'node_modules/.bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(own)) return own;
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 24 || (major === 24 && minor >= 0)) return process.execPath;
  return fail(
    `Steplight needs Node.js 24, which has no npm package for ${process.platform} ${process.arch}. ` +
      `This is Node.js ${process.versions.node}: install Node.js 24 from https://nodejs.org and try again.`,
  );
}

/** Path of a Chromium, Chrome or Edge; null when there is none. `CHROMIUM` names one. */
export function findBrowser() {
  const { CHROMIUM, PROGRAMFILES = '', LOCALAPPDATA = '' } = process.env;
  if (CHROMIUM) {
    if (!existsSync(CHROMIUM)) fail(`CHROMIUM is set to ${CHROMIUM}, but that file does not exist.`);
    return CHROMIUM;
  }
  const places = {
    linux: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'].map(
      (name) => `/usr/bin/${name}`,
    ),
    darwin: ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    ),
    win32: [
      join(PROGRAMFILES, 'Google/Chrome/Application/chrome.exe'),
      join(LOCALAPPDATA, 'Google/Chrome/Application/chrome.exe'),
      'C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe',
    ],
  };
  return (places[process.platform] ?? []).find((path) => existsSync(path)) ?? null;
}

/** The browser of the tests; on a build machine it is installed, on a person's own they are told how to. */
export function requireBrowser() {
  const found = findBrowser();
  if (found) return found;
  if (
    process.platform === 'linux' &&
    process.env.CI &&
    process.getuid?.() === 0 &&
    existsSync('/usr/bin/apt-get')
  ) {
    say('Installing chromium with apt-get');
    run('apt-get', ['update', '-qq']);
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    const installed = findBrowser();
    if (installed) return installed;
  }
  return fail(
    'The tests need Chromium, Chrome or Edge, but none was found. Install one (Debian: apt-get install chromium), ' +
      'or set CHROMIUM to the path of a Chromium, Chrome or Edge.',
  );
}

/** Runs a program in the foreground; ends this one when it fails. */
export function run(command, args, options = {}) {
  const shell = process.platform === 'win32';
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', shell, ...options });
  if (error) fail(`${command} could not be started: ${error.message}`);
  if (status !== 0) fail(`${[command, ...args].join(' ')} failed (exit code ${status}).`);
}

function npmCi(folder, what, flags = []) {
  if (isInstalled(folder)) return;
  say(`Installing ${what} (npm ci in ${relative(root, folder) || 'the project'})`);
  npm(folder, ['ci', ...quietly, ...flags]);
}

const quietly = ['--no-audit', '--no-fund', '--loglevel=error'];

function npm(folder, args) {
  run('npm', args, { cwd: folder, env: npmEnvironment() });
}

/** As {@link npm}, while others are under way. */
function npmBeside(folder, args) {
  const shell = process.platform === 'win32';
  const child = spawn('npm', args, { cwd: folder, env: npmEnvironment(), stdio: 'inherit', shell });
  return new Promise((resolve) => {
    child.on('error', (error) => fail(`npm could not be started: ${error.message}`));
    child.on('exit', (code) => {
      if (code === 0) resolve();
      else fail(`npm ${args.join(' ')} in ${relative(root, folder)} failed (exit code ${code}).`);
    });
  });
}

/** Settings that npm handed down for another folder must not apply in this one. */
function npmEnvironment() {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^npm_(config_(?!registry)|package_|lifecycle_)/i.test(name),
    ),
  );
}

/** True when each package of the lock file is there in its version, as npm's own record in `node_modules` says. */
function isInstalled(folder) {
  const record = join(folder, 'node_modules/.package-lock.json');
  if (!existsSync(record)) return false;
  const wanted = packagesOf(join(folder, 'package-lock.json'));
  const present = packagesOf(record);
  return Object.entries(wanted).every(
    ([path, { version, link, optional }]) =>
      path === '' || optional || (present[path]?.version === version && present[path]?.link === link),
  );
}

function packagesOf(lockFile) {
  return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
}

/** Removes what a former build or test left behind. */
export function clean(folder) {
  rmSync(folder, { recursive: true, force: true });
}
