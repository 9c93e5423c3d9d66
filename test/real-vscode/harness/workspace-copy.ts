/** A workspace of its own for each test, so that tests may edit files and keep databases. */
import {
  copyFileSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { samples } from './paths.ts';

export interface WorkspaceCopy {
  /** The folder to open. */
  folder: string;
  remove: () => void;
}

/** The sample in one SDK major, and beside it what it shares with the others. */
export function copySample(variant: string): WorkspaceCopy {
  const parent = realpathSync(mkdtempSync(join(tmpdir(), 'sl-ws-')));
  const otherVariants = /^sdk\d$/;
  for (const entry of readdirSync(samples, { withFileTypes: true })) {
    if (!entry.isDirectory() || (otherVariants.test(entry.name) && entry.name !== variant)) continue;
    copySources(join(samples, entry.name), join(parent, entry.name));
    const modules = join(samples, entry.name, 'node_modules');
    if (existsSync(modules)) linkTree(modules, join(parent, entry.name, 'node_modules'));
  }
  return {
    folder: join(parent, variant),
    remove: () => rmSync(parent, { recursive: true, force: true, maxRetries: 5 }),
  };
}

export function emptyWorkspace(): WorkspaceCopy {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sl-ws-')));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) };
}

function copySources(from: string, to: string): void {
  const leftOut = new Set(['node_modules', '.data']);
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from)) {
    if (!leftOut.has(entry)) cpSync(join(from, entry), join(to, entry), { recursive: true });
  }
}

/** Hard links: thousands of files in no time and without their size; copies where the disk does not allow links. */
function linkTree(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else if (entry.isDirectory()) linkTree(source, target);
    else {
      try {
        linkSync(source, target);
      } catch {
        copyFileSync(source, target);
      }
    }
  }
}
