import { test } from 'vitest';
import { ruleChecker } from '../../support/analysis/check-rule.ts';

const rule = ruleChecker('wait-result-unchecked');
const wait = `step.waitForEvent('wait', { event: 'review.done', timeout: '7d', match: 'data.id' })`;

test('a member of the result', () =>
  rule.finds(`const review = await ${wait};\nreturn [|review.data|].text;`, {
    says: 'If `7d` passes without `review.done`, this is null',
    severity: 'warning',
    fix: 'Return if the event did not arrive',
    after: `const review = await ${wait};\nif (!review) return;\nreturn review.data.text;`,
  }));

test('in a step after it', () =>
  rule.finds(
    `const review = await ${wait};\nawait step.run('publish', () => publish([|review.data|].text));`,
    {
      fix: 'Return if the event did not arrive',
      after: `const review = await ${wait};\nif (!review) return;\nawait step.run('publish', () => publish(review.data.text));`,
    },
  ));

test('destructured where it is received', () =>
  rule.finds(`  const [|{ data }|] = await ${wait};\n  return data;`, {
    fix: 'Return if the event did not arrive',
    after: `  const received = await ${wait};\n  if (!received) return;\n  const { data } = received;\n  return data;`,
  }));

test('destructured later', () =>
  rule.finds(`const review = await ${wait};\nconst [|{ data }|] = review;\nreturn data;`, {
    fix: 'Return if the event did not arrive',
    after: `const review = await ${wait};\nif (!review) return;\nconst { data } = review;\nreturn data;`,
  }));

test('read from the call itself', () => rule.finds(`return [|(await ${wait}).data|];`));

test('one of several', () =>
  rule.finds(
    `const [review, paid] = await Promise.all([${wait}, step.run('pay', pay)]);\nreturn [|review.data|];`,
    {
      fix: 'Return if the event did not arrive',
      after: `const [review, paid] = await Promise.all([${wait}, step.run('pay', pay)]);\nif (!review) return;\nreturn review.data;`,
    },
  ));

test('SDK 2', () =>
  rule.finds(
    `const review = await step.waitForEvent('review.done', { timeout: '7d' });\nreturn [|review.data|];`,
    {
      major: 2,
      fix: 'Return if the event did not arrive',
      after: `const review = await step.waitForEvent('review.done', { timeout: '7d' });\nif (!review) return;\nreturn review.data;`,
    },
  ));

test.each([
  ['asked', `const review = await ${wait};\nif (!review) return;\nreturn review.data;`],
  [
    'asked about null',
    `const review = await ${wait};\nif (review === null) throw new Error('late');\nreturn review.data;`,
  ],
  ['asked in the same expression', `const review = await ${wait};\nreturn review ? review.data : null;`],
  ['read with ?.', `const review = await ${wait};\nreturn review?.data.text;`],
  ['read with ?. at the call', `return (await ${wait})?.data;`],
  ['asserted', `const review = await ${wait};\nreturn review!.data;`],
  ['asked by a helper', `const review = await ${wait};\nassert(review);\nreturn review.data;`],
  ['given a fallback', `const review = (await ${wait}) ?? fallback;\nreturn review.data;`],
  ['never read', `await ${wait};`],
  ['only returned', `return await ${wait};`],
  [
    'read by a function that is called when it came',
    `const review = await ${wait};\nconst text = () => review.data.text;\nreturn review ? text() : null;`,
  ],
  ['not a wait', `const review = await step.run('review', load);\nreturn review.data;`],
])('silent when %s', (_, source) => rule.isSilent(source));
