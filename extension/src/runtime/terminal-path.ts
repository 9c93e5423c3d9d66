/** Puts `steplight` on the PATH of the integrated terminals, talking to this window's runtime. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import type * as vscode from 'vscode';

export function putOnTerminalPath(context: vscode.ExtensionContext, dataFolder: string): void {
  const folder = path.join(context.globalStorageUri.fsPath, 'bin');
  const cli = context.asAbsolutePath(path.join('dist', 'cli.cjs'));
  mkdirSync(folder, { recursive: true });
  writeShims(folder, process.execPath, cli);
  const environment = context.environmentVariableCollection;
  environment.description = 'steplight command line';
  environment.prepend('PATH', folder + path.delimiter);
  environment.replace('STEPLIGHT_DATA', dataFolder);
}

/** VS Code's own Node runs the command line, so that none has to be installed. */
function writeShims(folder: string, node: string, cli: string): void {
  const posix = `#!/bin/sh\nELECTRON_RUN_AS_NODE=1 exec "${node}" "${cli}" "$@"\n`;
  const windows = `@echo off\r\nset ELECTRON_RUN_AS_NODE=1\r\n"${node}" "${cli}" %*\r\n`;
  writeFileSync(path.join(folder, 'steplight'), posix);
  chmodSync(path.join(folder, 'steplight'), 0o755);
  writeFileSync(path.join(folder, 'steplight.cmd'), windows);
}
