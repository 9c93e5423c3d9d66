/** Hosted functions under a debugger. */
import { afterEach, expect, test } from 'vitest';
import { readProcessOptions } from '../../../runtime/src/process-options.ts';
import { driveFunction } from '../../support/analysis/drive-function.ts';
import { attachDebugger } from '../../support/runtime/debugger.ts';
import { type HostedWorkspace, hostWorkspace, onlyFunction } from '../../support/runtime/hosted-workspace.ts';

let workspace: HostedWorkspace;
afterEach(() => workspace?.stop());

const source = `
import { Inngest } from 'inngest';
interface Paid { name: string; data: { amount: number } }
const taxed = (amount: number): number => amount * 1.2;
export default new Inngest({ id: 'shop' }).createFunction(
  { id: 'pay', triggers: { event: 'shop/paid' } },
  async ({ event, step }) => {
    type Amount = number;
    const amount: Amount = (event as unknown as Paid).data.amount;
    return step.run('charge', async () => {
      const total = taxed(amount);
      return { total };
    });
  },
);
`;
const lineOfReturn = source.split('\n').indexOf('      return { total };') + 1;
const paid = { name: 'shop/paid', data: { amount: 10 } };

test.each(['module', 'commonjs'])('a breakpoint in a step stops at its line: %s', async (type) => {
  workspace = await hostWorkspace({ 'functions.ts': source, 'package.json': `{ "type": "${type}" }` });
  const { registry, root } = workspace;
  expect(registry.host().inspect).toEqual([]);
  const { host } = await registry.inspectHost(0);
  expect(host).toMatchObject({ status: 'ready', inspect: [{ pid: host.pid, port: expect.any(Number) }] });

  const attached = await attachDebugger(host.inspect![0]!.port);
  await attached.breakAt(`${root}/functions.ts`, lineOfReturn);
  const driven = driveFunction(onlyFunction(workspace).url, paid);
  expect(await attached.stopped('total')).toEqual({ line: lineOfReturn, value: 12 });
  await attached.goOn();
  expect((await driven).output).toEqual({ total: 12 });
  attached.close();
  // What node tells people about its inspector is no news of the functions.
  expect(workspace.logs.filter(({ text }) => /debugger/i.test(text))).toEqual([]);

  expect((await registry.inspectHost(null)).host).toMatchObject({ status: 'ready', inspect: [] });
});

test('a replaced host ends even if a debugger is attached, and the next one has a port, too', async () => {
  workspace = await hostWorkspace({ 'functions.ts': source });
  const { registry, until, write } = workspace;
  const [before] = (await registry.inspectHost(0)).host.inspect!;
  const attached = await attachDebugger(before!.port);
  write('functions.ts', source.replace('1.2', '1.3'));
  await attached.ended;
  await until(() => registry.host().status === 'ready', 'the reload');
  expect(registry.host().inspect).toEqual([{ pid: registry.host().pid, port: expect.any(Number) }]);
  expect(registry.host().pid).not.toBe(before!.pid);
  expect((await driveFunction(onlyFunction(workspace).url, paid)).output).toEqual({ total: 13 });
});

test('the port is chosen by the user, by the system, or not at all', () => {
  const inspect = (...args: string[]) => readProcessOptions(args, '/').inspect;
  expect([
    inspect(),
    inspect('--inspect'),
    inspect('--inspect=9230'),
    inspect('--inspect', '--no-cron'),
  ]).toEqual([null, 0, 9230, 0]);
  expect(() => inspect('--inspect=x')).toThrow('--inspect must be a port number from 0 to 65535.');
});
