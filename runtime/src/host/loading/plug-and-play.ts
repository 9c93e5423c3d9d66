/**
 * Yarn's Plug'n'Play: packages are in archives and are found by a table (`.pnp.cjs`) instead of `node_modules`. The table is loaded
 * before anything else, and patches `fs` to read archives. Node's own resolution is bypassed: the table's replacement of it does not
 * work with module hooks.
 */
import { existsSync } from 'node:fs';
import Module from 'node:module';
import { dirname, join } from 'node:path';
import type { HostCommand } from '../host-child.ts';

interface PnpApi {
  /** Null for modules of Node itself. @throws with a message that says which package does not declare which. */
  resolveRequest(request: string, issuer: string, options: { conditions: Set<string> }): string | null;
}

/** The command with the project's table, if any, loaded first. */
export function withPlugAndPlay({ program, args }: HostCommand, folder: string): HostCommand {
  const table = tableAbove(folder);
  return { program, args: table === null ? args : ['--require', table, ...args] };
}

function tableAbove(folder: string): string | null {
  const table = join(folder, '.pnp.cjs');
  if (existsSync(table)) return table;
  const parent = dirname(folder);
  return parent === folder || existsSync(join(folder, 'node_modules')) ? null : tableAbove(parent);
}

const { findPnpApi } = Module as { findPnpApi?: (path: string) => PnpApi | null };

/** Whether this process was started with a table. */
export const isPlugAndPlay = process.versions.pnp !== undefined;

/** @returns an absolute path; null when there is no table for the importer, or the module is Node's own. */
export function resolveByTable(specifier: string, importer: string, conditions: string[]): string | null {
  const api = findPnpApi?.(importer);
  return api?.resolveRequest(specifier, importer, { conditions: new Set(conditions) }) ?? null;
}

export function isInArchive(file: string): boolean {
  return /\.zip[\\/]/.test(file);
}
