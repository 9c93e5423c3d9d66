/** Typing changes a text bit by bit; the result must equal that of analyzing the whole text afresh. */
import { expect, test } from 'vitest';
import { ParsedFile } from '../../server/src/syntax/parsed-file.ts';
import { functionModule } from '../support/analysis/generated-workspace.ts';
import { workspaceOf } from '../support/analysis/workspace-of.ts';
import fc, { runs } from '../support/property.ts';

const path = '/part/main.ts';
const uri = `file://${path}`;
const client = `//- /client.ts\nimport { Inngest } from 'inngest';\nexport const inngest = new Inngest({ id: 'app' });`;
const start = functionModule(0, 30);

const piece = fc.constantFrom(
  '',
  ' ',
  '\n',
  'x',
  '{',
  '}',
  ')',
  '`',
  "'",
  '// ',
  '/*',
  "await step.run('new', () => 1);\n",
  'if (event.data.late) return;\n',
  'const inngest = null;\n',
  'var step = 1;\n',
);

const edit = fc.record({ at: fc.nat(start.length), remove: fc.nat(40), insert: piece });

function fixtureOf(text: string): string {
  return `//- ${path}\n${text}\n${client}`;
}

test('a text that was typed has the graphs of the same text read at once', () => {
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 8 }), (edits) => {
      const typed = workspaceOf(fixtureOf(start));
      typed.stateOf(path);
      let text = start;
      for (const [index, { at, remove, insert }] of edits.entries()) {
        text = text.slice(0, at) + insert + text.slice(at + remove);
        typed.setText(uri, 'typescript', index + 2, text);
        const fresh = workspaceOf(fixtureOf(start));
        fresh.setText(uri, 'typescript', 2, text);
        const isBroken = new ParsedFile(path, text).hasSyntaxErrors;
        const state = typed.stateOf(path);
        expect(state?.stale).toBe(isBroken);
        if (!isBroken) expect(state?.analysis).toEqual(fresh.stateOf(path)?.analysis);
      }
    }),
    { numRuns: runs(60) },
  );
});

test('positions after an edit are those of the new text', () => {
  const before = new ParsedFile(path, start);
  const text = start.replace('export const', '\n\n/** é */ export const');
  const after = new ParsedFile(path, text, before);
  const fresh = new ParsedFile(path, text);
  expect(after.tree.statements.map((statement) => after.rangeOf(statement))).toEqual(
    fresh.tree.statements.map((statement) => fresh.rangeOf(statement)),
  );
});
