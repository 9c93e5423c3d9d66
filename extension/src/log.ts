/** One output channel, `Steplight`; every line starts with the part that wrote it. */
import * as vscode from 'vscode';
import { describeError } from '../../runtime/src/contract/error-text.ts';

export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string, cause?: unknown): void;
  /** A log that writes to the same channel under another name. */
  part(name: string): Log;
}

export interface LogChannel extends Log, vscode.Disposable {
  readonly channel: vscode.LogOutputChannel;
}

export function createLog(): LogChannel {
  const channel = vscode.window.createOutputChannel('Steplight', { log: true });
  return Object.assign(partLog(channel, 'extension'), { channel, dispose: () => channel.dispose() });
}

function partLog(channel: vscode.LogOutputChannel, name: string): Log {
  return {
    debug: (message) => channel.debug(`[${name}] ${message}`),
    info: (message) => channel.info(`[${name}] ${message}`),
    warn: (message) => channel.warn(`[${name}] ${message}`),
    error: (message, cause) =>
      channel.error(`[${name}] ${message}${cause === undefined ? '' : `: ${describeError(cause)}`}`),
    part: (other) => partLog(channel, other),
  };
}
