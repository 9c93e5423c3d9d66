/**
 * The terminal's composition root: one executable, `steplight`, that joins the public doors of the other folders.
 * Each command is loaded when it is called, so that `steplight send` does not pay for the compiler.
 */
import { parseArgs } from 'node:util';
import packageJson from '../../../package.json' with { type: 'json' };
import type { CommandIo, MapPicture } from '../../../server/src/cli.ts';

const help = `steplight ${packageJson.version}: Inngest functions as graphs, and a local runtime to run them

  steplight graph PATH…     the control-flow graph as text, JSON, Mermaid or SVG
  steplight map PATH…       which function sends, hears and invokes what, as text, JSON, Mermaid, DOT or SVG
  steplight events PATH…    every event with a payload to start from; as JSON with its schema
  steplight check PATH…     what the analysis found; exit code 1 when there is an error
  steplight lsp --stdio     the language server, for any editor
  steplight dev             the runtime, on port 8288
  steplight send EVENT      send an event; with --wait, follow the runs it starts
  steplight invoke FUNCTION start a function, whatever its triggers are
  steplight runs            list, show, cancel, rerun (also from a step on), skip
  steplight why ID          why an event started nothing, or what a run waits for
  steplight realtime        what functions publish to subscribers, as it comes
  steplight clock           pause the runtime's clock, or move it on

\`steplight COMMAND --help\` tells more. Exit codes: 0 ok, 1 found or failed, 2 usage.
`;

type Command = (args: string[], io: CommandIo) => Promise<number>;

const commands: Record<string, () => Promise<Command>> = {
  graph: async () => graph,
  map: async () => map,
  events: async () => (await import('../../../server/src/cli.ts')).runEventsCommand,
  check: async () => (await import('../../../server/src/cli.ts')).runCheckCommand,
  lsp: async () => (await import('../../../server/src/cli.ts')).runLspCommand,
  dev: async () => (await import('../../../runtime/src/cli.ts')).runDevCommand,
  send: async () => (await import('../../../runtime/src/cli.ts')).runSendCommand,
  invoke: async () => (await import('../../../runtime/src/cli.ts')).runInvokeCommand,
  runs: async () => (await import('../../../runtime/src/cli.ts')).runRunsCommand,
  why: async () => (await import('../../../runtime/src/cli.ts')).runWhyCommand,
  realtime: async () => (await import('../../../runtime/src/cli.ts')).runRealtimeCommand,
  clock: async () => (await import('../../../runtime/src/cli.ts')).runClockCommand,
};

/** The server prints every format but pictures, which need the webview's layout. */
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

async function main(args: string[]): Promise<number> {
  const [name, ...rest] = args;
  const io: CommandIo = {
    out: (text) => void process.stdout.write(text),
    error: (text) => void process.stderr.write(text),
  };
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    io.out(help);
    return 0;
  }
  if (name === '--version' || name === '-v') {
    io.out(`${packageJson.version}\n`);
    return 0;
  }
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!load) {
    io.error(`There is no command "${name}". \`steplight --help\` lists them.\n`);
    return 2;
  }
  return (await load())(rest, io);
}

// A reader that closes early (`steplight graph . | head`) is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(
      `steplight: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exitCode = 1;
  },
);
