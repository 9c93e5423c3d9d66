import * as vscode from 'vscode';
import type { Steplight } from '../context.ts';
import { asCurl, asSend } from '../event-command.ts';
import type { Command } from './command.ts';
import { runIdOf } from './command-arguments.ts';

/** Argument: a run id or a run of the view. */
export const copyAsSend: Command = {
  id: 'steplight.copyAsSend',
  run: (steplight, target) => copy(steplight, target, (event) => asSend(event)),
};

export const copyAsCurl: Command = {
  id: 'steplight.copyAsCurl',
  run: (steplight, target) => copy(steplight, target, (event, port) => asCurl(event, port)),
};

async function copy(
  steplight: Steplight,
  target: unknown,
  text: (event: { name: string; data: Record<string, unknown> }, port: number) => string,
): Promise<void> {
  const runId = runIdOf(target);
  const [event] = runId === null ? [] : await steplight.runs.eventsOf(runId);
  if (event)
    await vscode.env.clipboard.writeText(text(event, steplight.runs.status?.port ?? steplight.settings.port));
}
