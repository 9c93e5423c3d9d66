/** Builds what a window needs and registers it; everything else waits until the workspace uses `inngest`. */
import * as vscode from 'vscode';
import { registerCommands } from './commands/register.ts';
import { createLog } from './log.ts';
import { PayloadDocuments, payloadScheme } from './send-event/payload-documents.ts';
import { Waker } from './waker.ts';

let waker: Waker | null = null;

export function activate(context: vscode.ExtensionContext): void {
  const startedAt = performance.now();
  const log = createLog();
  const documents = new PayloadDocuments(async (event) => {
    return (await (waker as Waker).steplight())?.sender.firstText(event) ?? '{}\n';
  });
  waker = new Waker(context, documents, log);
  context.subscriptions.push(
    log,
    waker,
    vscode.workspace.registerFileSystemProvider(payloadScheme, documents),
    ...registerCommands(waker, log),
  );
  waker.watch();
  log.info(`activated in ${(performance.now() - startedAt).toFixed(1)} ms`);
}

/** VS Code waits for this: the runtime gets the time to end requests in flight. */
export async function deactivate(): Promise<void> {
  await waker?.stop();
  waker = null;
}
