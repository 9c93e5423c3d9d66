/** `steplight graph --format svg`: the server's graph through the webview's layout, without a browser. */

import { parseArgs } from 'node:util';
import { exitCodes, oneLine } from '../../../runtime/src/cli.ts';
import { messageOf } from '../../../runtime/src/contract/error-text.ts';
import { analyse, type CommandIo, onlyFunction } from '../../../server/src/cli.ts';
import type { GraphDocument } from '../../../server/src/workflow-graph.ts';
import { layoutGraph, renderSvg } from '../../../webview/src/public.ts';

/** A picture shows one function; if there are several, the error lists them. */
export async function runGraphSvg(args: string[], io: CommandIo): Promise<number> {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(args);
  } catch (error) {
    io.error(`${oneLine(messageOf(error))} See \`steplight graph --help\`.\n`);
    return exitCodes.usage;
  }
  const { values, positionals } = parsed;
  if (positionals.length === 0) {
    io.error('Specify at least one file or folder, for example `.`. See `steplight graph --help`.\n');
    return exitCodes.usage;
  }
  const theme = themes.find((name) => name === values.theme);
  if (!theme) {
    io.error('--theme must be light or dark.\n');
    return exitCodes.usage;
  }
  let document: GraphDocument;
  try {
    document = await analyse(positionals);
  } catch (error) {
    // The only thing that can fail is a path that does not exist.
    io.error(`${oneLine(messageOf(error))}\n`);
    return exitCodes.failed;
  }
  const { functions } = values.function === undefined ? document : onlyFunction(document, values.function);
  const [graph, ...others] = functions;
  if (!graph) {
    io.error('Function not found. List the functions with `steplight graph PATH --format text`.\n');
    return exitCodes.failed;
  }
  if (others.length > 0) {
    const ids = functions.map(({ id }) => id).join(', ');
    io.error(`An SVG shows one function. Select one with --function: ${oneLine(ids)}.\n`);
    return exitCodes.usage;
  }
  io.out(renderSvg(graph, await layoutGraph(graph), { theme }));
  return exitCodes.ok;
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
