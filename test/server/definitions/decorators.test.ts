/** Functions written as decorated methods, as integrations of NestJS have them. */
import { expect, test } from 'vitest';
import { checkFunctions } from '../../support/analysis/check-functions.ts';
import { checkFile, graphOf } from '../../support/analysis/check-graph.ts';

const head = "import { InngestFunction, InngestEvent, InngestCron, Retries } from '@acme/nestjs-inngest';\n";

function service(members: string): string {
  return `${head}@Injectable()\nexport class Orders {\n  constructor(private readonly mail: Mail) {}\n${members}\n}`;
}

test.each([
  [
    'options with one trigger',
    "@InngestFunction({ id: 'ship', trigger: { event: 'order.made' } })",
    'ship <- order.made',
  ],
  [
    'options with several',
    "@InngestFunction({ id: 'ship', triggers: [{ event: 'order.made', if: 'event.data.big' }, { cron: '@daily' }] })",
    'ship <- order.made if event.data.big, cron @daily',
  ],
  ['options with an event', "@InngestFunction({ id: 'ship', event: 'order.made' })", 'ship <- order.made'],
  ['an id and an event', "@InngestEvent('ship', 'order.made')", 'ship <- order.made'],
  [
    'an id and events',
    "@InngestEvent('ship', ['order.made', 'order.paid'])",
    'ship <- order.made, order.paid',
  ],
  [
    'an id and a condition',
    "@InngestEvent('ship', { event: 'order.made', if: 'event.data.big' })",
    'ship <- order.made if event.data.big',
  ],
  ['an id and a schedule', "@InngestCron('ship', '0 9 * * *')", 'ship <- cron 0 9 * * *'],
  [
    'two decorators, one per part',
    "@InngestFunction({ id: 'ship' })\n@InngestEvent('order.made')",
    'ship <- order.made',
  ],
  [
    'decorators that only add options',
    "@Retries(3)\n@InngestFunction({ id: 'ship', triggers: { event: 'order.made' } })",
    'ship <- order.made',
  ],
])('%s', (_name, decorators, expected) => {
  checkFunctions(
    service(`${decorators}\nasync ship({ event, step }) { await step.run('pack', f); }`),
    expected,
  );
});

test('the decorator is where the function is, the method is what it does', () => {
  const code = service(
    "@InngestFunction({ id: 'ship', trigger: { event: 'e' } })\nasync ship({ step }) { await step.run('pack', f); }",
  );
  checkFunctions(code, "ship <- e @ @InngestFunction({ id: 'ship'");
  checkFile(code, 'start -> pack\npack -> end');
});

test.each([
  ['the context as the second parameter', 'ship(event, { step, logger }) { await step.run("pack", f); }'],
  ['the context as the second parameter, whole', 'ship(event, ctx) { await ctx.step.run("pack", f); }'],
  ['the tools as the second parameter', 'ship(event, step) { await step.run("pack", f); }'],
  ['the tools under another name', 'ship(order, tools) { await tools.run("pack", f); }'],
  ['single tools as the second parameter', 'ship(event, { run }) { await run("pack", f); }'],
  ['the tools alone', 'ship(step) { await step.run("pack", f); }'],
  [
    'the tools handed on',
    'ship(event, step) { await this.pack(step); } async pack(s) { await s.run("pack", f); }',
  ],
])('%s', (_name, method) => {
  const graph = graphOf(service(`@InngestEvent('ship', 'e')\nasync ${method}`));
  expect(graph.nodes.map(({ label }) => label)).toContain('pack');
});

test('steps in methods that the handler calls', () => {
  const graph = graphOf(
    service(`@InngestEvent('ship', 'e')
      async ship({ step }) { await this.pack(step); }
      private async pack(step) { await step.run('pack', f); }`),
  );
  expect(graph.nodes.map(({ label }) => label)).toEqual(['start', 'this.pack', 'pack', 'end']);
});

test('a decorator of the workspace that is named after the SDK', () => {
  checkFunctions(
    `import { OnEvent } from './inngest/decorators';
    class Orders { @OnEvent('order.made') async ship({ step }) {} }`,
    'Orders.ship <- order.made',
  );
});

test('a decorated class is run by its method', () => {
  checkFunctions(
    `${head}@InngestFunction({ id: 'ship', event: 'e' })
    export class Ship { async handle({ step }) { await step.run('pack', f); } }`,
    'ship <- e',
  );
});

test('decorators of other libraries, and those that define nothing, are ignored', () => {
  checkFunctions(
    `import { Controller, Get, OnEvent } from '@nestjs/common';
    import { InjectInngest, UseInngestMiddleware } from 'nestjs-inngest';
    @Controller('orders') class Orders {
      @InjectInngest() inngest;
      @Get('x') list() {}
      @OnEvent('order.made') made() {}
      @UseInngestMiddleware(Logging) other() {}
    }`,
    '',
  );
});
