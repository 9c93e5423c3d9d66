/**
 * Finds the source files of a folder and which of them may hold functions, by their bytes: reading is cheap, parsing
 * is not. Open documents are not looked at; the caller lays their text over what is on disk.
 */
import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { makerNames } from '../definitions/maker-names.ts';

const sourceName = /\.(?:[cm]?[jt]s|[jt]sx)$/;
const declarationName = /\.d\.[cm]?ts$/;
/** Build output when next to a package.json; elsewhere these are ordinary names. */
const outputFolders: ReadonlySet<string> = new Set(['dist', 'build', 'out', 'coverage']);
/** Generated bundles are not what a person writes; parsing them only costs. */
const maxSourceBytes = 500_000;

export function isSourceName(name: string): boolean {
  return sourceName.test(name) && !declarationName.test(name);
}

/** What tools keep for themselves. Other folders with a dot hold code like any: Remix has `app/.server`. */
const toolFolders: ReadonlySet<string> = new Set(
  `.angular .astro .aws-sam .cache .docusaurus .expo .git .github .gitlab .history .husky .idea .netlify .next .nitro .nuxt
  .nx .open-next .output .parcel-cache .pnp .pnpm-store .react-router .sanity .serverless .sst .storybook .svelte-kit
  .svn .tanstack .temp .terraform .tmp .trigger .turbo .venv .vercel .vite .vscode .vscode-test .wrangler .yarn`.split(
    /\s+/,
  ),
);

/** `besideManifest`: the folder that holds it has a package.json. */
function isSkippedFolder(name: string, besideManifest: boolean): boolean {
  if (name === 'node_modules' || toolFolders.has(name)) return true;
  return besideManifest && outputFolders.has(name);
}

/** True when a file under `root` is in a folder that {@link findFiles} does not look into. */
export function isSkippedPath(path: string, root: string, exists: (path: string) => boolean): boolean {
  const folders = path
    .slice(root.length + 1)
    .split('/')
    .slice(0, -1);
  let parent = root;
  for (const folder of folders) {
    if (isSkippedFolder(folder, exists(`${parent}/package.json`))) return true;
    parent = `${parent}/${folder}`;
  }
  return false;
}

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
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
    const entries = entriesOf(folder);
    const besideManifest = entries.some(({ name }) => name === 'package.json');
    for (const entry of entries) {
      const full = folder === '/' ? `/${entry.name}` : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!isSkippedFolder(entry.name, besideManifest)) pending.push(full);
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

/** What a file's bytes reveal before it is parsed. */
export interface Hints {
  mayDefineFunctions: boolean;
  /** Holds one of the traces that were asked for. */
  mayCallWrapper: boolean;
  /** May declare the types of events, or send some. */
  mayKnowEvents: boolean;
  namesSdk: boolean;
}

const sdkName = 'inngest';
/** `@InngestFunction(…)` of an integration whose package is not named after the SDK. */
const sdkDecorator = '@Inngest';
/** Makers that hardly anything else is called; the others count only beside the SDK's name. */
const commonMaker = 'createFunction';
const rareMakers = makerNames.filter((name) => name !== commonMaker);
/** A decorator on a line of its own, in files that name the SDK. */
const decoratorMarks = [sdkDecorator, '\n@', '\n  @', '\n    @', '\n\t@'];
const eventMark = '.sendEvent(';

/** One buffer for every file: ten thousand of their own would only be work for the garbage collector. */
const page = Buffer.allocUnsafeSlow(maxSourceBytes + 1);

/**
 * Null when the file cannot be read, or is generated. `bytes` are valid until the next call.
 */
export function readHints(
  path: string,
  traces: readonly string[] = [],
): { hints: Hints; bytes: Buffer } | null {
  let length: number;
  try {
    length = readInto(page, path);
  } catch {
    return null;
  }
  if (length > maxSourceBytes) return null;
  const bytes = page.subarray(0, length);
  const hints = hintsIn(bytes, traces);
  return hints.mayKnowEvents && isMinified(bytes) ? null : { bytes, hints };
}

/** Large, in few lines: a program wrote it, and reading it would cost more than the rest of the folder. */
function isMinified(bytes: Buffer): boolean {
  if (bytes.length < 50_000) return false;
  const minLines = bytes.length / 400;
  let lines = 0;
  for (let newline = bytes.indexOf(10); newline >= 0; newline = bytes.indexOf(10, newline + 1)) {
    lines += 1;
    if (lines > minLines) return false;
  }
  return true;
}

/** Bytes read; never more than there is room for. */
function readInto(room: Buffer, path: string): number {
  const file = openSync(path, 'r');
  try {
    let length = 0;
    for (;;) {
      const read = readSync(file, room, length, room.length - length, null);
      length += read;
      if (read === 0 || length === room.length) return length;
    }
  } finally {
    closeSync(file);
  }
}

export function hintsOf(text: string, traces: readonly string[]): Hints {
  return hintsIn(text, traces);
}

/** Few searches over many files: most files hold none of the words. */
function hintsIn(content: { includes(word: string): boolean }, traces: readonly string[]): Hints {
  const namesSdk = content.includes(sdkName) || content.includes(sdkDecorator);
  const mayCallWrapper = traces.some((trace) => content.includes(trace));
  const mayDefineFunctions =
    mayCallWrapper ||
    content.includes(commonMaker) ||
    (namesSdk && [...rareMakers, ...decoratorMarks].some((mark) => content.includes(mark)));
  return {
    namesSdk,
    mayCallWrapper,
    mayDefineFunctions,
    mayKnowEvents: namesSdk || mayDefineFunctions || content.includes(eventMark),
  };
}
