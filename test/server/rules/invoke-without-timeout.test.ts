import { test } from 'vitest';
import { ruleChecker } from '../../support/analysis/check-rule.ts';

const rule = ruleChecker('invoke-without-timeout', { severity: 'hint' });

test('an invocation that may wait for a year', () =>
  rule.finds(`await step.[|invoke|]('report', { function: report, data: { id: 1 } });`, {
    says: 'Step "report" waits up to a year for the invoked function',
    severity: 'hint',
    fix: "Add timeout: '1h'",
    after: `await step.invoke('report', { function: report, data: { id: 1 }, timeout: '1h' });`,
  }));

test('multi-line options with a trailing comma', () =>
  rule.finds(`await step.[|invoke|]('report', {\n  function: report,\n  data: {},\n});`, {
    fix: "Add timeout: '1h'",
    after: `await step.invoke('report', {\n  function: report,\n  data: {},\n  timeout: '1h',\n});`,
  }));

test('options that have a timeout, or may have one', () =>
  rule.isSilent(
    `await step.invoke('a', { function: report, timeout: '1d' });
     await step.invoke('b', { ...shared(), function: report });
     await step.invoke('c', given);
     await other.invoke('d', { function: report });`,
  ));
