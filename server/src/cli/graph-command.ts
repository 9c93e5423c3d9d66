/** `steplight graph`: the control-flow graphs of functions, as JSON, text or Mermaid. */
import { mermaid } from '../graph/mermaid.ts';
import { printGraph } from '../graph/print-graph.ts';
import { oneLine } from '../values/one-line.ts';
import { notFoundMessage } from '../values/similar-names.ts';
import type { GraphDocument, WorkflowGraph } from '../workflow-graph.ts';
import { analysePaths, type Statistics } from './analyse.ts';
import { type CommandIo, oneOfNames, runPathsCommand } from './paths-command.ts';

const help = `Usage: steplight graph PATH… [options]

Print the control-flow graph of every Inngest function in the given files and folders.

Options:
  --function ID     print only this function (ID, with or without the app ID, or name)
  --format FORMAT   json (default), text (one edge per line), mermaid or svg
  --theme THEME     colors of the SVG: light (default) or dark
  --stats           print counts of files, functions and step calls instead of graphs
  -h, --help        show this help
`;

const formats = ['json', 'text', 'mermaid'] as const;

/** Exit code: 0 printed, 1 nothing found or failed, 2 usage. */
export function runGraphCommand(args: string[], io: CommandIo): Promise<number> {
  return runPathsCommand(
    {
      name: 'graph',
      help: help,
      options: {
        function: { type: 'string' },
        format: { type: 'string', default: 'json' },
        stats: { type: 'boolean', default: false },
      },
      async run(values, paths) {
        const format = oneOfNames('format', values.format, formats, ['svg']);
        const { document, statistics } = analysePaths(paths);
        const wanted = values.function === undefined ? document : onlyFunction(document, values.function);
        if (values.stats) {
          io.out(printStatistics(statistics));
          return 0;
        }
        if (wanted.functions.length === 0) {
          io.error(nothingFound(document, values.function));
          return 1;
        }
        io.out(print(wanted, format));
        return 0;
      },
    },
    args,
    io,
  );
}

function print(document: GraphDocument, format: (typeof formats)[number]): string {
  if (format === 'json') return `${JSON.stringify(document, null, 2)}\n`;
  const printed = document.functions.map((graph) =>
    format === 'text' ? printGraph(graph) : `%% ${oneLine(graph.id)}\n${mermaid(graph)}`,
  );
  return `${printed.join('\n\n')}\n`;
}

/** The functions called `id` by wire id, local id or name. */
export function onlyFunction(document: GraphDocument, id: string): GraphDocument {
  const isWanted = (graph: WorkflowGraph): boolean =>
    graph.id === id || graph.localId === id || graph.name === id;
  return { ...document, functions: document.functions.filter(isWanted) };
}

function nothingFound(document: GraphDocument, wanted: string | undefined): string {
  if (wanted === undefined || document.functions.length === 0) {
    const notes = document.notes.map(
      ({ file, range, message }) => `${file}:${range.start.line + 1}: ${message}\n`,
    );
    return `No Inngest functions found. Functions are calls to \`createFunction\` on a client created with \`new Inngest(…)\`.\n${notes.join('')}`;
  }
  return notFoundMessage(
    'function',
    wanted,
    document.functions.map(({ id }) => id),
  );
}

function printStatistics(statistics: Statistics): string {
  const { files, parsed, functions, stepCalls, drawn, noted, unreached } = statistics;
  const lines = [
    `files       ${files} (${parsed} parsed)`,
    `functions   ${functions}`,
    `step calls  ${stepCalls}`,
    `nodes       ${drawn}`,
    `noted       ${noted}`,
    `unreached   ${unreached}`,
  ];
  return `${lines.join('\n')}\n`;
}
