import { test } from 'vitest';
import { ruleChecker } from '../../support/analysis/check-rule.ts';

const rule = ruleChecker('positional-handler', {
  files: '//- /plain/package.json\n{}',
});

function fileOf(handler: string): string {
  return `import { inngest } from './client';
export const fn = inngest.createFunction({ id: 'fn', name: 'fn', triggers: { event: 'e' } }, ${handler});
`;
}

test.each([
  [
    'event and step',
    `async ([|event, step|]) => { await step.run('a', () => event.data.a); }`,
    '{ event, step }',
  ],
  ['with types', `async ([|event: Made, step: any|]) => { await step.run('a', f); }`, '{ event, step }'],
  ['other names', `async ([|order, s|]) => { await s.run('a', () => order); }`, '{ event: order, step: s }'],
  ['the tools alone', `async ([|step|]) => { await step.sleep('a', '1h'); }`, '{ step }'],
  [
    'the context second',
    `async ([|event, { step, logger }|]) => { await step.run('a', f); }`,
    '{ event, step, logger }',
  ],
  [
    'the context second, whole',
    `async ([|event, ctx|]) => { await ctx.step.run('a', f); }`,
    '{ event, ...ctx }',
  ],
  [
    'data taken out',
    `async ([|{ data }, step|]) => { await step.run('a', () => data); }`,
    '{ event: { data }, step }',
  ],
  ['single tools', `async ([|{ run }|]) => { await run('a', f); }`, '{ step: { run } }'],
  ['a function', `async function ([|event, step|]) { await step.run('a', f); }`, '{ event, step }'],
])('%s', (_, handler, parameters) =>
  rule.finds(fileOf(handler), {
    says: 'with one argument',
    severity: 'warning',
    fix: 'Take them out of one argument',
    after: fileOf(handler.replace(/\[\|.*\|\]/, parameters)),
  }),
);

test('an arrow function without parentheses', () =>
  rule.finds(fileOf(`[|step|] => step.run('a', f)`), {
    fix: 'Take them out of one argument',
    after: fileOf(`({ step }) => step.run('a', f)`),
  }));

test('a failure handler', () => {
  const file = (parameters: string): string => `import { inngest } from './client';
export const fn = inngest.createFunction(
  { id: 'fn', triggers: { event: 'e' }, onFailure: async (${parameters}) => { await step.run('tell', f); } },
  async ({ step }) => { await step.run('a', f); },
);
`;
  return rule.finds(file('[|event, step|]'), {
    fix: 'Take them out of one argument',
    after: file('{ event, step }'),
  });
});

test.each([
  ['the context', `async ({ event, step }) => { await step.run('a', () => event); }`],
  ['the context, whole', `async (ctx) => { await ctx.step.run('a', () => ctx.event); }`],
  ['a context called event', `async (event) => { await event.step.run('a', f); }`],
  ['a context called step', `async (step) => { const { step: tools } = step; await tools.run('a', f); }`],
  ['a context that is handed on', `async (input) => work(input)`],
  ['nothing', `async () => {}`],
  ['a wrapper that may pass more', `withTracing(async (event, step) => { await step.run('a', f); })`],
  ['a parameter with a default', `async ({ step }, now = Date.now()) => { await step.run('a', () => now); }`],
])('silent: %s', (_, handler) => rule.isSilent(fileOf(handler)));

test('silent: a decorated method', () =>
  rule.isSilent(`import { InngestFunction } from 'nestjs-inngest';
export class Orders {
  @InngestFunction({ id: 'f', triggers: { event: 'e' } })
  async received(event, step) { await step.run('a', f); }
}
`));
