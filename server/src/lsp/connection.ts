/** Connects the language server to a client. */
import {
  createConnection,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { LanguageServer } from './language-server.ts';

/** Serves on the transport that the command line names (`--node-ipc`, `--stdio`, `--socket=…`). */
export function serve(): void {
  new LanguageServer(createConnection(ProposedFeatures.all)).listen();
}

/** Serves on standard input and output; resolves with the exit code once the client sends `exit`. */
export function serveStdio(): Promise<number> {
  const connection = createConnection(
    ProposedFeatures.all,
    new StreamMessageReader(process.stdin),
    new StreamMessageWriter(process.stdout),
  );
  new LanguageServer(connection).listen();
  return new Promise((resolve) => {
    process.stdin.once('end', () => resolve(0));
    connection.onExit(() => resolve(0));
  });
}
