/**
 * Of how many step calls the state can be read beside the graph, without scrolling sideways. Runnable:
 * `node test/bench/phrase-visibility.ts [FOLDER…]`; without folders, the sample in each of its variants. Fixtures are no measure:
 * their code is made short on purpose.
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { columnsOf } from '../../extension/src/format/columns.ts';
import {
  type Call,
  phraseGap,
  placePhrases,
  stateLength,
  visibleColumns,
} from '../../extension/src/inline/phrase-place.ts';
import { type NamedCall, namedCalls } from '../survey/count-calls.ts';
import { type BenchRow, printRows } from './row.ts';

const root = join(import.meta.dirname, '../..');
const ownFolders = [join(root, 'test/workspaces')];
const tabSize = 4;
/** Share of the calls. */
const bar = 0.95;

interface Visibility {
  calls: number;
  /** The state begins in view, or is in view as a whole, where the phrase is placed. */
  begins: number;
  whole: number;
  /** It would begin in view behind the first line of each call. */
  atFirstLine: number;
}

function visibilityIn(folder: string): Visibility {
  const byFile = new Map<string, NamedCall[]>();
  for (const call of namedCalls(folder)) {
    if (call.kind === 'step') byFile.set(call.file, [...(byFile.get(call.file) ?? []), call]);
  }
  const sum: Visibility = { calls: 0, begins: 0, whole: 0, atFirstLine: 0 };
  for (const [file, found] of byFile) {
    const lines = readFileSync(join(folder, file), 'utf8').split(/\r?\n/);
    const widthOf = (line: number): number | null => {
      const text = lines[line];
      return text === undefined ? null : columnsOf(text, tabSize);
    };
    const calls: Call[] = found.map(({ startLine, endLine }) => ({ first: startLine, last: endLine }));
    const places = placePhrases(calls, { widthOf, placement: 'auto', columns: visibleColumns, others: [] });
    const beginsAt = (line: number | undefined) => (widthOf(line ?? 0) ?? 0) + phraseGap;
    calls.forEach(({ first }, index) => {
      const start = beginsAt(places[index]);
      sum.calls += 1;
      if (start < visibleColumns) sum.begins += 1;
      if (start + stateLength <= visibleColumns) sum.whole += 1;
      if (beginsAt(first) < visibleColumns) sum.atFirstLine += 1;
    });
  }
  return sum;
}

export async function measure(folders: readonly string[] = ownFolders): Promise<BenchRow[]> {
  const all = folders.map((folder) => ({ folder, ...visibilityIn(resolve(folder)) }));
  const total = all.reduce<Visibility>(
    (sum, one) => ({
      calls: sum.calls + one.calls,
      begins: sum.begins + one.begins,
      whole: sum.whole + one.whole,
      atFirstLine: sum.atFirstLine + one.atFirstLine,
    }),
    { calls: 0, begins: 0, whole: 0, atFirstLine: 0 },
  );
  const row = (
    name: string,
    { calls, begins, whole, atFirstLine }: Visibility,
    isJudged: boolean,
  ): BenchRow => ({
    name: `${name}: ${calls} calls, state at ${visibleColumns} columns`,
    value: `${percent(begins, calls)} begins, ${percent(whole, calls)} whole`,
    limit: `${percent(atFirstLine, calls)} behind the first line`,
    ratio: '',
    bar: isJudged ? `≥ ${percent(bar, 1)} begins` : '',
    ok: !isJudged || begins >= bar * calls,
  });
  const each = all.filter(({ calls }) => calls > 0);
  return [
    ...(each.length > 1 ? each.map((one) => row(nameOf(one.folder), one, false)) : []),
    row('all', total, true),
  ];
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`;
}

function nameOf(folder: string): string {
  return resolve(folder).split('/').at(-1) ?? folder;
}

if (import.meta.main) {
  const folders = process.argv.slice(2);
  const rows = await measure(folders.length > 0 ? folders : ownFolders);
  printRows(rows, (text) => process.stdout.write(text));
  if (rows.some(({ ok }) => !ok)) process.exitCode = 1;
}
