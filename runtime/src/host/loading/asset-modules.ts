/**
 * What an import of a file means that is neither code nor JSON: bundlers make it a text, an address or a table of class names.
 * Whatever is not certain is refused: a workflow must not get something else than its author sees in the app.
 */
import { readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { type ParseError, type ParseOptions, parse, printParseErrorCode } from 'jsonc-parser';
import { CompileError } from './load-problem.ts';
import { withoutMark } from './module-format.ts';

export type AssetKind = 'raw' | 'url' | 'bytes' | 'classes' | 'sheet' | 'jsonc';

const text =
  /\.(md|mdx|markdown|txt|text|sql|graphql|gql|html?|xml|csv|tsv|prompt|hbs|handlebars|mustache|ejs|njk|liquid|pug|j2|jinja2?|tmpl|tpl|cypher|prql|css)$/i;
const address =
  /\.(svg|png|jpe?g|gif|webp|avif|ico|bmp|tiff?|woff2?|ttf|otf|eot|mp3|mp4|m4a|wav|ogg|webm|mov|pdf|zip|gz)$/i;

/** What an import without a query means; null: code, or nothing that is known. */
export function assetKind(file: string): AssetKind | null {
  if (/\.module\.(css|scss|sass|less|styl|pcss)$/i.test(file)) return 'classes';
  if (/\.(scss|sass|less|styl|pcss)$/i.test(file)) return 'sheet';
  if (/\.jsonc$/i.test(file)) return 'jsonc';
  if (text.test(file)) return 'raw';
  return address.test(file) ? 'url' : null;
}

const byAttribute: Readonly<Record<string, AssetKind>> = {
  text: 'raw',
  bytes: 'bytes',
  file: 'url',
  jsonc: 'jsonc',
};

/** What a query (`?raw`) or an attribute (`with { type: 'text' }`) asks for; null: nothing of that kind. */
export function requestedKind(file: string, query: string, type: string | undefined): AssetKind | null {
  const named = type === undefined ? undefined : byAttribute[type];
  if (named) return named;
  if (query === 'raw' || query === 'text') return 'raw';
  if (query === 'url' || query === 'no-inline') return 'url';
  return query === 'inline' ? (text.test(file) ? 'raw' : 'sheet') : null;
}

const codeExtension = /^(\.[cm]?[jt]sx?|\.json|\.node|\.wasm|)$/;

/** Why an import cannot be given a meaning; null when it can. */
export function whyUnclear(written: string, file: string, query: string): string | null {
  if (/^(react|component|worker|sharedworker|module|init|client|source|inline-source)\b/.test(query)) {
    return `The import '${written}' is for a bundler: hosted functions cannot use it. ${instead}`;
  }
  if (codeExtension.test(extname(file).toLowerCase()) || assetKind(file) !== null) return null;
  return `Steplight cannot tell what the import '${written}' gives, because a plugin of your bundler decides. ${instead}`;
}

const instead =
  "To get the file's text, add ?raw or use readFileSync; otherwise start the app itself with INNGEST_DEV=1";

const suffix = /\.steplight-(raw|url|bytes|sheet|jsonc)\.cjs$/;

/** The path of a module of its own: the same file may also be imported as code. */
export function requestedPath(file: string, kind: AssetKind): string {
  return `${file}.steplight-${kind}.cjs`;
}

/** What a path of {@link requestedPath} stands for. */
export function readRequestedPath(path: string): { file: string; kind: AssetKind } | null {
  const kind = suffix.exec(path)?.[1] as AssetKind | undefined;
  return kind === undefined ? null : { file: path.replace(suffix, ''), kind };
}

/** CommonJS source of the module; its default export is the value. */
export function assetSource(file: string, kind: AssetKind): string {
  switch (kind) {
    case 'raw':
      return `module.exports = ${JSON.stringify(withoutMark(readFileSync(file, 'utf8')))};`;
    case 'url':
      return `module.exports = ${JSON.stringify(file)};`;
    case 'bytes':
      return `module.exports = new Uint8Array(Buffer.from('${readFileSync(file, 'base64')}', 'base64'));`;
    case 'jsonc':
      return `module.exports = ${JSON.stringify(readJsonc(file))};`;
    case 'classes':
      return "module.exports = new Proxy({}, { get: (_, name) => (typeof name === 'string' && name !== '__esModule' ? name : undefined) });";
    case 'sheet':
      return refusing(
        `${basename(file)} is not compiled: Steplight has no class names and no text for this style sheet`,
      );
  }
}

/** Can be imported, but not used; the error is where that is tried. */
function refusing(message: string): string {
  const why = JSON.stringify(message);
  return `const get = (_, name) => {
    if (typeof name === 'string' && !/^(__esModule|then|default)$/.test(name)) {
      const error = new Error(${why});
      Error.captureStackTrace(error, get);
      throw error;
    } };
    module.exports = new Proxy({}, { get });`;
}

function readJsonc(file: string): unknown {
  const source = withoutMark(readFileSync(file, 'utf8'));
  const invalid = invalidJson(file, source, { disallowComments: false, allowTrailingComma: true });
  if (invalid) throw invalid;
  return parse(source, [], { allowTrailingComma: true });
}

/** ESM source of JSON as TypeScript and bundlers see it: with an export for every name. @throws {CompileError} */
export function jsonSource(file: string): string {
  const source = withoutMark(readFileSync(file, 'utf8'));
  const value = parseJson(file, source);
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
  const names = isRecord
    ? Object.keys(value).filter((name) => name !== 'default' && name.isWellFormed())
    : [];
  const exported = names.map((name, index) => `_${index} as ${JSON.stringify(name)}`).join(', ');
  const bound = names.map((name, index) => `const _${index} = json[${JSON.stringify(name)}];`).join(' ');
  // Parsed, not evaluated: `__proto__` is a name like any other.
  return `const json = JSON.parse(${JSON.stringify(source)}); export default json; ${bound} export { ${exported} };`;
}

function parseJson(file: string, source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    throw invalidJson(file, source, {}) ?? new CompileError('Invalid JSON', file, 1);
  }
}

function invalidJson(file: string, source: string, options: ParseOptions): CompileError | null {
  const errors: ParseError[] = [];
  parse(source, errors, { disallowComments: true, ...options });
  const [error] = errors;
  if (!error) return null;
  const line = source.slice(0, error.offset).split('\n').length;
  return new CompileError(`Invalid JSON: ${printParseErrorCode(error.error)}`, file, line);
}
