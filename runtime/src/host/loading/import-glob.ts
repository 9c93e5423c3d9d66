/** `import.meta.glob` of Vite: the files of a pattern as a table of modules, written out before the code runs. */
import { globSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type ts from 'typescript';
import { CompileError } from './load-problem.ts';
import { nearestPackage } from './module-format.ts';
import { aliasTargets } from './resolve-source.ts';

interface Place {
  file: string;
  /** Makes names unique in the file. */
  index: number;
}

interface GlobOptions {
  eager: boolean;
  /** The export that is wanted; null: all of the module. */
  name: string | null;
  query: string;
}

/** The value of the call, on one line, and the imports that it needs. @throws {CompileError} */
export function expandGlob(
  compiler: typeof ts,
  call: ts.CallExpression,
  place: Place,
): { imports: string; value: string } {
  const [first, second] = call.arguments;
  const patterns = first ? literals(compiler, first) : null;
  const options = readOptions(compiler, second);
  if (patterns === null || options === null) {
    const source = call.getSourceFile();
    const { line } = source.getLineAndCharacterOfPosition(call.getStart());
    throw new CompileError('import.meta.glob takes only literal patterns and options', place.file, line + 1);
  }
  const entries = matching(patterns, place.file).map((match, index) =>
    moduleEntry(match, `__glob${place.index}_${index}`, options),
  );
  return {
    imports: entries.map(({ imported }) => imported).join(''),
    value: `({ ${entries.map(({ key, value }) => `${JSON.stringify(key)}: ${value}`).join(', ')} })`,
  };
}

interface Match {
  /** As Vite names it: relative to the file, or from the root of the package. */
  key: string;
  specifier: string;
}

function moduleEntry({ key, specifier: path }: Match, local: string, { eager, name, query }: GlobOptions) {
  const specifier = JSON.stringify(`${path}${query}`);
  const wanted = name === null ? '' : `[${JSON.stringify(name)}]`;
  if (eager) return { key, imported: `import * as ${local} from ${specifier}; `, value: `${local}${wanted}` };
  const then = name === null ? '' : `.then((module) => module${wanted})`;
  return { key, imported: '', value: `() => import(${specifier})${then}` };
}

function matching(patterns: string[], file: string): Match[] {
  const folder = dirname(file);
  const root = nearestPackage(folder) ?? folder;
  const pathsOf = (pattern: string) =>
    absolute(pattern, file, root).flatMap((each) => globSync(each, noPackages));
  const excluded = new Set(patterns.flatMap((each) => (each.startsWith('!') ? pathsOf(each.slice(1)) : [])));
  const found = new Map<string, Match>();
  for (const pattern of patterns.filter((each) => !each.startsWith('!'))) {
    for (const path of pathsOf(pattern)) {
      if (path === file || excluded.has(path) || !isFile(path)) continue;
      const specifier = fromFolder(folder, path);
      const key =
        pattern.startsWith('.') || pattern.startsWith('*') ? specifier : `/${slashed(relative(root, path))}`;
      found.set(key, { key, specifier });
    }
  }
  return [...found.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

const noPackages = { exclude: (path: string) => /(^|[\\/])node_modules$/.test(path) };

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** The pattern as absolute ones: several when it begins with an alias. */
function absolute(pattern: string, file: string, root: string): string[] {
  if (pattern.startsWith('/')) return [join(root, pattern)];
  if (pattern.startsWith('.') || pattern.startsWith('*')) return [join(dirname(file), pattern)];
  return aliasTargets(pattern, file);
}

function fromFolder(folder: string, path: string): string {
  const way = slashed(relative(folder, path));
  return way.startsWith('.') ? way : `./${way}`;
}

function slashed(path: string): string {
  return path.split(sep).join('/');
}

/** Null: not literal. */
function literals(compiler: typeof ts, node: ts.Expression): string[] | null {
  if (compiler.isStringLiteralLike(node)) return [node.text];
  if (!compiler.isArrayLiteralExpression(node)) return null;
  const texts = node.elements.map((each) => (compiler.isStringLiteralLike(each) ? each.text : null));
  return texts.every((each) => each !== null) ? texts : null;
}

function readOptions(compiler: typeof ts, node: ts.Expression | undefined): GlobOptions | null {
  const options: GlobOptions = { eager: false, name: null, query: '' };
  if (!node) return options;
  if (!compiler.isObjectLiteralExpression(node)) return null;
  for (const property of node.properties) {
    if (!compiler.isPropertyAssignment(property)) return null;
    const name = property.name.getText();
    const value = property.initializer;
    if (name === 'eager') options.eager = value.kind === compiler.SyntaxKind.TrueKeyword;
    else if (!compiler.isStringLiteralLike(value)) return null;
    else if (name === 'import') options.name = value.text === '*' ? null : value.text;
    else if (name === 'query') options.query = value.text.startsWith('?') ? value.text : `?${value.text}`;
    else if (name === 'as') Object.assign(options, { query: `?${value.text}`, name: 'default' });
  }
  return options;
}
