/** What people read has one label for each action, one word for each thing, and one form for a duration. */
import ts from 'typescript';
import { expect, test } from 'vitest';
import { filesBelow, isCode, textOf } from './source-files.ts';

/** What must not be read, and what is said instead. */
const labels: [wrong: RegExp, right: string][] = [
  [/\bRun again\b/, 'Rerun'],
  [/\b[Rr]e-run/, 'Rerun'],
  [/\b[Ee]dit and rerun/, 'Rerun from Step with Edits…'],
  [/\bWake now\b|\b[Ww]ake it up\b/, 'Wake Up Now'],
  [/\b[Ll]et [Tt]ime [Gg]o [Oo]n\b/, 'Resume Clock'],
  [/\b[Tt]ime stands still\b|\btime in hand\b/, 'Clock paused'],
  [/\bWhat [Hh]ears\b|\b[Hh]earers?\b/, 'Go to Event Handlers'],
  [/\bstands? in line\b|\bheld up\b|\bat work\b/, 'queued, blocked, running'],
  [/\bcomes? due\b/, 'fires, is due'],
  [/\bThere is no such\b/, '… not found.'],
  [/\bNothing fits\b/, 'No matches.'],
  [/\bno JSON\b/, 'Invalid JSON.'],
  [/\b[Ss]ee to it\b|\b[Ss]ees to it\b/, 'Must satisfy: …'],
  [/\bSay --/, 'Pass --…'],
  [/(?<!There )\bis no (?:number|duration|date|port|function|event)\b/, 'must be a …'],
  [/\btaken over\b/, 'reused'],
  [/\breads? otherwise\b|\breads it otherwise\b/, 'interprets differently'],
  [/\bexplanation of why\b/, 'Why?'],
  [/\b[Cc]anceled\b|\b[Cc]anceling\b/, 'cancelled'],
];

/** `attempt 2 of 5` is the only way to count attempts, `2m 5s` the only way to write how long something takes. */
const forms: [wrong: RegExp, right: string][] = [
  [/attempts? (?:\d+|\{\d\}|\$\{[^}]*\})\s?\/\s?(?:\d+|\{\d\}|\$\{)/, 'attempt 2 of 5'],
  [/\d (?:ms|min|hrs?|secs?|msec)\b/, '250ms, 2m 5s'],
  [/(?:\{\d\}|\$\{[^}]*\}) ?(?:min|secs?|msec|hrs?)\b/, 'the duration formatter'],
  [/\.toFixed\(\d\)\} ?m?s\b/, 'the duration formatter'],
];

interface Text {
  place: string;
  text: string;
}

/** Literals, templates and the text of elements: whatever could reach a person. Imports cannot. */
function textsOfCode(file: string): Text[] {
  const source = ts.createSourceFile(file, textOf(file), ts.ScriptTarget.Latest, true);
  const found: Text[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
    if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node) || ts.isJsxText(node)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
      found.push({ place: `${file}:${line + 1}`, text: node.getText(source) });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function textsOfLines(file: string): Text[] {
  return textOf(file)
    .split('\n')
    .map((text, index) => ({ place: `${file}:${index + 1}`, text }));
}

const code = ['server', 'runtime', 'webview', 'extension']
  .flatMap((folder) => filesBelow(`${folder}/src`))
  .filter(isCode)
  .flatMap(textsOfCode);
/** Not the changelog, which names what labels were before. */
const prose = [
  ...['package.json', 'package.nls.json', 'README.md', 'ARCHITECTURE.md'],
  ...filesBelow('l10n'),
  ...filesBelow('server/docs'),
  ...filesBelow('runtime/docs'),
].flatMap(textsOfLines);

function faults(texts: readonly Text[], table: readonly [RegExp, string][]): string[] {
  return texts.flatMap(({ place, text }) =>
    table.flatMap(([wrong, right]) => {
      const found = wrong.exec(text);
      return found ? [`${place} says "${found[0]}": ${right}`] : [];
    }),
  );
}

test('every action has one label, and every thing one word', () => {
  expect(code.length).toBeGreaterThan(1_000);
  expect(faults([...code, ...prose], labels)).toEqual([]);
});

test('durations and attempts are written in one way', () => {
  expect(faults(code, forms)).toEqual([]);
});

test('the tables catch what they are for', () => {
  const said = (text: string) => faults([{ place: 'here', text }], [...labels, ...forms]).length;
  expect(said("'Nothing fits.'")).toBe(1);
  expect(said('`Attempt ${n}/${max}`'.toLowerCase())).toBe(1);
  expect(said('`${seconds.toFixed(1)} s`')).toBe(1);
  expect(said("'attempt 2 of 5, retrying in 2m 5s'")).toBe(0);
});
