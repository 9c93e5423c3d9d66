/**
 * Builds the graph view in memory and serves it: `node webview/dev/serve.ts`.
 *
 * `/` is the development page with example graphs, `/map` the one with example event maps, `/run` the one with example
 * runs; `/panel`, `/map-panel` and `/run-panel` are the pages as the extension makes them, with their Content-Security-Policy, for a caller that plays the extension.
 */
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { panelHtml } from '../src/panel-html.ts';

const source = resolve(import.meta.dirname, '../src');
const elkWorker = resolve(import.meta.dirname, '../../node_modules/elkjs/lib/elk-worker.min.js');

interface ServedFile {
  type: string;
  body: string | Uint8Array;
}

export async function serveGraphView(): Promise<{ url: string; server: Server }> {
  const files = new Map<string, ServedFile>([
    ['/', await page('dev/dev.html', 'text/html')],
    ['/map', await page('dev/map.html', 'text/html')],
    ['/map.js', { type: 'text/javascript', body: await bundle('dev/map.tsx') }],
    ['/run', await page('dev/run.html', 'text/html')],
    ['/run.js', { type: 'text/javascript', body: await bundle('dev/run.tsx') }],
    ['/dev.css', await page('dev/dev.css', 'text/css')],
    ['/editor-themes.css', await page('dev/editor-themes.css', 'text/css')],
    ['/theme.css', { type: 'text/css', body: await bundle('view/theme.css') }],
    ['/dev.js', { type: 'text/javascript', body: await bundle('dev/dev.tsx') }],
    ['/webview.js', { type: 'text/javascript', body: await bundle('main.tsx') }],
    ['/run-page.js', { type: 'text/javascript', body: await bundle('run-main.tsx') }],
    ['/elk-worker.js', { type: 'text/javascript', body: await readFile(elkWorker) }],
    ['/favicon.ico', { type: 'image/x-icon', body: '' }],
  ]);
  const server = createServer((request, response) => {
    const file = files.get((request.url ?? '/').replace(/[?#].*$/, ''));
    response.writeHead(file ? 200 : 404, { 'content-type': `${file?.type ?? 'text/plain'}; charset=utf-8` });
    response.end(file?.body ?? 'not found');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The graph view got no port.');
  const origin = `http://127.0.0.1:${address.port}`;
  for (const [path, kind, script] of [
    ['/panel', 'graph', 'webview.js'],
    ['/map-panel', 'map', 'webview.js'],
    ['/run-panel', 'run', 'run-page.js'],
  ] as const) {
    const body = panelHtml({
      cspSource: origin,
      nonce: 'nonceOfTheDevelopmentServer',
      scriptUri: `${origin}/${script}`,
      styleUri: `${origin}/theme.css`,
      workerUri: `${origin}/elk-worker.js`,
      page: kind,
    });
    files.set(path, { type: 'text/html', body });
  }
  return { url: `${origin}/`, server };
}

async function page(path: string, type: string): Promise<ServedFile> {
  return { type, body: await readFile(join(source, path)) };
}

async function bundle(entry: string): Promise<Uint8Array> {
  const built = await build({
    entryPoints: [join(source, entry)],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    logLevel: 'warning',
  });
  return built.outputFiles[0]?.contents ?? new Uint8Array();
}

if (import.meta.main) {
  const { url } = await serveGraphView();
  console.log(`Graph view: ${url}`);
}
