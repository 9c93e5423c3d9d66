/** Which program installs the packages of a project. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isRecord } from '../../contract/records.ts';
import { readPackage } from './module-format.ts';

const names = ['npm', 'pnpm', 'yarn', 'bun', 'deno'] as const;
export type PackageManager = (typeof names)[number];

const files: readonly [string, PackageManager][] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['pnpm-workspace.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['.yarnrc.yml', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['package-lock.json', 'npm'],
  ['npm-shrinkwrap.json', 'npm'],
  ['deno.lock', 'deno'],
];

/** As the project says at or above a folder: in package.json, or by the files of its package manager. Else npm. */
export function packageManagerOf(folder: string): PackageManager {
  const here =
    declared(join(folder, 'package.json')) ?? files.find(([file]) => existsSync(join(folder, file)))?.[1];
  if (here) return here;
  const parent = dirname(folder);
  // What lies above the repository belongs to others.
  return parent === folder || existsSync(join(folder, '.git')) ? 'npm' : packageManagerOf(parent);
}

function declared(file: string): PackageManager | null {
  if (!existsSync(file)) return null;
  try {
    const { packageManager, devEngines } = readPackage(file);
    const engine = isRecord(devEngines) ? devEngines.packageManager : null;
    const named = isRecord(engine) ? engine.name : null;
    const name = typeof packageManager === 'string' ? packageManager.split('@')[0] : named;
    return names.find((each) => each === name) ?? null;
  } catch {
    // A broken package.json names none.
    return null;
  }
}

const runners: Readonly<Record<PackageManager, string>> = {
  npm: 'npx',
  pnpm: 'pnpm exec',
  yarn: 'yarn',
  bun: 'bunx',
  deno: 'deno run -A npm:',
};

/** The command that installs what the project declares. */
export function installCommand(folder: string): string {
  return `${packageManagerOf(folder)} install`;
}

/** The command line for a program of an installed package. */
export function runCommand(folder: string, command: string): string {
  const runner = runners[packageManagerOf(folder)];
  return runner.endsWith(':') ? `${runner}${command}` : `${runner} ${command}`;
}
