/** `steplight check`: problems in functions, for people, programs and code scanning. */
import { statSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { ProblemFinder } from '../features/problem-finder.ts';
import { filesWith, safeFixes } from '../rules/fixes/apply-fixes.ts';
import { severities as levels } from '../rules/model/rule.ts';
import { ruleHeads } from '../rules/registry.ts';
import { type Severities, severitiesFrom } from '../rules/severities.ts';
import { withSlashes } from '../workspace/document-uri.ts';
import { Workspace } from '../workspace/workspace.ts';
import { kindOf } from './path-kind.ts';
import { type CommandIo, oneOfNames, runPathsCommand, UsageError } from './paths-command.ts';
import { type NamedProblem, noteOf, printProblems } from './print-problems.ts';
import { sarifOf } from './sarif.ts';

const help = `Usage: steplight check PATH… [options]

Report problems in the Inngest functions in the given files and folders. The exit code is 1 if there is an error.

Options:
  --format FORMAT         pretty (default), json, or sarif for code scanning
  --severity CODE=LEVEL   set a rule to error, warning, information, hint or off (repeatable)
  --hints                 also print hints
  --fix                   apply all safe fixes, and print the remaining problems
  -h, --help              show this help
`;

/** Exit code: 0 no errors, 1 errors or a path that is not there, 2 usage. */
export function runCheckCommand(args: string[], io: CommandIo): Promise<number> {
  return runPathsCommand(
    {
      name: 'check',
      help,
      options: {
        format: { type: 'string', default: 'pretty' },
        severity: { type: 'string', multiple: true, default: [] },
        hints: { type: 'boolean', default: false },
        fix: { type: 'boolean', default: false },
      },
      async run(values, paths) {
        const format = oneOfNames('format', values.format, ['pretty', 'json', 'sarif']);
        const unknown = values.severity.map(mistakeIn).find((mistake) => mistake !== null);
        if (unknown) throw new UsageError(unknown);
        const given = severitiesFrom(Object.fromEntries(values.severity.map((pair) => pair.split('='))));
        const { problems, functions } = values.fix
          ? await checkAndFix(paths, given)
          : await check(paths, given);
        const shown = problems.filter(({ severity }) => values.hints || severity !== 'hint');
        if (format === 'json')
          io.out(`${JSON.stringify({ version: 1, notes: shown.map(noteOf) }, null, 2)}\n`);
        else if (format === 'sarif') io.out(`${JSON.stringify(sarifOf(shown), null, 2)}\n`);
        else io.out(printProblems(shown, problems.length - shown.length, functions));
        return problems.some(({ severity }) => severity === 'error') ? 1 : 0;
      },
    },
    args,
    io,
  );
}

function mistakeIn(pair: string): string | null {
  const [code = '', level] = pair.split('=');
  if (!ruleHeads.has(code)) return `Unknown rule "${code}".`;
  if (levels.some((known) => known === level)) return null;
  return `Invalid severity "${pair}". Use for example \`--severity ${code}=error\`, with one of ${levels.join(', ')}.`;
}

interface Checked {
  problems: NamedProblem[];
  functions: number;
}

/** Fixes may uncover others (a step that is awaited now): a few rounds, until nothing changes. */
async function checkAndFix(given: readonly string[], severities: Severities): Promise<Checked> {
  for (let round = 1; ; round += 1) {
    const checked = await check(given, severities);
    const { edits } = safeFixes(checked.problems.filter(({ severity }) => severity !== 'hint'));
    if (edits.length === 0 || round > 5) return checked;
    for (const { file, text } of filesWith(edits))
      await writeFile(file.path, (await markOf(file.path)) + text);
  }
}

/** The byte order mark, which the analysis leaves out; the file keeps it when it has one. */
async function markOf(path: string): Promise<string> {
  const mark = '\uFEFF';
  return (await readFile(path, 'utf8')).startsWith(mark) ? mark : '';
}

async function check(given: readonly string[], severities: Severities): Promise<Checked> {
  const problems = new Map<string, NamedProblem>();
  let functions = 0;
  for (const name of given) {
    const path = withSlashes(resolve(name));
    const isFolder = kindOf(path, name) === 'folder';
    const base = isFolder ? path : dirname(path);
    // A single file is checked as part of its package, where its events are sent.
    const root = isFolder ? path : withSlashes(packageAround(base));
    const workspace = new Workspace();
    await workspace.index(
      root,
      () => {},
      () => false,
    );
    const finder = new ProblemFinder(workspace);
    finder.workspaceIsKnown();
    const isWanted = (file: string): boolean => file === path || (isFolder && file.startsWith(`${path}/`));
    for (const state of workspace.states())
      if (isWanted(state.path)) functions += state.analysis.graphs.length;
    for (const problem of await finder.allProblems(severities)) {
      const file = problem.at.file.path;
      if (!isWanted(file)) continue;
      const { start, end } = problem.at;
      const key = `${file} ${start} ${end} ${problem.code}`;
      if (!problems.has(key)) problems.set(key, { ...problem, path: file.slice(base.length + 1) });
    }
  }
  return { problems: [...problems.values()], functions };
}

/** The nearest folder upwards with a package.json, else the folder itself. */
function packageAround(folder: string): string {
  for (let ancestor = folder; ; ancestor = dirname(ancestor)) {
    if (statSync(join(ancestor, 'package.json'), { throwIfNoEntry: false })) return ancestor;
    if (dirname(ancestor) === ancestor) return folder;
  }
}
