/** `steplight lsp --stdio`: the language server for any editor. */
import type { CommandIo } from './paths-command.ts';

/** `steplight lsp --stdio`: serves until the client sends `exit`. */
export async function runLspCommand(args: string[], io: CommandIo): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    io.out('Usage: steplight lsp --stdio\n\nStart the language server on standard input and output.\n');
    return 0;
  }
  if (!args.includes('--stdio')) {
    io.error('Missing transport: use `steplight lsp --stdio`.\n');
    return 2;
  }
  const { serveStdio } = await import('../lsp/connection.ts');
  return serveStdio();
}
