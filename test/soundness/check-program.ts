/** One program: analysed, run several times on the real SDK, each run followed through the graph. */
import { printEdges } from '../../server/src/graph/print-graph.ts';
import { Sources } from '../../server/src/syntax/sources.ts';
import type { GraphEdge, WorkflowGraph } from '../../server/src/workflow-graph.ts';
import { analyseFile } from '../../server/src/workspace/analyse-file.ts';
import { type Bias, Luck } from './answers.ts';
import { type DrivenRun, driveRun } from './drive-run.ts';
import { followTrace } from './follow-trace.ts';
import type { Major } from './generate-program.ts';
import { LoadedProgram, type loadSdk } from './load-program.ts';
import { mutantsOf } from './mutants.ts';
import { type PrintedProgram, printProgram } from './print-program.ts';
import type { Program } from './program.ts';
import { steerTo } from './steer.ts';
import { TokenGraph } from './token-graph.ts';
import { printTrace, type TraceEvent } from './trace.ts';

export interface CheckOptions {
  major: Major;
  sdk: Awaited<ReturnType<typeof loadSdk>>;
  /** Most runs that look for edges that were not taken yet. */
  mostRuns: number;
  /** Whether an edge that no run takes is a mistake. */
  wantsEveryEdge: boolean;
  /** Whether graphs that are wrong are tried on the runs, too. */
  triesMutants: boolean;
}

/** What was tried, to be added up. */
export interface Account {
  runs: number;
  steps: number;
  edges: number;
  taken: number;
  mutants: number;
  /** Mutants that every run of the program is a way through. */
  survivors: readonly string[];
  features: ReadonlySet<string>;
}

/** A run that is no way through the graph, or an edge that no run takes. */
export class Counterexample extends Error {
  readonly kind: 'off the graph' | 'edge never taken' | 'cannot be checked';

  constructor(kind: Counterexample['kind'], details: string) {
    super(`${kind}: ${details}`);
    this.name = 'Counterexample';
    this.kind = kind;
  }
}

/** @throws Counterexample */
export async function checkProgram(program: Program, options: CheckOptions): Promise<Account> {
  const printed = printProgram(program, options.major);
  const graph = graphOf(printed);
  const tokens = new TokenGraph(graph, printed.files);
  const loaded = new LoadedProgram(printed, options.sdk);
  const untaken = new Map(possibleEdges(tokens).map((edge) => [edge.id, edge]));
  const expected = untaken.size;
  const traces: (readonly TraceEvent[])[] = [];
  let runs = 0;
  let steps = 0;
  while (runs < 2 || (runs < options.mostRuns && untaken.size > 0)) {
    runs += 1;
    const luck = new Luck(runs, biasFor(runs, [...untaken.values()], tokens, printed));
    const run = await driven(loaded, luck, printed);
    steps += run.reported.length;
    for (const trace of run.traces) follow(trace, tokens, printed, untaken);
    traces.push(...run.traces);
    const last = run.traces.at(-1)?.at(-1);
    if (run.end !== null && (last?.kind !== 'over' || last.way !== run.end)) {
      throw problem('cannot be checked', `The app says ${run.end}, the code does not.`, printed, graph);
    }
  }
  if (options.wantsEveryEdge && untaken.size > 0) {
    const names = [...untaken.values()].map(({ from, to, kind }) => `${from} -${kind}-> ${to}`);
    throw problem('edge never taken', `${runs} runs:\n${names.join('\n')}`, printed, graph);
  }
  return {
    runs,
    steps,
    edges: expected,
    taken: expected - untaken.size,
    ...(options.triesMutants ? tryMutants(graph, traces, printed) : { mutants: 0, survivors: [] }),
    features: printed.features,
  };
}

function tryMutants(
  graph: WorkflowGraph,
  traces: readonly (readonly TraceEvent[])[],
  { files }: PrintedProgram,
): Pick<Account, 'mutants' | 'survivors'> {
  const taken = new Set<string>();
  for (const trace of traces) {
    const followed = followTrace(new TokenGraph(graph, files), trace);
    if (followed.kind === 'followed') for (const id of followed.way) taken.add(id);
  }
  const mutants = mutantsOf(graph, taken);
  const survivors = mutants.filter((mutant) => {
    const tokens = new TokenGraph(mutant.graph, files);
    return traces.every((trace) => followTrace(tokens, trace).kind === 'followed');
  });
  return {
    mutants: mutants.length,
    survivors: survivors.map(({ name }) => `${name}\n${printEdges(graph)}`),
  };
}

export function graphOf({ files }: PrintedProgram): WorkflowGraph {
  const sources = new Sources({
    read: (path) => files.get(path) ?? null,
    exists: (path) => files.has(path),
  });
  const file = sources.file('/main.ts');
  const [graph] = file ? analyseFile(file, sources).graphs : [];
  if (!graph) throw new Error('No function was found.');
  return graph;
}

/** First as it comes, then, edge by edge, towards those that no run has taken. */
function biasFor(
  run: number,
  untaken: readonly GraphEdge[],
  graph: TokenGraph,
  { questions }: PrintedProgram,
): Bias {
  const edge = untaken[run % Math.max(untaken.length, 1)];
  return run < 3 || !edge || run % 7 === 0
    ? new Map()
    : steerTo(edge, graph, questions, new Luck(run + 1_000));
}

async function driven(loaded: LoadedProgram, luck: Luck, printed: PrintedProgram): Promise<DrivenRun> {
  try {
    return await driveRun(loaded, luck);
  } catch (error) {
    throw problem('cannot be checked', String(error), printed, null);
  }
}

function follow(
  trace: readonly TraceEvent[],
  graph: TokenGraph,
  printed: PrintedProgram,
  untaken: Map<string, GraphEdge>,
): void {
  const followed = followTrace(graph, trace);
  if (followed.kind === 'followed') {
    for (const id of followed.edges) untaken.delete(id);
    return;
  }
  const seen = printTrace(trace.slice(0, followed.index + 1)).split('\n');
  const at = `${seen.pop()}   <- not on the graph; it stands at:\n    ${followed.standing.join('\n    ')}`;
  throw problem('off the graph', `\n${[...seen, at].join('\n')}`, printed, graph.graph);
}

/** Edges that a run of a generated program under this driver can come to. */
function possibleEdges(graph: TokenGraph): GraphEdge[] {
  const possible: GraphEdge[] = [];
  const racing = graph.racing();
  const seen = new Set(['start']);
  for (const id of seen) {
    for (const edge of graph.out(id)) {
      if (cannotHappen(edge, graph)) continue;
      if (!racing.has(id)) possible.push(edge);
      seen.add(edge.to);
    }
  }
  return possible;
}

function cannotHappen(edge: GraphEdge, graph: TokenGraph): boolean {
  const { kind, step } = graph.node(edge.from);
  if (edge.kind !== 'error') return false;
  // Ordinary code throws only where it is asked to. Behind a pause, which never fails itself, its error edge is that code's.
  if (step && pauses.has(step.tool)) return true;
  return kind === 'try' ? graph.key(edge.from) === null : kind === 'join' && graph.hasPlainSide(edge.from);
}

const pauses: ReadonlySet<string> = new Set(['sleep', 'sleepUntil', 'waitForEvent', 'waitForSignal']);

function problem(
  kind: Counterexample['kind'],
  details: string,
  { files }: PrintedProgram,
  graph: WorkflowGraph | null,
): Counterexample {
  const sources = [...files].map(([path, text]) => `//- ${path}\n${text}`);
  const drawn = graph ? `\n${printEdges(graph)}` : '';
  return new Counterexample(kind, `${details}\n\n${sources.join('')}${drawn}`);
}
