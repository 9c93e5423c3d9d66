/** `steplight check`: the notes of every function as diagnostics, for people, programs and code scanning. */
import { parseArgs } from 'node:util';
import { sarifOf } from './sarif.ts';
import type { GraphDocument, Note, WorkflowGraph } from './workflow-graph.ts';
import { analyse, PathNotFound } from './workspace/analyse.ts';

interface CommandIo {
  out(text: string): void;
  error(text: string): void;
}

const help = `steplight check PATH… [--format pretty|json|sarif]

Prints what the analysis of the functions in the given files and folders has to say.
Exits with 1 when there is an error among it.
`;

export async function runCheckCommand(args: string[], io: CommandIo): Promise<number> {
  let parsed: ReturnType<typeof parseCheckArgs>;
  try {
    parsed = parseCheckArgs(args);
  } catch (error) {
    io.error(`${error instanceof Error ? error.message : String(error)} See \`steplight check --help\`.\n`);
    return 2;
  }
  const { values, positionals } = parsed;
  if (values.help) {
    io.out(help);
    return 0;
  }
  if (positionals.length === 0) {
    io.error('Name at least one file or folder, for example `.`. See `steplight check --help`.\n');
    return 2;
  }
  const { format } = values;
  if (format !== 'pretty' && format !== 'json' && format !== 'sarif') {
    io.error(`There is no format "${format}". Use pretty, json or sarif.\n`);
    return 2;
  }
  try {
    const document = await analyse(positionals);
    const notes = notesOf(document);
    if (format === 'json') io.out(`${JSON.stringify({ version: 1, notes }, null, 2)}\n`);
    else if (format === 'sarif') io.out(`${JSON.stringify(sarifOf(notes), null, 2)}\n`);
    else io.out(pretty(notes, document.functions.length));
    return notes.some(({ severity }) => severity === 'error') ? 1 : 0;
  } catch (error) {
    if (!(error instanceof PathNotFound)) throw error;
    io.error(`${error.message}\n`);
    return 1;
  }
}

function parseCheckArgs(args: string[]) {
  return parseArgs({
    args,
    allowPositionals: true,
    options: {
      format: { type: 'string', default: 'pretty' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
}

/** Every note once, by file and place. */
export function notesOf(document: GraphDocument): Note[] {
  const all: Note[] = [...document.notes];
  const visit = (graph: WorkflowGraph): void => {
    all.push(...graph.notes);
    if (graph.onFailure) visit(graph.onFailure);
  };
  for (const graph of document.functions) visit(graph);
  const seen = new Set<string>();
  return all
    .filter((note) => {
      const key = JSON.stringify([note.file, note.range, note.code]);
      return seen.has(key) ? false : seen.add(key);
    })
    .sort(
      (a, b) =>
        a.file.localeCompare(b.file) ||
        a.range.start.line - b.range.start.line ||
        a.range.start.character - b.range.start.character,
    );
}

function pretty(notes: readonly Note[], functions: number): string {
  const lines = notes.map(({ file, range, severity, message, code }) => {
    const place = `${file}:${range.start.line + 1}:${range.start.character + 1}`;
    return `${place} ${severity} ${message} (${code})`;
  });
  const count = (severity: Note['severity']): number =>
    notes.filter((note) => note.severity === severity).length;
  lines.push(
    `${functions} functions: ${count('error')} errors, ${count('warning')} warnings, ${count('info')} remarks`,
  );
  return `${lines.join('\n')}\n`;
}
