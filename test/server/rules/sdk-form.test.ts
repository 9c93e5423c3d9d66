import { test } from 'vitest';
import { ruleChecker } from '../../support/analysis/check-rule.ts';
import { conversions } from '../../support/analysis/sdk-conversions.ts';

const rule = ruleChecker('sdk-form');

test.each(conversions.map((each) => [each.major, each.name, each] as const))(
  'for SDK %d: %s',
  (_major, _name, { major, before, after, fix }) =>
    rule.finds(before, { severity: 'error', fix, after, major }),
);

test('what SDK 3 still accepts is reported as information', () =>
  rule.finds(`inngest.createFunction([|'fn'|], [|'app/made'|], async () => {});`, {
    says: ['SDK 3 takes an object with the `id`', 'SDK 3 takes an object for the trigger'],
    severity: 'information',
    fix: 'Fix all 2 sdk-form problems in this file',
    after: `inngest.createFunction({ id: 'fn' }, { event: 'app/made' }, async () => {});`,
    major: 3,
  }));

test('the client in the same file', async () => {
  const withClient = (options: string, fn: string): string =>
    `import { Inngest } from 'inngest';\nconst inngest = new Inngest({ ${options} });\n${fn}`;
  const modern = `inngest.createFunction({ id: 'f', triggers: { event: 'e' } }, async () => {});`;
  await rule.finds(withClient(`[|name: 'My Shop'|]`, modern), {
    says: 'SDK 4 identifies apps by `id`, and throws without one.',
    fix: "Use id: 'my-shop'",
    after: withClient(`id: 'my-shop'`, modern),
  });
  await rule.finds(withClient(`id: 'shop', [|schemas: new EventSchemas()|]`, modern), {
    says: 'declare each event with `eventType(name, { schema })`',
  });
  await rule.isSilent(withClient(`id: 'shop', schemas: undefined`, modern));
  const old = `inngest.createFunction({ name: 'f' }, { event: 'e' }, async () => {});`;
  await rule.finds(withClient(`[|id: 'shop'|]`, old), {
    fix: "Use name: 'shop'",
    after: withClient(`name: 'shop'`, old),
    major: 2,
  });
});

test('what the handler no longer receives', async () => {
  await rule.finds(
    `inngest.createFunction({ name: 'f' }, { event: 'e' }, async ({ [|tools|] }) => {\n  await tools.run('a', work);\n});`,
    {
      fix: 'Use step',
      after: `inngest.createFunction({ name: 'f' }, { event: 'e' }, async ({ step: tools }) => {\n  await tools.run('a', work);\n});`,
      major: 2,
    },
  );
  await rule.finds(
    `inngest.createFunction({ id: 'f' }, { event: 'e' }, async ({ [|fns|] }) => fns.work());`,
    {
      says: 'SDK 3 has no `fns`',
      major: 3,
    },
  );
});

test('the form of the installed major', async () => {
  await rule.isSilent(
    `inngest.createFunction({ id: 'f', triggers: { event: 'e' } }, async ({ step, tools }) => {
       await step.run('a', () => pick(tools));
     });`,
  );
  await rule.isSilent(
    `inngest.createFunction({ id: 'f', triggers: [{ event: 'e' }] }, async ({ step }) => {});
     inngest.createFunction({ ...shared }, async () => {});
     inngest.createFunction(options, handler);`,
    4,
  );
  await rule.isSilent(
    `await step.sleep('a', '1h');
     await step.waitForEvent('b', { event: 'x', timeout: '1d' });
     await step.waitForEvent('c', options);
     await step.waitForEvent('d', { ...options, timeout: '1d' });
     await step.sendEvent('e', { name: 'x', data: {} });
     await step.sendEvent('f', events);
     await step.run('g', work);`,
    3,
  );
  await rule.isSilent(
    `await step.sleep('1h');
     await step.sleep('1h', { id: 'a' });
     await step.waitForEvent('x', { timeout: '1d' });
     await step.waitForEvent('x', '1d');
     await step.sendEvent({ name: 'x', data: {} }, { id: 'b' });
     await step.run('g', work);`,
    2,
  );
  await rule.isSilent(`await step.sendEvent('x', { data: {} });`, 1);
});
