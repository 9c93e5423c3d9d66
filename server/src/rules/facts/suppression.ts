/** `// steplight-disable-next-line code, code` above a line keeps these codes quiet there; without codes, all of them. */
import type { ParsedFile } from '../../syntax/parsed-file.ts';
import type { Edit } from '../model/rule.ts';
import type { Span } from '../model/span.ts';

const mark = 'steplight-disable-next-line';
const comment = /(?:\/\/|\/\*)\s*steplight-disable-next-line\b([^\n*]*)/g;

/** By 0-based line that is quiet: its codes, or null for all. */
type Quiet = ReadonlyMap<number, ReadonlySet<string> | null>;

const cache = new WeakMap<ParsedFile, Quiet>();

export function isSuppressed(code: string, at: Span): boolean {
  const codes = suppressedLines(at.file).get(at.file.positionAt(at.start).line);
  return codes === null || (codes?.has(code) ?? false);
}

function suppressedLines(file: ParsedFile): Quiet {
  const known = cache.get(file);
  if (known) return known;
  const quiet = new Map<number, ReadonlySet<string> | null>();
  if (file.text.includes(mark)) {
    for (const match of file.text.matchAll(comment)) {
      // After ` -- ` comes the reason.
      const [list = ''] = (match[1] ?? '').split(/\s--\s/);
      const codes = list.split(/[\s,]+/).filter((code) => code !== '');
      quiet.set(file.positionAt(match.index).line + 1, codes.length === 0 ? null : new Set(codes));
    }
  }
  cache.set(file, quiet);
  return quiet;
}

/** The comment as an edit; joins the codes of one that is there already. */
export function suppressing(code: string, at: Span): Edit {
  const { file } = at;
  const { line } = file.positionAt(at.start);
  const lineStart = file.offsetAt({ line, character: 0 });
  const above = line > 0 ? file.offsetAt({ line: line - 1, character: 0 }) : lineStart;
  const known = new RegExp(`//\\s*${mark}(?:[^\\S\\n]+(?!--)[\\w-]+,?)*`).exec(
    file.text.slice(above, lineStart),
  );
  if (known && suppressedLines(file).get(line)) {
    const end = above + known.index + known[0].length;
    return { at: { file, start: end, end }, text: `, ${code}` };
  }
  const indentation = /^[ \t]*/.exec(file.text.slice(lineStart))?.[0] ?? '';
  const newline = file.text.includes('\r\n') ? '\r\n' : '\n';
  const start = lineStart;
  return { at: { file, start, end: start }, text: `${indentation}// ${mark} ${code}${newline}` };
}
