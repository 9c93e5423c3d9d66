/** `steplight graph --format svg`: the server's graph through the webview's layout, without a browser. */
import { parseArgs } from 'node:util';
import { analyse, type CommandIo, onlyFunction } from '../../../server/src/cli.ts';
import type { GraphDocument } from '../../../server/src/workflow-graph.ts';
import { layoutGraph, renderSvg } from '../../../webview/src/public.ts';

/** A picture holds one function: when several are found, the answer names them. */
export async function runGraphSvg(args: string[], io: CommandIo): Promise<number> {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(args);
  } catch (error) {
    io.error(`${error instanceof Error ? error.message : String(error)} See \`steplight graph --help\`.\n`);
    return 2;
  }
  const { values, positionals } = parsed;
  if (positionals.length === 0) {
    io.error('Name at least one file or folder. See `steplight graph --help`.\n');
    return 2;
  }
  const theme = themes.find((name) => name === values.theme);
  if (!theme) {
    io.error(`There is no theme "${values.theme}". Use light or dark.\n`);
    return 2;
  }
  let document: GraphDocument;
  try {
    document = await analyse(positionals);
  } catch (error) {
    // The one thing that can fail: a path that is not there.
    io.error(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
  const { functions } = values.function === undefined ? document : onlyFunction(document, values.function);
  const [graph, ...others] = functions;
  if (!graph) {
    io.error(
      'No such Inngest function found here. `steplight graph … --format text` prints those there are.\n',
    );
    return 1;
  }
  if (others.length > 0) {
    const ids = functions.map(({ id }) => id).join(', ');
    io.error(`A picture holds one function; choose with --function: ${ids}.\n`);
    return 2;
  }
  io.out(renderSvg(graph, await layoutGraph(graph), { theme }));
  return 0;
}

const themes = ['light', 'dark'] as const;

function parse(args: string[]) {
  return parseArgs({
    args,
    allowPositionals: true,
    options: {
      function: { type: 'string' },
      format: { type: 'string' },
      theme: { type: 'string', default: 'light' },
      stats: { type: 'boolean' },
    },
  });
}
