/** Only the files that a run needs are loaded. */
import { afterEach, expect, test } from 'vitest';
import { driveFunction } from '../../support/analysis/drive-function.ts';
import { type HostedWorkspace, hostWorkspace } from '../../support/runtime/hosted-workspace.ts';
import { client, functionOf, paid } from '../../support/runtime/shop-function.ts';

let workspace: HostedWorkspace;
afterEach(() => workspace.stop());

const shop = { 'client.ts': client };
const on = (id: string, event: string, value = '1', more = '') =>
  `import { inngest } from './client';\n${more}\nexport const ${id} = ${functionOf(id, value).replace('shop/paid', event)};\nconsole.log('loaded ${id}');`;

const host = async (files: Record<string, string>) => {
  workspace = await hostWorkspace({ ...shop, ...files }, { start: false, lazy: true });
};
const served = () => workspace.registry.all().map(({ id }) => id);
const loaded = () =>
  workspace.logs.filter(({ text }) => text.startsWith('loaded ')).map(({ text }) => text.slice(7));

test('the file of the event, later that of another one in the same process', async () => {
  await host({ 'pay.ts': on('pay', 'shop/paid'), 'refund.ts': on('refund', 'shop/refunded', '2') });
  const { registry } = workspace;
  await registry.ensureReady({ event: 'shop/paid' });
  expect([served(), loaded()]).toEqual([['shop-pay'], ['pay']]);
  const { pid } = registry.host();

  await registry.ensureReady({ event: 'shop/refunded' });
  expect([served(), loaded()]).toEqual([
    ['shop-pay', 'shop-refund'],
    ['pay', 'refund'],
  ]);
  expect(registry.host()).toMatchObject({ pid, status: 'ready', problem: null });
  const refund = registry.find('shop-refund');
  expect(await driveFunction(refund?.url ?? '', { ...paid, name: 'shop/refunded' })).toMatchObject({
    output: 2,
  });
});

test('an event that nothing listens to loads nothing', async () => {
  await host({ 'pay.ts': on('pay', 'shop/paid') });
  await workspace.registry.ensureReady({ event: 'shop/piad' });
  expect([workspace.registry.host().status, loaded()]).toEqual(['off', []]);
});

test('the file of the function that is invoked, or whose run continues', async () => {
  await host({ 'pay.ts': on('pay', 'shop/paid'), 'refund.ts': on('refund', 'shop/refunded') });
  await workspace.registry.ensureReady({ functionId: 'shop-refund' });
  expect(loaded()).toEqual(['refund']);
});

test('the files of functions that the loaded ones refer to, by import and by ID', async () => {
  await host({
    'references.ts':
      "import { referenceFunction } from 'inngest';\nexport const refund = referenceFunction({ functionId: 'refund', appId: 'shop' });",
    'pay.ts': on(
      'pay',
      'shop/paid',
      '1',
      "import './mail';\nimport { refund } from './references';\nvoid refund;",
    ),
    'mail.ts': on('mail', 'shop/mailed'),
    'refund.ts': on('refund', 'shop/refunded'),
    'other.ts': on('other', 'shop/other'),
  });
  await workspace.registry.ensureReady({ event: 'shop/paid' });
  expect(served()).toEqual(['shop-mail', 'shop-pay', 'shop-refund']);
});

test('a maker alone creates no function, and that is no problem', async () => {
  await host({
    'make.ts':
      "import { inngest } from './client';\nexport const make = (options: any) => inngest.createFunction(options, async () => 1);",
    'pay.ts': on('pay', 'shop/paid'),
  });
  await workspace.registry.ensureReady({ event: 'shop/none' });
  expect(workspace.registry.host()).toMatchObject({ status: 'ready', problem: null });
  await workspace.registry.ensureReady({ event: 'shop/paid' });
  expect(served()).toEqual(['shop-pay']);
});

test('a file that is not loaded is looked at again when it changes, and a loaded one is reloaded alone', async () => {
  await host({ 'pay.ts': on('pay', 'shop/paid'), 'refund.ts': on('refund', 'shop/refunded') });
  const { registry, until, write } = workspace;
  await registry.ensureReady({ event: 'shop/paid' });
  const { pid } = registry.host();
  let changes = 0;
  registry.onChange(() => {
    changes++;
  });
  write('refund.ts', on('refund', 'shop/paid', '3'));
  await until(() => changes > 0, 'the change');
  expect(registry.host().pid).toBe(pid);
  await registry.ensureReady({ event: 'shop/paid' });
  expect(served()).toEqual(['shop-pay', 'shop-refund']);

  write('pay.ts', on('pay', 'shop/paid', '4'));
  await until(() => registry.host().status === 'ready' && registry.host().pid !== pid, 'the reload');
  expect(served()).toEqual(['shop-pay', 'shop-refund']);
});

test('a file that fails when it is loaded later does not take those away that are served', async () => {
  await host({
    'pay.ts': on('pay', 'shop/paid'),
    'refund.ts': `${on('refund', 'shop/refunded')}\nthrow new Error('no bank');`,
  });
  const { registry } = workspace;
  await registry.ensureReady({ event: 'shop/paid' });
  await registry.ensureReady({ event: 'shop/refunded' });
  expect(registry.host()).toMatchObject({
    status: 'ready',
    problem: { file: 'refund.ts', message: 'no bank' },
  });
  expect(served()).toContain('shop-pay');
});
