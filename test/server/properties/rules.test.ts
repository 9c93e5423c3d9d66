/** What holds for the rules on every program. */
import { expect, test } from 'vitest';
import { ProblemFinder } from '../../../server/src/features/problem-finder.ts';
import { filesWith } from '../../../server/src/rules/fixes/apply-fixes.ts';
import type { Problem } from '../../../server/src/rules/problem.ts';
import { ParsedFile } from '../../../server/src/syntax/parsed-file.ts';
import { handlerFile } from '../../support/analysis/check-graph.ts';
import { randomBody } from '../../support/analysis/random-workflow.ts';
import { workspaceOf } from '../../support/analysis/workspace-of.ts';
import fc, { runs as trials } from '../../support/property.ts';

const runs = { numRuns: trials(20) };

/** Random programs can be large, and continuous integration slow. */
const timeout = 120_000;

const path = '/main.ts';

/** A rule that fails fails the test. */
async function problemsIn(text: string): Promise<Problem[]> {
  const finder = new ProblemFinder(workspaceOf(text));
  finder.workspaceIsKnown();
  return (await finder.problemsIn(path, new Map())) ?? [];
}

/** Programs in which steps are awaited or not, under ids that repeat, with work between them. */
const untidyBody = fc
  .tuple(
    // Every fix is tried, so that what is large takes long.
    randomBody.filter((body) => body.length < 2_000),
    fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 20 }),
  )
  .map(([body, choices]) => {
    let count = 0;
    return body.replace(/await step\.(\w+)\('s\d+[ab]?'/g, (whole, tool: string) => {
      count += 1;
      switch (choices[count % choices.length]) {
        case 0:
          return `step.${tool}('again'`;
        case 1:
          return `await step.${tool}(\`s-\${Date.now()}\``;
        case 2:
          return `(await fetch('x')) && await step.${tool}('again'`;
        default:
          return whole;
      }
    });
  });

test('rules are deterministic, stay within the text, and report each location once', {
  timeout,
}, async () => {
  await fc.assert(
    fc.asyncProperty(untidyBody, async (body) => {
      const text = handlerFile(body);
      const problems = await problemsIn(text);
      expect(await problemsIn(text).then(placesOf)).toEqual(placesOf(problems));
      expect(new Set(placesOf(problems)).size).toBe(problems.length);
      for (const { at } of problems) expect(at.start < at.end && at.end <= text.length).toBe(true);
    }),
    runs,
  );
});

test('every fix results in code that parses', { timeout }, async () => {
  await fc.assert(
    fc.asyncProperty(untidyBody, async (body) => {
      for (const { code, fixes } of await problemsIn(handlerFile(body))) {
        for (const { title, edits } of fixes ?? []) {
          for (const { text } of filesWith(edits)) {
            const isWhole = !new ParsedFile(path, text).hasSyntaxErrors;
            expect(isWhole, `${code}, ${title}:\n${text}`).toBe(true);
          }
        }
      }
    }),
    runs,
  );
});

test('incomplete programs cause no failures', { timeout }, async () => {
  await fc.assert(
    fc.asyncProperty(untidyBody, fc.double({ min: 0, max: 1, noNaN: true }), async (body, part) => {
      const text = handlerFile(body);
      await problemsIn(text.slice(0, Math.floor(text.length * part)));
    }),
    runs,
  );
});

function placesOf(problems: readonly Problem[]): string[] {
  return problems.map(({ code, at }) => `${code} ${at.start} ${at.end}`);
}
