/** Registers what every window needs; the rest is loaded once the workspace is known to use `inngest`. */
import * as vscode from 'vscode';
import { durationText } from '../../runtime/src/contract/duration-text.ts';
import { ActivationGate } from './activation-gate.ts';
import { registerCommands } from './commands/register.ts';
import { createLog } from './log.ts';
import { PayloadDocuments, payloadScheme } from './send-event/payload-documents.ts';

let gate: ActivationGate | null = null;

export function activate(context: vscode.ExtensionContext): void {
  const startedAt = performance.now();
  const log = createLog();
  const documents = new PayloadDocuments(async (event) => {
    return (await (gate as ActivationGate).steplight())?.sender.firstText(event) ?? '{}\n';
  });
  gate = new ActivationGate(context, documents, log);
  context.subscriptions.push(
    log,
    gate,
    vscode.workspace.registerFileSystemProvider(payloadScheme, documents),
    ...registerCommands(gate, log),
  );
  gate.watch();
  log.info(`activated in ${durationText(performance.now() - startedAt)}`);
}

/** VS Code waits for this, so the runtime can finish requests in flight. */
export async function deactivate(): Promise<void> {
  await gate?.stop();
  gate = null;
}
