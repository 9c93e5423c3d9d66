/** Finds the files of a folder that may define functions, by their text: nothing is parsed. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const skippedFolders = new Set([
  'node_modules',
  'dist',
  'build',
  'out',
  'coverage',
  'bower_components',
  '__pycache__',
  'target',
  'vendor',
]);
const sourceFile = /\.[cm]?[jt]sx?$/;
const notHosted = /\.d\.[cm]?ts$|\.(test|spec|stories)\.[cm]?[jt]sx?$|\.min\.js$/;
/** Larger files are generated. */
const maxSourceBytes = 2_000_000;

/**
 * Files that mention `createFunction` and Inngest: the SDK, or the project's own client, which is often named like that.
 *
 * @returns absolute paths, sorted.
 */
export async function findFunctionFiles(root: string): Promise<string[]> {
  const found = await searchFolder(root);
  return found.sort();
}

async function searchFolder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const found = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        const isSkipped = entry.name.startsWith('.') || skippedFolders.has(entry.name);
        return isSkipped ? [] : searchFolder(path);
      }
      if (!entry.isFile() || !sourceFile.test(entry.name) || notHosted.test(entry.name)) return [];
      return (await mayDefineFunction(path)) ? [path] : [];
    }),
  );
  return found.flat();
}

async function mayDefineFunction(file: string): Promise<boolean> {
  const bytes = await readFile(file).catch(() => null);
  if (bytes === null || bytes.length > maxSourceBytes || !bytes.includes('createFunction')) return false;
  return bytes.includes('inngest') || bytes.includes('Inngest');
}
