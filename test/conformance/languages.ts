/**
 * The SDKs of other languages: columns of the conformance table whose apps are programs of their own, in `go/` and
 * `python/`. They are built by `npm run conformance`, which needs Go and Python; everything else needs neither.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

export type Language = 'go' | 'python';

export interface LanguageTarget {
  /** In the table's header. */
  name: string;
  language: Language;
  /** Set for the app. */
  env: Record<string, string>;
  /** Reports steps while a request goes on (protocol 2.9). */
  checkpoints: boolean;
  /** By worker instead of over HTTP. */
  connects: boolean;
  streams: boolean;
}

const target = (name: string, language: Language, more: Partial<LanguageTarget> = {}): LanguageTarget => ({
  name,
  language,
  env: {},
  checkpoints: false,
  connects: false,
  streams: false,
  ...more,
});

export const languageTargets = {
  go: target('Go 0.16.0', 'go'),
  goCheckpoints: target('Go 0.16.0 checkpointing', 'go', { env: { CHECKPOINTING: '1' }, checkpoints: true }),
  goStreaming: target('Go 0.16.0 streaming', 'go', { env: { STREAMING: '1' }, streams: true }),
  goConnect: target('Go 0.16.0 connect', 'go', { connects: true }),
  python: target('Python 0.5.19', 'python'),
  pythonStreaming: target('Python 0.5.19 streaming', 'python', { env: { STREAMING: '1' }, streams: true }),
  pythonConnect: target('Python 0.5.19 connect', 'python', { connects: true }),
} satisfies Record<string, LanguageTarget>;

const cache = join(import.meta.dirname, '../../node_modules/.cache/conformance');
const windows = process.platform === 'win32';

export interface Program {
  command: string;
  args: readonly string[];
}

/** Null when it is not built, or not from these sources. */
export function builtProgram(language: Language): Program | null {
  const program = programOf(language);
  return existsSync(program.command) ? program : null;
}

/** Builds the app of a language with its tool-chain; the reason when it cannot. */
export function buildProgram(language: Language): string | null {
  if (builtProgram(language)) return null;
  mkdirSync(cache, { recursive: true });
  return language === 'go' ? buildGo() : installPython();
}

function programOf(language: Language): Program {
  const folder = sourcesOf(language);
  if (language === 'go') return { command: builtPath(language), args: [] };
  const python = join(builtPath(language), windows ? 'Scripts/python.exe' : 'bin/python');
  return { command: python, args: ['-B', join(folder, 'main.py')] };
}

function buildGo(): string | null {
  if (!runs('go', ['version'])) return 'Go is not installed';
  const built = builtPath('go');
  return runs('go', ['build', '-o', built, '.'], sourcesOf('go')) ? null : 'The Go app could not be built';
}

function installPython(): string | null {
  const python = ['python3', 'python'].find((name) => runs(name, ['-c', 'import venv']));
  if (python === undefined) return 'Python is not installed';
  const built = builtPath('python');
  const unfinished = `${built}.part`;
  rmSync(unfinished, { recursive: true, force: true });
  if (!runs(python, ['-m', 'venv', unfinished])) return 'Python cannot make virtual environments';
  const pip = join(unfinished, windows ? 'Scripts/python.exe' : 'bin/python');
  const requirements = join(sourcesOf('python'), 'requirements.txt');
  if (!runs(pip, ['-m', 'pip', 'install', '--quiet', '-r', requirements]))
    return 'The Python SDK could not be installed';
  renameSync(unfinished, built);
  return null;
}

function runs(command: string, args: readonly string[], cwd?: string): boolean {
  return spawnSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
}

const sourcesOf = (language: Language) => join(import.meta.dirname, language);

/** Named after what it was built from. */
function builtPath(language: Language): string {
  const hash = createHash('sha256');
  const folder = sourcesOf(language);
  const sources = language === 'go' ? readdirSync(folder).sort() : ['requirements.txt'];
  for (const name of sources) hash.update(`${name}\n`).update(readFileSync(join(folder, name)));
  return join(cache, `${language}-${hash.digest('hex').slice(0, 12)}`);
}
