/**
 * The terminal's composition root: one executable, `steplight`, that joins the public interfaces of the other folders.
 * Each command is loaded when it is called, so that `steplight send` does not load the compiler.
 */

import { parseArgs, styleText } from 'node:util';
import packageJson from '../../../package.json' with { type: 'json' };
import {
  type CommandIo,
  exitCodes,
  printableIo,
  runClockCommand,
  runDevCommand,
  runInvokeCommand,
  runRealtimeCommand,
  runRunsCommand,
  runSendCommand,
  runWhyCommand,
} from '../../../runtime/src/cli.ts';
import { describeError } from '../../../runtime/src/contract/error-text.ts';
import type { MapPicture } from '../../../server/src/cli.ts';
import { belongsTo } from '../runtime/run-of-function.ts';

const help = `Steplight ${packageJson.version}: Inngest functions as graphs, and a local runtime for them

Usage: steplight COMMAND [options]

Analyze code:
  graph PATH…      print the control-flow graph of each function as text, JSON, Mermaid or SVG
  map PATH…        print which functions send, handle and invoke what, as text, JSON, Mermaid, DOT or SVG
  events PATH…     print every event with a sample payload, or as JSON with its schema
  check PATH…      report problems; the exit code is 1 if there is an error
  lsp --stdio      start the language server, for any editor

Run functions:
  dev              start the runtime on port 8288
  send EVENT       send an event; with --wait, follow the runs it starts
  invoke FUNCTION  start a function, regardless of its triggers
  runs             list, show, compare, export, cancel, rerun and prune runs, and skip their waits
  why ID           explain why an event started nothing, or what a run is waiting for
  realtime         print the messages that functions publish
  clock            pause or advance the runtime's clock

Run \`steplight COMMAND --help\` for details. Exit codes: 0 success, 1 failure or findings, 2 usage error.
`;

type Command = (args: string[], io: CommandIo) => Promise<number>;

const commands: Record<string, () => Promise<Command>> = {
  graph: async () => printably(graph),
  map: async () => printably(map),
  events: async () => printably((await import('../../../server/src/cli.ts')).runEventsCommand),
  check: async () => printably((await import('../../../server/src/cli.ts')).runCheckCommand),
  lsp: async () => (await import('../../../server/src/cli.ts')).runLspCommand,
  dev: async () => runDevCommand,
  send: async () => runSendCommand,
  invoke: async () => runInvokeCommand,
  runs: async () => (args, io) => runRunsCommand(args, { ...io, graphOf }),
  why: async () => runWhyCommand,
  realtime: async () => runRealtimeCommand,
  clock: async () => runClockCommand,
};

/** The commands of the runtime's folder see to it themselves. */
function printably(command: Command): Command {
  return (args, io) => command(args, printableIo(io));
}

/** The server prints every format except pictures, which need the webview's layout. */
async function graph(args: string[], io: CommandIo): Promise<number> {
  const { values } = parseArgs({
    args,
    allowPositionals: true,
    strict: false,
    options: { format: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.format === 'svg' && !values.help) return (await import('./graph-svg.ts')).runGraphSvg(args, io);
  return (await import('../../../server/src/cli.ts')).runGraphCommand(args, io);
}

/** The same for the event map. */
async function map(args: string[], io: CommandIo): Promise<number> {
  const { runMapCommand } = await import('../../../server/src/cli.ts');
  const draw: MapPicture['draw'] = async (events, theme) =>
    (await import('../../../webview/src/public.ts')).eventMapSvg(events, theme);
  return runMapCommand(args, io, { name: 'svg', draw });
}

/** The graph for an exported run; the compiler is loaded only when there is one. */
async function graphOf(functionId: string, folder: string): Promise<Record<string, unknown> | null> {
  const { analyse } = await import('../../../server/src/cli.ts');
  const { functions } = await analyse([folder]);
  const found = functions.find((each) => belongsTo(functionId, each));
  return found ? { ...found } : null;
}

const stdio: CommandIo = {
  out: (text) => void process.stdout.write(text),
  error: (text) => void process.stderr.write(text),
  // Respects NO_COLOR and FORCE_COLOR, and is plain unless the stream is a terminal.
  styles: {
    out: (format, text) => styleText(format, text, { stream: process.stdout }),
    error: (format, text) => styleText(format, text, { stream: process.stderr }),
  },
};

async function main(args: string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    stdio.out(help);
    return exitCodes.ok;
  }
  if (name === '--version' || name === '-v') {
    stdio.out(`${packageJson.version}\n`);
    return exitCodes.ok;
  }
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!load) {
    printableIo(stdio).error(`Unknown command "${name}". See \`steplight --help\`.\n`);
    return exitCodes.usage;
  }
  return (await load())(rest, stdio);
}

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // A reader that closes the pipe early (`steplight graph . | head`) is not an error.
    if (error.code === 'EPIPE') process.exit(exitCodes.ok);
    // The terminal was closed; its signal stops the command.
    if (error.code !== 'EIO') throw error;
  });
}

/** Whatever the command has left behind must not keep the process alive. */
function end(code: number): void {
  process.exitCode = code;
  process.stdout.write('', () => process.stderr.write('', () => process.exit()));
}

main(process.argv.slice(2)).then(end, (error: unknown) => {
  printableIo(stdio).error(`steplight: ${describeError(error)}\n`);
  end(exitCodes.failed);
});
