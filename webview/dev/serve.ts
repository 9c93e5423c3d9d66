/** Builds the development page in memory and serves it: `node webview/dev/serve.ts`. */
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const here = resolve(import.meta.dirname, '../src/dev');
const root = resolve(here, '../../..');

export async function serveDevPage(): Promise<{ url: string; server: Server }> {
  const files = new Map<string, { type: string; text: string | Uint8Array }>();
  const built = await build({
    entryPoints: { dev: join(here, 'dev.tsx') },
    bundle: true,
    write: false,
    outdir: root,
    format: 'iife',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    sourcemap: 'inline',
    logLevel: 'warning',
    external: ['elkjs/lib/elk-worker.min.js'],
  });
  for (const file of built.outputFiles)
    files.set('/dev.js', { type: 'text/javascript', text: file.contents });
  const copies: [string, string, string][] = [
    ['/', join(here, 'dev.html'), 'text/html'],
    ['/dev.css', join(here, 'dev.css'), 'text/css'],
    ['/editor-themes.css', join(here, 'editor-themes.css'), 'text/css'],
    ['/theme.css', join(here, '../view/theme.css'), 'text/css'],
    ['/elk-worker.js', join(root, 'node_modules/elkjs/lib/elk-worker.min.js'), 'text/javascript'],
  ];
  for (const [path, file, type] of copies) files.set(path, { type, text: await readFile(file) });
  const server = createServer((request, response) => {
    const file = files.get((request.url ?? '/').replace(/[?#].*$/, ''));
    response.writeHead(file ? 200 : 404, { 'content-type': `${file?.type ?? 'text/plain'}; charset=utf-8` });
    response.end(file?.text ?? 'not found');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The development page got no port.');
  return { url: `http://127.0.0.1:${address.port}/`, server };
}

if (import.meta.main) {
  const { url } = await serveDevPage();
  console.log(`Graph view: ${url}`);
}
