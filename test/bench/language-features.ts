/** What an editor asks for while somebody reads and types, in a workspace of 300 functions. */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { ts } from 'ts-morph';
import { completionsAt } from '../../server/src/features/completion/completion.ts';
import { definitionsAt } from '../../server/src/features/definition.ts';
import { highlightsAt, referencesAt } from '../../server/src/features/find-references.ts';
import { hoverAt } from '../../server/src/features/hover.ts';
import { senderLenses } from '../../server/src/features/sender-lens.ts';
import { workspaceSymbols } from '../../server/src/features/workspace-symbols.ts';
import type { Position } from '../../server/src/workflow-graph.ts';
import { pathOf } from '../../server/src/workspace/document-uri.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { generateWorkspace } from '../support/analysis/generated-workspace.ts';
import { type BenchRow, printRows } from './row.ts';

const rounds = 40;
/** The first rounds warm up the code and are not counted. */
const warmUp = 10;
const bar = 20;

export async function measure(): Promise<BenchRow[]> {
  const generated = generateWorkspace(1_000, 300);
  const never = (): boolean => false;
  try {
    const workspace = new Workspace();
    await workspace.index(pathOf(pathToFileURL(generated.folder).href), () => {}, never);
    await workspace.warm(never);
    const [file] = generated.functionFiles;
    if (file === undefined) throw new Error('The generated workspace has no function.');
    const uri = pathToFileURL(file).href;
    const path = pathOf(uri);
    const text = readFileSync(file, 'utf8');
    const now = new Date();
    const asked: Record<string, (text: string) => unknown> = {
      hover: (own) => hoverAt(workspace, path, at(own, "name: 'bench/remind|er'"), now),
      definition: (own) => definitionsAt(workspace, path, at(own, "event: 'bench/review|ed.0'")),
      references: (own) => referencesAt(workspace, path, at(own, "name: 'bench/remind|er'"), true, never),
      highlight: (own) => highlightsAt(workspace, path, at(own, "step.run('load| 0'")),
      completion: (own) => completionsAt(workspace, path, at(own, "event: 'bench/|reviewed.0'"), true),
      'completion in an expression': (own) =>
        completionsAt(workspace, path, at(own, "match: 'data.|id'"), true),
      'lenses of senders': () => senderLenses(workspace, path),
      'symbols of the workspace': () => workspaceSymbols(workspace, 'load'),
    };
    const times = new Map<string, number[]>();
    const parses: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const typed = `${text}// ${'x'.repeat(round % 20)}\n`;
      for (const [name, ask] of Object.entries(asked)) {
        // Each is the first to be asked after a keystroke.
        workspace.setText(uri, 'typescript', round + 1, `${typed}// ${name}\n`);
        const beforeParse = processorTime();
        ts.createSourceFile(file, typed, ts.ScriptTarget.ESNext, true);
        const before = processorTime();
        const answer = await ask(typed);
        const after = processorTime();
        if (answer === null) throw new Error(`There is no answer to ${name}.`);
        if (round < warmUp) continue;
        parses.push(before - beforeParse);
        times.set(name, [...(times.get(name) ?? []), after - before]);
      }
    }
    return [...times].map(([name, own]) => row(name, own, parses));
  } finally {
    generated.remove();
  }
}

/** In milliseconds: what other programs do meanwhile does not count. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

function row(name: string, times: readonly number[], parses: readonly number[]): BenchRow {
  const p95 = percentile(times, 0.95);
  return {
    name: `${name} after a keystroke, 300 functions (p95, processor)`,
    value: `${p95.toFixed(1)} ms`,
    limit: `${percentile(parses, 0.95).toFixed(1)} ms to parse again`,
    ratio: `${(percentile(times, 0.5) / percentile(parses, 0.5)).toFixed(1)} × (medians)`,
    bar: `≤ ${bar} ms`,
    ok: p95 <= bar,
  };
}

/** The position of the bar, in the first place that reads so. */
function at(text: string, marked: string): Position {
  const found = text.indexOf(marked.replace('|', ''));
  if (found < 0) throw new Error(`No place reads ${marked}`);
  const before = text.slice(0, found + marked.indexOf('|')).split('\n');
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}

function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

if (process.argv[1] === import.meta.filename) {
  printRows(await measure(), (text) => process.stdout.write(text));
}
