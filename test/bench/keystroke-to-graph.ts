/** From a keystroke in a 300-line function, in a workspace of 1,000 files, to the new graph at the server. */
import { pathToFileURL } from 'node:url';
import { ts } from 'ts-morph';
import { pathOf } from '../../server/src/workspace/document-uri.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { functionModule, generateWorkspace } from '../support/analysis/generated-workspace.ts';
import { type BenchRow, printRows } from './row.ts';

const edits = 300;
/** The first edits warm up the code and are not counted. */
const warmUp = 60;

export async function measure(): Promise<BenchRow[]> {
  const generated = generateWorkspace(1_000, 100);
  try {
    const workspace = new Workspace();
    await workspace.index(
      pathOf(pathToFileURL(generated.folder).href),
      () => {},
      () => false,
    );
    const [file] = generated.functionFiles;
    if (file === undefined) throw new Error('The generated workspace has no function.');
    const uri = pathToFileURL(file).href;
    const text = functionModule(0, 290);
    const at = text.indexOf('section 7');
    workspace.setText(uri, 'typescript', 1, text);
    const graphs: number[] = [];
    const parses: number[] = [];
    for (let edit = 0; edit < edits; edit += 1) {
      const typed = `${text.slice(0, at)}${'x'.repeat(edit % 20)}${text.slice(at)}`;
      const beforeParse = performance.now();
      ts.createSourceFile(file, typed, ts.ScriptTarget.ESNext, true);
      const beforeGraph = performance.now();
      workspace.setText(uri, 'typescript', edit + 2, typed);
      const state = workspace.stateOf(pathOf(uri));
      const after = performance.now();
      if (state?.version !== edit + 2 || state.analysis.graphs[0]?.nodes.length !== expectedNodes(text)) {
        throw new Error(`The graph after edit ${edit} is not that of the text.`);
      }
      if (edit < warmUp) continue;
      parses.push(beforeGraph - beforeParse);
      graphs.push(after - beforeGraph);
    }
    const p95 = percentile(graphs, 0.95);
    const ratio = percentile(graphs, 0.5) / percentile(parses, 0.5);
    return [
      {
        name: `keystroke to graph, ${text.split('\n').length} lines, 1,000 files (p95)`,
        value: `${p95.toFixed(1)} ms`,
        limit: `${percentile(parses, 0.95).toFixed(1)} ms to parse again`,
        ratio: `${ratio.toFixed(1)} × (medians)`,
        bar: '≤ 15 ms, ≤ 5 ×',
        ok: p95 <= 15 && ratio <= 5,
      },
    ];
  } finally {
    generated.remove();
  }
}

/** Seven steps, two decisions, a loop, a fork and its join, an end to each section; start and end. */
function expectedNodes(text: string): number {
  const sections = text.split("step.run('load ").length - 1;
  return sections * 13 + 2;
}

function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

if (process.argv[1] === import.meta.filename)
  printRows(await measure(), (text) => process.stdout.write(text));
