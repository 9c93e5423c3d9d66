/** Starts a function that no event starts (cron), as `POST /invoke/:function` of the runtime's event interface does. */
import * as vscode from 'vscode';

/** @throws an error for people when the runtime does not know the function. */
export async function invokeFunction(port: number, functionId: string): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}/invoke/${encodeURIComponent(functionId)}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"data":{}}',
  });
  if (response.ok) return;
  const answer = (await response.json().catch(() => ({}))) as { error?: string };
  throw new Error(answer.error ?? vscode.l10n.t('The function {0} could not be started.', functionId));
}
