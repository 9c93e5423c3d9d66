/**
 * `npm test`: everything, on a fresh clone with only node 20 or newer and npm: formatting and lint, types, unit tests,
 * the packaged extension, and the whole journey in a real VS Code.
 *
 *   npm test                     all of it
 *   npm test -- unit [NAME…]     only the unit tests (of files with NAME in their path)
 *   npm test -- e2e [NAME…]      only the real VS Code, from a new .vsix (of files with NAME in their path)
 *   npm test -- lint | types | package
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import {
  clean,
  currentNode,
  fail,
  installProject,
  installSamples,
  installVsCodeServer,
  requireBrowser,
  root,
  say,
} from './install.mjs';

const [part = 'all', ...names] = process.argv.slice(2);
const out = join(import.meta.dirname, '../real-vscode/out');
const began = Date.now();

installProject();
const node = currentNode();
const bin = join(root, 'node_modules/.bin');
const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` };

/** What can be asked for by name, in the order in which all of it runs: each returns whether it passed. */
const parts = {
  lint: () => tool('Formatting and lint', '@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']),
  types: () =>
    ['server', 'runtime', 'webview', 'extension', 'test']
      .map((folder) => tool(`Types of ${folder}`, 'typescript/bin/tsc', ['-p', folder]))
      .every(Boolean),
  unit: async () => {
    await installSamples();
    env.CHROMIUM = requireBrowser();
    return vitest('Unit tests', 'unit', 'vitest.config.ts');
  },
  package: () =>
    program('Build', [join(root, 'esbuild.mjs'), '--production']) &&
    tool('Package', '@vscode/vsce/vsce', ['package', '--no-dependencies', '--out', 'dist/steplight.vsix']),
  e2e: async () => {
    await installSamples();
    installVsCodeServer();
    env.CHROMIUM = requireBrowser();
    return vitest('Journey in a real VS Code', 'e2e', 'test/real-vscode/vitest.config.ts');
  },
};
const wanted = { all: Object.keys(parts), e2e: ['package', 'e2e'] }[part] ?? [part];
for (const name of wanted)
  if (!(name in parts)) fail(`There is no part "${name}": use ${Object.keys(parts).join(', ')}.`);

const counts = { passed: 0, failed: 0 };
const verdicts = [];
for (const name of wanted) {
  const start = Date.now();
  const passed = await parts[name]();
  verdicts.push(`${passed ? '\u2713' : '\u2717'} ${name} (${((Date.now() - start) / 1000).toFixed(0)} s)`);
  // Without a package there is nothing to drive, and an old one would lie.
  if (!passed && name === 'package') break;
}

console.log(`\n${verdicts.join('\n')}\n${((Date.now() - began) / 1000).toFixed(0)} s in all\n`);
const complete = verdicts.length === wanted.length && verdicts.every((line) => line.startsWith('\u2713'));
if (!complete && counts.failed === 0) console.log('Failed: see above.');
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exit(complete ? 0 : 1);

function program(title, args) {
  say(title);
  const { status } = spawnSync(node, args, { cwd: root, stdio: 'inherit', env });
  return status === 0;
}

function tool(title, path, args) {
  return program(title, [join(root, 'node_modules', path), ...args]);
}

/** Runs a suite and adds what it counted; a file that could not even be loaded counts as a failure. */
function vitest(title, suite, config) {
  const report = join(out, `${suite}.json`);
  mkdirSync(out, { recursive: true });
  clean(report);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const passed = tool(title, 'vitest/vitest.mjs', ['run', '--config', config, ...reporters, ...names]);
  try {
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
    const broken = testResults.filter(
      (file) => file.status === 'failed' && file.assertionResults.length === 0,
    );
    counts.passed += numPassedTests;
    counts.failed += numFailedTests + broken.length;
  } catch {
    console.error(`${title} ended without a report.`);
    return false;
  }
  return passed;
}
