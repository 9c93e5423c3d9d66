import { test } from 'vitest';
import { ruleChecker } from '../../support/analysis/check-rule.ts';

const rule = ruleChecker('invalid-cron');

const scheduled = (trigger: string): string =>
  `inngest.createFunction({ id: 'f', triggers: ${trigger} }, async () => {});`;

test('an out-of-range value, at its location', () =>
  rule.finds(scheduled(`{ cron: '0 [|24|] * * *' }`), {
    says: '24 is not a valid hour; use 0 to 23.',
    severity: 'error',
  }));

test('Sunday as 7', () =>
  rule.finds(scheduled(`[{ event: 'e' }, { cron: "0 9 * * [|7|]" }]`), {
    says: 'Sunday is 0 here, not 7.',
    fix: 'Replace with "0 9 * * 0"',
    after: scheduled(`[{ event: 'e' }, { cron: "0 9 * * 0" }]`),
  }));

test('a shorthand of other schedulers, in cron()', () =>
  rule.finds(
    `import { cron } from 'inngest';\nimport { inngest } from './client';\n${scheduled(`cron('[|@daily|]')`)}`,
    {
      says: 'The server does not support `@daily`',
      fix: 'Replace with "0 0 * * *"',
      after: `import { cron } from 'inngest';\nimport { inngest } from './client';\n${scheduled(`cron('0 0 * * *')`)}`,
    },
  ));

test('seconds in front', () =>
  rule.finds(scheduled(`{ cron: '[|0 */5 * * * *|]' }`), {
    says: 'A cron schedule has five fields',
    fix: 'Replace with "*/5 * * * *"',
    after: scheduled(`{ cron: '*/5 * * * *' }`),
  }));

test('a time zone that does not exist', () =>
  rule.finds(scheduled(`{ cron: 'TZ=[|Europe/Pariss|] 0 9 * * *' }`), {
    says: 'did you mean `Europe/Paris`?',
    fix: 'Replace with "TZ=Europe/Paris 0 9 * * *"',
    after: scheduled(`{ cron: 'TZ=Europe/Paris 0 9 * * *' }`),
  }));

test('the trigger of SDK 3, in a template with a constant', () =>
  rule.finds(
    `const zone = 'Europe/Paris';\ninngest.createFunction({ id: 'f' }, { cron: \`TZ=\${zone} 0 9 [|32|] * *\` }, async () => {});`,
    { says: '32 is not a valid day of the month', major: 3 },
  ));

test('schedules that the server accepts', () =>
  rule.isSilent(
    `const every = process.env.EVERY;
     ${scheduled(`{ cron: '*/15 8-18 * * MON-FRI' }`)}
     ${scheduled(`{ cron: 'TZ=America/New_York 0 9 1,15 jan ?' }`)}
     ${scheduled(`{ cron: \`\${every} * * * *\` }`)}
     ${scheduled(`{ event: '@daily' }`)}`,
  ));
