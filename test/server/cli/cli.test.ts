/** The commands as the terminal sees them. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runGraphCommand } from '../../../server/src/cli.ts';

const fixtures = join(import.meta.dirname, '../../fixtures/server');
const orders = join(fixtures, 'orders');

async function run(command: typeof runGraphCommand, ...args: string[]) {
  let [out, error] = ['', ''];
  const code = await command(args, {
    out: (text) => {
      out += text;
    },
    error: (text) => {
      error += text;
    },
  });
  return { code, out, error };
}

test('graph prints JSON with the location of everything', async () => {
  const { code, out } = await run(runGraphCommand, orders);
  const document = JSON.parse(out);
  expect([code, document.version, document.functions.length]).toEqual([0, 1, 2]);
  expect(document.functions[0]).toMatchObject({
    id: 'shop-fulfil-order',
    file: 'src/fulfil-order.ts',
    range: { start: { line: 3, character: 27 } },
  });
});

test('graph --format text, one function by its local id', async () => {
  const { code, out } = await run(
    runGraphCommand,
    orders,
    '--format',
    'text',
    '--function',
    'nightly-report',
  );
  expect([code, out]).toEqual([
    0,
    'shop-nightly-report on cron 0 3 * * *\n  start -> collect\n  collect -> end\n',
  ]);
});

test("graph --format mermaid escapes Mermaid's syntax", async () => {
  const { out } = await run(runGraphCommand, orders, '--format', 'mermaid', '--function', 'fulfil-order');
  expect(out).toMatchInlineSnapshot(`
    "%% shop-fulfil-order
    flowchart TD
      n0(["shop/order.made if event.data.total #gt; 0"])
      n1["charge #quot;card#quot;"]
      n2{"!paid || event.data.total #lt; 10?"}
      n3(["return"])
      n4["ship"]
      n5(["end"])
      n0 --> n1
      n1 --> n2
      n2 -->|"true"| n3
      n2 -->|"false"| n4
      n4 --> n5
    "
  `);
});

test('graph --stats accounts for every step', async () => {
  const { out } = await run(runGraphCommand, orders, '--stats');
  expect(out).toMatchInlineSnapshot(`
    "files       4 (2 parsed)
    functions   2
    step calls  4
    nodes       3
    noted       1
    unreached   0
    "
  `);
});

test.each([
  [[], 2, 'Specify at least one file or folder, for example `.`. See `steplight graph --help`.\n'],
  [
    ['.', '--format', 'dot'],
    2,
    'Unknown format "dot". Use json, text, mermaid or svg. See `steplight graph --help`.\n',
  ],
  [['/nowhere'], 1, 'No such file or folder: /nowhere\n'],
  [
    [orders, '--function', 'x'],
    1,
    'Unknown function "x". Available: shop-fulfil-order, shop-nightly-report.\n',
  ],
])('graph %j says what to do', async (args, code, error) => {
  expect(await run(runGraphCommand, ...args)).toEqual({ code, out: '', error });
});
