import { ts } from 'ts-morph';
import { expect, test } from 'vitest';
import { writtenText } from '../../../../server/src/rules/facts/written-text.ts';
import { filesIn, sourcesOf } from '../../../support/analysis/check-graph.ts';
import fc from '../../../support/property.ts';

/** The text of `const text = …` in a file, with what `place` says of a part of it. */
function written(source: string) {
  const sources = sourcesOf(filesIn(source));
  const file = sources.file('/main.ts');
  const statement = file?.tree.statements.find(
    (each) => ts.isVariableStatement(each) && each.getText().startsWith('const text'),
  );
  const declaration =
    statement && ts.isVariableStatement(statement) ? statement.declarationList.declarations[0] : undefined;
  const found = declaration?.initializer ? writtenText(declaration.initializer, sources) : null;
  const sliced = (start: number, end: number): string | null => {
    const span = found?.place(start, end);
    return span ? span.file.text.slice(span.start, span.end) : null;
  };
  return { found, sliced };
}

/** One character, or two of a pair, as it is and as it may be written between these quotes. */
const tokens = fc.constantFrom(
  ['a', 'a'],
  [' ', ' '],
  ['é', 'é'],
  ['😀', '😀'],
  ['\n', '\\n'],
  ['\t', '\\t'],
  ['\\', '\\\\'],
  ["'", "\\'"],
  ['"', '\\"'],
  ['A', '\\u0041'],
  ['A', '\\x41'],
  ['😀', '\\u{1F600}'],
  ['$', '$'],
  ['q', '\\q'],
  ['', '\\\n'],
);

test('every character of a string is found where it is written, however it is escaped', () => {
  fc.assert(
    fc.property(
      fc.constantFrom("'", '"', '`'),
      fc.array(tokens, { minLength: 1, maxLength: 12 }),
      (quote, given) => {
        const raw = given.map(([, code]) => code).join('');
        const { found, sliced } = written(`const text = ${quote}${raw}${quote};`);
        expect(found?.text).toBe(given.map(([text]) => text).join(''));
        let at = 0;
        for (const [text = '', code = ''] of given) {
          if (text !== '') expect(sliced(at, at + text.length)?.startsWith(code)).toBe(true);
          at += text.length;
        }
      },
    ),
  );
});

test('parts from elsewhere are read, but have no location', () => {
  const { found, sliced } = written("const id = 'b';\nconst text = `a${id}c` + `d${run()}e`;");
  expect(found?.text).toBe('abcd_e');
  expect(found?.isKnown).toBe(false);
  expect([sliced(0, 1), sliced(1, 2), sliced(2, 4), sliced(5, 6)]).toEqual(['a', null, 'c` + `d', 'e']);
  expect(sliced(0, 6)).toBe('a${id}c` + `d${run()}e'.replace('$', () => '$'));
});

test('a constant in another file is read there', () => {
  const { found } = written(
    "import { text as other } from './other';\nconst text = other;\n//- /other.ts\nexport const text = '1h30m';",
  );
  expect(found?.text).toBe('1h30m');
  expect(found?.place(0, 2)?.file.path).toBe('/other.ts');
});

test('a number, or a value known only at run time, is not a string', () => {
  expect(written('const text = 30;').found).toBe(null);
  expect(written('const text = process.env.TEXT;').found).toBe(null);
  expect(written('const text = `${a}${b}`;').found).toBe(null);
});

test('a string that is not closed yet', () => {
  expect(written("const text = 'event.data.").found?.text).toBe('event.data.');
});
