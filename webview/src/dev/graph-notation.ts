/**
 * Graphs written as text, for the development page and for tests.
 *
 *     function Contacts Import on api/contact_list.uploaded sdk 4
 *     validate: run "Validate upload"
 *     ok: decision "isValid"
 *     reviewed: waitForEvent "api/reviewed" timeout=7d match=data.upload_id
 *     each: loop "for (const item of items)"
 *     send: run "Send" in=each
 *     start -> validate -> ok -true-> reviewed -timeout-> gone
 *     ok -case[red]-> end
 *
 * `start` and `end` exist when an edge names them. A step's id is its label unless `id=` or `pattern=` says otherwise.
 */
import type {
  EdgeKind,
  GraphEdge,
  GraphNode,
  NodeKind,
  StepId,
  WorkflowGraph,
} from '../../../server/src/workflow-graph.ts';

const kinds: ReadonlySet<string> = new Set([
  'start',
  'end',
  'decision',
  'fork',
  'join',
  'loop',
  'try',
  'catch',
  'finally',
  'call',
  'opaque',
]);

const header = /^function (.+?)(?: on (.+?))?(?: sdk (\d))?$/;
const nodeLine = /^([\w?-]+): ([\w.]+)(?: "((?:[^"\\]|\\.)*)")?(.*)$/;
const edgePart = /\s-(?:(\w+)(?:\[([^\]]*)\])?-)?>\s/;

export function graphFromText(text: string): WorkflowGraph {
  const graph: WorkflowGraph = {
    id: 'app-function',
    localId: 'function',
    name: 'Function',
    app: 'app',
    file: 'function.ts',
    range: lineRange(0),
    triggers: [],
    nodes: [],
    edges: [],
    notes: [],
  };
  const lines = text
    .split('\n')
    .map((line, row) => ({ line: line.trim(), row }))
    .filter(({ line }) => line !== '');
  for (const { line, row } of lines) {
    const head = header.exec(line);
    const node = nodeLine.exec(line);
    if (head) readHeader(graph, head, row);
    else if (node) graph.nodes.push(readNode(node, row));
    else readEdges(graph, line, row);
  }
  return graph;
}

function readHeader(graph: WorkflowGraph, [, name, triggers, major]: RegExpExecArray, row: number): void {
  graph.name = name ?? graph.name;
  graph.localId = graph.name.toLowerCase().replace(/[^a-z0-9-]+/g, '-');
  graph.id = `app-${graph.localId}`;
  if (major) graph.sdk = { major: Number(major) as 0 | 1 | 2 | 3 | 4 };
  graph.triggers = (triggers ?? '')
    .split(/,\s*/)
    .filter((trigger) => trigger !== '')
    .map((trigger) => {
      const [what, condition] = trigger.split(' if ');
      const cron = /^cron (.*)$/.exec(what ?? '')?.[1];
      return {
        ...(cron ? { cron } : { event: what ?? '' }),
        ...(condition ? { if: condition } : {}),
        range: lineRange(row),
      };
    });
}

function readNode([, id, word, quoted, rest]: RegExpExecArray, row: number): GraphNode {
  const options = new Map(
    [...(rest ?? '').matchAll(/(\w+)=(?:"([^"]*)"|(\S+))/g)].map((match) => [
      match[1],
      match[2] ?? match[3] ?? '',
    ]),
  );
  const label = (quoted ?? word ?? '').replace(/\\"/g, '"');
  const isKind = kinds.has(word ?? '');
  const node: GraphNode = {
    id: id ?? '',
    kind: isKind ? (word as NodeKind) : 'step',
    label,
    range: lineRange(row),
  };
  const parent = options.get('in');
  if (parent) node.parent = parent;
  if (word === 'end') node.end = label === 'throw' ? 'throw' : label === 'end' ? 'implicit' : 'return';
  if (!isKind) {
    node.step = { tool: word ?? 'run', id: stepId(options, label) };
    for (const key of ['event', 'timeout', 'match', 'if', 'duration', 'function'] as const) {
      const value = options.get(key);
      if (value !== undefined) node.step[key] = value;
    }
    if (options.get('multiple')) node.step.multiple = true;
  }
  return node;
}

function stepId(options: Map<string | undefined, string>, label: string): StepId {
  const pattern = options.get('pattern');
  if (pattern) return { kind: 'pattern', source: label, regex: pattern };
  return { kind: 'literal', value: options.get('id') ?? label };
}

function readEdges(graph: WorkflowGraph, line: string, row: number): void {
  const parts = line.split(edgePart);
  for (let at = 0; at + 3 < parts.length; at += 3) {
    const from = (parts[at] ?? '').trim();
    const to = (parts[at + 3] ?? '').trim();
    const kind = (parts[at + 1] ?? 'next') as EdgeKind;
    const label = parts[at + 2];
    for (const name of [from, to]) addBuiltIn(graph, name, row);
    const edge: GraphEdge = { id: `${from}-${kind}${label ? `[${label}]` : ''}->${to}`, from, to, kind };
    if (label) edge.label = label;
    graph.edges.push(edge);
  }
}

function addBuiltIn(graph: WorkflowGraph, name: string, row: number): void {
  if (graph.nodes.some((node) => node.id === name)) return;
  if (name === 'start') {
    graph.nodes.unshift({ id: 'start', kind: 'start', label: graph.name, range: lineRange(row) });
  } else if (name === 'end') {
    graph.nodes.push({ id: 'end', kind: 'end', label: 'end', end: 'implicit', range: lineRange(row) });
  }
}

function lineRange(line: number): GraphNode['range'] {
  return { start: { line, character: 0 }, end: { line: line + 1, character: 0 } };
}
