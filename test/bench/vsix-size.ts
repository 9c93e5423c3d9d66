/** Size of the packaged extension against the bar of 4 MB; builds nothing: run `npm run vsix` before. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchRow } from './row.ts';

export async function measure(): Promise<BenchRow[]> {
  const vsix = join(import.meta.dirname, '../../dist/steplight.vsix');
  if (!existsSync(vsix)) throw new Error('dist/steplight.vsix is not there: run `npm run vsix` first');
  const megabytes = statSync(vsix).size / 1e6;
  return [
    {
      name: '.vsix size',
      value: `${megabytes.toFixed(2)} MB`,
      limit: '',
      ratio: '',
      bar: '≤ 4 MB',
      ok: megabytes <= 4,
    },
  ];
}
