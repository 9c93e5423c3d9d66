/**
 * `npm run survey`: the analysis against public repositories. Prints what it found in each, and every place that the
 * second opinion of count-calls.ts takes for a function or a step and that the analysis neither drew nor noted.
 * Exit code 1 when the analysis crashes or loses a step call.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { analysePaths } from '../../server/src/cli/analyse.ts';
import { type NamedCall, namedCalls } from './count-calls.ts';
import { getRepository, type Repository } from './get-repository.ts';
import { everyGraph, unseenCalls } from './unseen-calls.ts';

const help = `npm run survey [-- --from DIR] [--list] [--json] [NAME…]

Analyses the public repositories of test/survey/repositories.json, or those whose name contains NAME.

  --from DIR    take them from DIR/<owner>+<name> instead of fetching them from GitHub
  --list        also list each call that is neither drawn nor noted
  --json        the rows as JSON
`;

interface Row {
  name: string;
  files: number;
  functions: number;
  stepCalls: number;
  drawn: number;
  noted: number;
  elsewhere: number;
  milliseconds: number;
  opaque: number;
  /** Calls of the second opinion that the analysis says nothing about. */
  unseen: NamedCall[];
  /** Why this row is not good; empty when it is. */
  faults: string[];
}

function survey(repository: Repository, folder: string): Row {
  const begun = performance.now();
  const analysis = analysePaths([folder]);
  const milliseconds = performance.now() - begun;
  const { files, functions, stepCalls, drawn, noted, unreached } = analysis.statistics;
  const faults: string[] = [];
  if (stepCalls !== drawn + noted)
    faults.push(`${stepCalls} step calls, but ${drawn} drawn + ${noted} noted`);
  return {
    name: repository.name,
    files,
    functions,
    stepCalls,
    drawn,
    noted,
    elsewhere: unreached,
    milliseconds,
    opaque: everyGraph(analysis.document).flatMap(({ nodes }) =>
      nodes.filter(({ kind }) => kind === 'opaque'),
    ).length,
    unseen: unseenCalls(namedCalls(folder), analysis.document),
    faults,
  };
}

const columns = ['files', 'functions', 'calls', 'nodes', 'noted', 'elsewhere', 'opaque', 'unseen', 'ms'];

function print(rows: readonly Row[], list: boolean): void {
  const width = Math.max(...rows.map(({ name }) => name.length), 'repository'.length);
  const line = (name: string, cells: readonly (string | number)[]): void =>
    console.log(`${name.padEnd(width)} ${cells.map((cell) => String(cell).padStart(9)).join(' ')}`);
  line('repository', columns);
  for (const row of rows) line(row.name, cellsOf(row));
  const sum = (of: (row: Row) => number): number => rows.reduce((total, row) => total + of(row), 0);
  line(`${rows.length} repositories`, [
    sum(({ files }) => files),
    sum(({ functions }) => functions),
    sum(({ stepCalls }) => stepCalls),
    sum(({ drawn }) => drawn),
    sum(({ noted }) => noted),
    sum(({ elsewhere }) => elsewhere),
    sum(({ opaque }) => opaque),
    sum(({ unseen }) => unseen.length),
    Math.round(sum(({ milliseconds }) => milliseconds)),
  ]);
  for (const { name, unseen, faults } of rows) {
    for (const fault of faults) console.log(`\n${name}: ${fault}`);
    if (!list || unseen.length === 0) continue;
    console.log(`\n${name}: neither drawn nor noted`);
    for (const { kind, file, startLine, text } of unseen) {
      console.log(`  ${kind.padEnd(8)} ${file}:${startLine + 1}  ${text}`);
    }
  }
}

function cellsOf(row: Row): (string | number)[] {
  const { files, functions, stepCalls, drawn, noted, elsewhere, opaque, unseen, milliseconds } = row;
  return [
    files,
    functions,
    stepCalls,
    drawn,
    noted,
    elsewhere,
    opaque,
    unseen.length,
    Math.round(milliseconds),
  ];
}

function main(): number {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      from: { type: 'string' },
      list: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(help);
    return 0;
  }
  const all = JSON.parse(
    readFileSync(join(import.meta.dirname, 'repositories.json'), 'utf8'),
  ) as Repository[];
  const wanted = all.filter(
    ({ name }) => positionals.length === 0 || positionals.some((part) => name.includes(part)),
  );
  const cache = join(import.meta.dirname, '../../node_modules/.cache/survey');
  const rows: Row[] = [];
  let isGood = wanted.length > 0;
  for (const repository of wanted) {
    try {
      rows.push(survey(repository, folderOf(repository, values.from, cache)));
    } catch (error) {
      isGood = false;
      console.error(`${repository.name}: ${error instanceof Error ? error.stack : String(error)}`);
    }
  }
  if (values.json) console.log(JSON.stringify(rows, null, 2));
  else print(rows, values.list);
  return isGood && rows.every(({ faults }) => faults.length === 0) ? 0 : 1;
}

function folderOf(repository: Repository, from: string | undefined, cache: string): string {
  if (from === undefined) return getRepository(repository, cache);
  const folder = join(from, repository.name.replace('/', '+'));
  if (!existsSync(folder)) throw new Error(`There is no folder ${folder}.`);
  return folder;
}

process.exitCode = main();
