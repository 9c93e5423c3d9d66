/**
 * Finds the source files of a folder and which of them may hold functions, by their bytes: reading is cheap, parsing
 * is not. Open documents are not looked at; the caller lays their text over what is on disk.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { makerNames } from '../syntax/functions.ts';

const sourceName = /\.(?:[cm]?[jt]s|[jt]sx)$/;
const declarationName = /\.d\.[cm]?ts$/;
const skippedFolders: ReadonlySet<string> = new Set([
  'node_modules',
  'dist',
  'build',
  'out',
  'coverage',
  'vendor',
  'bower_components',
]);
/** Generated bundles are not what a person writes; parsing them only costs. */
const largestSource = 2_000_000;

export function isSourceName(name: string): boolean {
  return sourceName.test(name) && !declarationName.test(name);
}

export function isSkippedFolder(name: string): boolean {
  return skippedFolders.has(name) || name.startsWith('.');
}

export interface FoundFiles {
  sources: string[];
  manifests: string[];
}

/** Absolute paths with forward slashes, sorted. A path to a file is taken as it is. */
export function findFiles(path: string): FoundFiles {
  const found: FoundFiles = { sources: [], manifests: [] };
  if (statSync(path).isFile()) {
    found.sources.push(path);
    return found;
  }
  const pending = [path];
  while (pending.length > 0) {
    const folder = pending.pop() as string;
    for (const entry of entriesOf(folder)) {
      const full = folder === '/' ? `/${entry.name}` : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!isSkippedFolder(entry.name)) pending.push(full);
      } else if (entry.isFile()) {
        if (isSourceName(entry.name)) found.sources.push(full);
        else if (entry.name === 'package.json') found.manifests.push(full);
      }
    }
  }
  found.sources.sort();
  found.manifests.sort();
  return found;
}

function entriesOf(folder: string): import('node:fs').Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // A folder that cannot be read is as good as empty.
    return [];
  }
}

/** What a file's bytes say before it is parsed. */
export interface Hints {
  mayDefineFunctions: boolean;
  /** May declare the types of events, or send some. */
  mayKnowEvents: boolean;
  namesSdk: boolean;
}

const sdkName = 'inngest';
/** Makers that hardly anything else is called; the others count only beside the SDK's name. */
const commonMaker = 'createFunction';
const rareMakers = makerNames.filter((name) => name !== commonMaker);
const eventMark = '.sendEvent(';

/** Null when the file cannot be read or is too large to be written by hand. */
export function readHints(path: string): { hints: Hints; bytes: Buffer } | null {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch {
    return null;
  }
  if (bytes.length > largestSource) return null;
  return { bytes, hints: hintsIn(bytes) };
}

export function hintsOf(text: string): Hints {
  return hintsIn(text);
}

/** Few searches over many files: most files hold none of the words. */
function hintsIn(content: { includes(word: string): boolean }): Hints {
  const namesSdk = content.includes(sdkName);
  const mayDefineFunctions =
    content.includes(commonMaker) || (namesSdk && rareMakers.some((maker) => content.includes(maker)));
  return {
    namesSdk,
    mayDefineFunctions,
    mayKnowEvents: namesSdk || mayDefineFunctions || content.includes(eventMark),
  };
}
