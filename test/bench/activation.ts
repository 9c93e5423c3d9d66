/**
 * The packaged extension in a real VS Code: how long it keeps the extension host busy when it is activated, and how long
 * a person waits for the graph after clicking its lens. Needs `npm run vsix` before, and what `npm test` installs.
 */
import { Session } from '../real-vscode/harness/session.ts';
import { copySample } from '../real-vscode/harness/workspace-copy.ts';
import { median, milliseconds } from '../support/stopwatch.ts';
import { waitUntil } from '../support/wait-until.ts';
import type { BenchRow } from './row.ts';

const rounds = 5;

export async function measure(): Promise<BenchRow[]> {
  const activations: number[] = [];
  const painted: number[] = [];
  const pageStarted: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const sample = copySample('sdk4');
    const session = await Session.open({ folder: sample.folder });
    try {
      await session.workbench.openFile('src/contacts-import.ts');
      const activated = await waitUntil(
        'the activation',
        () => /activated in ([\d.]+)ms/.exec(session.logText()),
        undefined,
        60_000,
      );
      activations.push(Number(activated[1]));
      const lens = session.workbench.lens(/^Graph$/);
      await lens.waitFor();
      const clicked = Date.now();
      await lens.click();
      const page = await firstPaint(session);
      painted.push(page.paintedAt - clicked);
      pageStarted.push(page.startedAt - clicked);
    } finally {
      await session.close();
      sample.remove();
    }
  }
  const [total, frame] = [median(painted), median(pageStarted)];
  const activation = median(activations);
  return [
    {
      name: 'extension: activation, host time (median)',
      value: milliseconds(activation),
      limit: '',
      ratio: '',
      bar: '≤ 50 ms',
      ok: activation <= 50,
    },
    {
      name: 'graph panel: click to first node painted (median)',
      value: milliseconds(total),
      limit: `${milliseconds(frame)} (VS Code opens the page)`,
      ratio: (total / frame).toFixed(2),
      bar: '≤ 400 ms',
      ok: total <= 400,
    },
  ];
}

/** Unix milliseconds at which the graph's page began to load, and at which its first node had been painted. */
async function firstPaint(session: Session): Promise<{ startedAt: number; paintedAt: number }> {
  return await waitUntil(
    'the graph',
    async () => {
      for (const frame of session.workbench.page.frames()) {
        const times = await frame
          .evaluate(async () => {
            if (!document.querySelector('#steplight')) return null;
            while (!document.querySelector('[data-node]')) await new Promise(requestAnimationFrame);
            await new Promise(requestAnimationFrame);
            return {
              startedAt: performance.timeOrigin,
              paintedAt: performance.timeOrigin + performance.now(),
            };
          })
          .catch(() => null);
        if (times) return times;
      }
      return null;
    },
    undefined,
    60_000,
  );
}
