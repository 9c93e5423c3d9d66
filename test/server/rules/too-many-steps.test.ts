import { test } from 'vitest';
import { ruleChecker } from '../../support/analysis/check-rule.ts';

const rule = ruleChecker('too-many-steps');

test('a counted loop', () =>
  rule.finds(
    `for (let page = 0; [|page < 2_000|]; page++) {\n  await step.run(\`page-\${page}\`, () => load(page));\n}`,
    {
      says: 'A run of this function can take up to 2,000 steps; the server stops a run at 1,000.',
      severity: 'warning',
    },
  ));

test('loops within loops', () =>
  rule.finds(
    `const weeks = Array.from({ length: 52 });
     for (const [week] of [|weeks.entries()|]) {
       for (let day = 1; day <= 7; day += 1) {
         await Promise.all(['a', 'b', 'c'].map((part) => step.run(\`\${week}-\${day}-\${part}\`, work)));
       }
     }`,
    { says: 'up to 1,092 steps' },
  ));

test('a list of a known length behind a constant', () =>
  rule.finds(
    `const most = 50 * 30;
     await Promise.all([|Array.from({ length: most }, (_, index) => index).map|]((index) => step.run(\`do-\${index}\`, work)));`,
    { says: 'up to 1,500 steps' },
  ));

test('a loop that may exit early is reported as information', () =>
  rule.finds(
    `for (let batch = 0; [|batch < 5_000|]; batch++) {
  const sent = await step.run(\`batch-\${batch}\`, sendSome);
  if (sent === 0) break;
}`,
    { says: 'up to 5,000 steps', severity: 'information' },
  ));

test('bounds that are small, or not known', () =>
  rule.isSilent(
    `for (let page = 0; page < 900; page++) await step.run(\`a-\${page}\`, work);
     for (let page = 0; page < event.data.pages; page++) await step.run(\`b-\${page}\`, work);
     for (const item of event.data.items) await step.run(\`c-\${item}\`, work);
     await step.run('d', () => { for (let i = 0; i < 100_000; i++) work(i); });`,
  ));
