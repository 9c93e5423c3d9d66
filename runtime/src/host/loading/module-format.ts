/** Which of the two module systems a file is written for. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';

export type ModuleFormat = 'module' | 'commonjs';

const importOrExport = /^[ \t]*(?:import\b(?!\s*[(.])|export\b)/m;
const topLevelAwait = /^(?:await\b|for\s+await\b|(?:export\s+)?(?:const|let|var)\s[^=;]+=\s*await\b)/m;

/**
 * As Node decides, except for what bundlers allow: a package without a type may use what only ESM has, and a CommonJS
 * package may await at the top level.
 */
export function formatOf(file: string, source: string): ModuleFormat {
  const extension = extname(file);
  if (extension === '.mts' || extension === '.mjs') return 'module';
  if (extension === '.cts' || extension === '.cjs' || /^export\s*=/m.test(source)) return 'commonjs';
  const type = packageType(dirname(file));
  if (type === 'module') return type;
  if (topLevelAwait.test(source) && importOrExport.test(source)) return 'module';
  return type ?? (/\bimport\.meta\b/.test(source) ? 'module' : 'commonjs');
}

export const looksLikeJsx = /<[A-Za-z][\w.:-]*(?:\s[^<>]*)?\/?>|<>/;
/** Not in comments of documentation, whose lines begin with a star. */
const looksDecorated = /^[ \t]*@[A-Za-z_$][\w$.]*(?:\(|[ \t]*$|[ \t]+(?:export|class|static|async|@))/m;
const onlyCompiled = /\bimport\.meta\.(?:glob|env)\b|\bassert\s*\{\s*type\b/;

/** Whether JavaScript uses what bundlers and TypeScript accept and Node does not. */
export function mustBeCompiled(file: string, source: string): boolean {
  if (looksLikeJsx.test(source) || looksDecorated.test(source) || onlyCompiled.test(source)) return true;
  return extname(file) === '.js' && packageType(dirname(file)) !== 'module' && importOrExport.test(source);
}

const typeByFolder = new Map<string, ModuleFormat | null>();

/** `type` of the nearest package.json; null when it has none. */
export function packageType(folder: string): ModuleFormat | null {
  const known = typeByFolder.get(folder);
  if (known !== undefined) return known;
  const file = join(folder, 'package.json');
  let type: ModuleFormat | null = null;
  if (existsSync(file)) {
    const declared = readPackage(file).type;
    type = declared === 'module' || declared === 'commonjs' ? declared : null;
  } else if (dirname(folder) !== folder) {
    type = packageType(dirname(folder));
  }
  typeByFolder.set(folder, type);
  return type;
}

/** The folder of the nearest package.json at or above a folder. */
export function nearestPackage(folder: string): string | null {
  if (existsSync(join(folder, 'package.json'))) return folder;
  return dirname(folder) === folder ? null : nearestPackage(dirname(folder));
}

/** @throws when it is no JSON. */
export function readPackage(file: string): Record<string, unknown> {
  return JSON.parse(withoutMark(readFileSync(file, 'utf8'))) as Record<string, unknown>;
}

/** Without the byte order mark that some editors write. */
export function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}
