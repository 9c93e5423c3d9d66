/** The picture as a file. */

import { expect, test } from 'vitest';
import { contactsImport, orderFulfilment } from '../../../webview/src/dev/example-graphs.ts';
import { contactsJournal } from '../../../webview/src/dev/example-runs.ts';
import { graphFromText } from '../../../webview/src/dev/graph-notation.ts';
import { JournalBuilder } from '../../../webview/src/dev/journal-builder.ts';
import { layoutGraph, makeOverlay, renderSvg } from '../../../webview/src/public.ts';
import { lineWithRoundCorners } from '../../../webview/src/view/draw/draw-edge.tsx';
import { exportPaint } from '../../../webview/src/view/draw/export-paint.ts';
import { fold } from '../../support/picture/check-overlay.ts';
import { checkXml, textsOf } from '../../support/picture/check-xml.ts';
import fc, { runs } from '../../support/property.ts';

test('it is well-formed, self-contained and shows every node', async () => {
  const svg = renderSvg(orderFulfilment, await layoutGraph(orderFulfilment), { theme: 'light' });
  checkXml(svg);
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 \d+ \d+"/);
  expect(svg).not.toMatch(/var\(|<script|<style|class="[^"]*\bundefined/);
  const texts = textsOf(svg).join(' ');
  for (const node of orderFulfilment.nodes.filter((one) => one.kind === 'step' || one.kind === 'decision')) {
    expect(texts).toContain(node.label);
  }
});

test('texts of the code are escaped', async () => {
  const graph = graphFromText('function F on a\n d: decision "x"\n start -> d -true-> end\n d -false-> end');
  graph.name = '<script>alert("1")</script> & more';
  graph.nodes.find((node) => node.id === 'd')!.label = 'a < b && c > "d"';
  const svg = renderSvg(graph, await layoutGraph(graph), { theme: 'dark' });
  checkXml(svg);
  expect(svg).toContain('a &lt; b &amp;&amp; c &gt; &quot;d&quot;');
  expect(svg).not.toContain('<script');
});

test('any label gives well-formed XML', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 30 }), async (label) => {
      const graph = graphFromText('function F on a\n s: run "x"\n start -> s -> end');
      graph.nodes.find((node) => node.id === 's')!.label = label;
      checkXml(renderSvg(graph, await layoutGraph(graph), { theme: 'dark' }));
    }),
    { numRuns: runs(40) },
  );
});

test('a run is drawn on it, at the given time', async () => {
  const progress = fold(contactsJournal(contactsImport.id, 1_000_000).slice(0, 10))!;
  const overlay = makeOverlay(contactsImport, progress);
  const layout = await layoutGraph(contactsImport);
  const now = progress.steps.at(-1)!.wait!.expiresAt - 3 * 86_400_000 - 2 * 3_600_000;
  const texts = textsOf(renderSvg(contactsImport, layout, { theme: 'dark', overlay, now }));
  expect(texts).toContain('3d 2h left');
  expect(texts.some((text) => text.startsWith('212ms · { isValid: true'))).toBe(true);
});

test('corners are rounded by at most half of the shorter side', () => {
  const path = lineWithRoundCorners([
    { x: 0, y: 0 },
    { x: 0, y: 8 },
    { x: 40, y: 8 },
    { x: 40, y: 60 },
  ]);
  expect(path).toBe('M0 0L0 4Q0 8 4 8L31 8Q40 8 40 17L40 60');
});

test('the way into a failure is red and dashed; the rest of the way is not', async () => {
  const graph = graphFromText(`
    function F on app/started
    a: run "A"
    broken: end "throw"
    start -> a -> broken
  `);
  const run = new JournalBuilder(graph.id, 'app/started', 1_000_000);
  run.start();
  run.request();
  run.done('A', null);
  run.runFailed('no upload');
  const overlay = makeOverlay(graph, fold(run.entries)!);
  const svg = renderSvg(graph, await layoutGraph(graph), { theme: 'light', overlay });
  const strokes = [...svg.matchAll(/stroke="([^"]+)" stroke-width="2.25"( stroke-dasharray="5 3")?/g)];
  const [way, failure] = strokes.map(([, color, dash]) => ({ color, dashed: dash !== undefined }));
  expect(strokes).toHaveLength(2);
  expect(way).toEqual({ color: exportPaint.light.green, dashed: false });
  expect(failure).toEqual({ color: exportPaint.light.red, dashed: true });
});
