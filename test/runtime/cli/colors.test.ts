import { expect, test } from 'vitest';
import { coloredLine, coloredStatus } from '../../../runtime/src/cli/colors.ts';
import type { Style } from '../../../runtime/src/cli/command-io.ts';

const tagged: Style = (format, text) => `<${format}>${text}</>`;

test.each([
  ['  ✓ validate  12ms  {"rows":3}', '  <green>✓</> validate  12ms  {"rows":3}'],
  ['  ✗ enrich failed: no answer', '  <red>✗</> enrich failed: no answer'],
  ['● completed in 4.1s  "u1"', '<green>● completed</> in 4.1s  "u1"'],
  ['● failed after 4.1s: no answer', '<red>● failed</> after 4.1s: no answer'],
  ['● cancelled (user request)', '<yellow>● cancelled</> (user request)'],
  ['    | ✓ printed by code', '<dim>    | ✓ printed by code</>'],
  ['      steplight runs skip ID review', '      steplight runs skip ID review'],
  [
    'import-app (running at http://localhost:3000): Import',
    'import-app (running at http://localhost:3000): Import',
  ],
])('%s', (line, expected) => {
  expect(coloredLine(line, tagged)).toBe(expected);
});

test('a status has the color of its outcome', () => {
  expect(coloredStatus('failed', 'failed   ', tagged)).toBe('<red>failed   </>');
});
