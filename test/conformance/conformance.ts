/** `npm run conformance [-- VITEST ARGUMENTS]`: builds the apps of other languages, and prints the conformance table. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildProgram, type Language } from './languages.ts';

const languages: Record<Language, string> = { go: 'Go', python: 'Python' };

for (const [language, name] of Object.entries(languages)) {
  process.stderr.write(`Preparing the ${name} SDK …\n`);
  const problem = buildProgram(language as Language);
  if (problem !== null) process.stderr.write(`The ${name} columns are skipped: ${problem}.\n`);
}
const root = join(import.meta.dirname, '../..');
const { status } = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    'test/conformance',
    '--reporter=./test/conformance/table-reporter.ts',
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit' },
);
process.exit(status ?? 1);
