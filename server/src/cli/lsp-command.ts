/** `steplight lsp --stdio`: the language server for any editor. */
import type { CommandIo } from './paths-command.ts';

/** `steplight lsp --stdio`: serves until the client says `exit`. */
export async function runLspCommand(args: string[], io: CommandIo): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    io.out('steplight lsp --stdio\n\nServes the Language Server Protocol on standard input and output.\n');
    return 0;
  }
  if (!args.includes('--stdio')) {
    io.error('Say how to talk to the server: `steplight lsp --stdio`.\n');
    return 2;
  }
  const { serveStdio } = await import('../lsp/connection.ts');
  return serveStdio();
}
