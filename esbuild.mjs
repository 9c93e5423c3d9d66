/**
 * Builds everything that runs into `dist/`: one bundle for each process, the page, and the notices of what was bundled.
 *
 *   node esbuild.mjs                for development: source maps, readable code, missing entries are only reported
 *   node esbuild.mjs --watch        the same, again after every change
 *   node esbuild.mjs --production   for the .vsix: minified, no source maps, a missing entry fails the build
 */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { context } from 'esbuild';

const root = import.meta.dirname;
const dist = join(root, 'dist');
const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

/**
 * TypeScript and ts-morph stand in the .vsix once, in files that the language server, the command line and the host
 * load. ts-morph brings its own TypeScript, which is the copy that is kept: its inner `require('./typescript')` and
 * every `import ts from 'typescript'` of ours become `require('./typescript.cjs')`.
 */
const oneTypeScript = {
  name: 'one-typescript',
  setup(build) {
    build.onResolve({ filter: /^(typescript|\.\/typescript(\.js)?)$/ }, ({ path, importer, kind }) => {
      if (kind === 'entry-point') return;
      const own = path !== 'typescript';
      if (own && !importer.includes(join('@ts-morph', 'common'))) return;
      return { path: './typescript.cjs', external: true };
    });
    build.onResolve({ filter: /^ts-morph$/ }, ({ kind }) =>
      kind === 'entry-point' ? undefined : { path: './ts-morph.cjs', external: true },
    );
  },
};

/** Loaded at the first query, by the runtime and by the command line: a file of its own costs neither start anything. */
const oneGraphql = {
  name: 'one-graphql',
  setup(build) {
    build.onResolve({ filter: /^\.\.?\/graphql\.ts$/ }, () => ({ path: './graphql.cjs', external: true }));
  },
};

/** What checks and completes payloads is loaded when the first payload is edited, so that activation does not pay for it. */
const onePayloadLanguage = {
  name: 'one-payload-language',
  setup(build) {
    build.onResolve({ filter: /^\.\/payload-language\.ts$/ }, () => ({
      path: './payload-language.cjs',
      external: true,
    }));
  },
};

/** The layout engine is 1.6 MB and stands in `dist` as a file for the page anyway: the terminal loads that one. */
const oneElk = {
  name: 'one-elk',
  setup(build) {
    build.onResolve({ filter: /^(elkjs\/lib\/|\.\/)elk-worker(\.min)?(\.js)?$/ }, ({ kind }) =>
      kind === 'entry-point' ? undefined : { path: './elk-worker.js', external: true },
    );
  },
};

const shared = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
  absWorkingDir: root,
  define: { 'process.env.NODE_ENV': production ? '"production"' : '"development"' },
};

const node = {
  ...shared,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  // Class and function names reach people through error messages and stacks.
  keepNames: true,
  // `import.meta` does not exist in CommonJS; these take its place.
  define: {
    ...shared.define,
    'import.meta.dirname': '__dirname',
    'import.meta.filename': '__filename',
    'import.meta.url': '__moduleUrl',
  },
  // Its other build looks for its parts when it runs, and would not find them in a bundle.
  alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
  banner: { js: 'const __moduleUrl = require("node:url").pathToFileURL(__filename).href;' },
  plugins: [oneTypeScript, oneElk, oneGraphql, onePayloadLanguage],
};

const page = {
  ...shared,
  platform: 'browser',
  format: 'iife',
  target: 'es2022',
  jsx: 'automatic',
  jsxImportSource: 'preact',
};

/** Others' code in a file of its own, which nobody here debugs; TypeScript would be 9 MB unminified. */
const library = {
  ...shared,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  sourcemap: false,
  minify: true,
};

/** Output file under `dist` → what it is made of. */
const bundles = {
  'extension.cjs': { ...node, entry: 'extension/src/activate.ts', external: ['vscode'] },
  'server.cjs': { ...node, entry: 'server/src/main.ts' },
  'runtime-main.cjs': { ...node, entry: 'runtime/src/main.ts' },
  'host.cjs': { ...node, entry: 'runtime/src/host/host-main.ts' },
  'cli.cjs': {
    ...node,
    entry: 'extension/src/cli/main.ts',
    banner: { js: `#!/usr/bin/env node\n${node.banner.js}` },
  },
  'typescript.cjs': {
    ...library,
    entry: 'node_modules/@ts-morph/common/dist/typescript.js',
  },
  'ts-morph.cjs': {
    ...library,
    plugins: [oneTypeScript],
    entry: 'node_modules/ts-morph/dist/ts-morph.js',
  },
  'graphql.cjs': {
    ...library,
    // Only as a module can it be taken apart.
    mainFields: ['module', 'main'],
    entry: 'runtime/src/http/gql/graphql.ts',
  },
  'payload-language.cjs': {
    ...library,
    // Its other build looks for its parts when it runs, and would not find them in a bundle.
    mainFields: ['module', 'main'],
    entry: 'extension/src/send-event/payload-language.ts',
  },
  're2js.cjs': {
    ...library,
    entry: 'node_modules/re2js/build/index.js',
  },
  'genai-prices.cjs': {
    ...library,
    entry: 'node_modules/@pydantic/genai-prices/dist/index.js',
  },
  'webview.js': { ...page, entry: 'webview/src/main.tsx' },
  'run-page.js': { ...page, entry: 'webview/src/run-main.tsx' },
  'webview.css': { ...page, entry: 'webview/src/view/theme.css', loader: { '.ttf': 'dataurl' } },
};

/**
 * What the runtime compiles at its start is kept by Node, so that the next start is faster. It has to be asked for that
 * before the file in question is loaded.
 */
const launchers = {
  'runtime.cjs': 'require("node:module").enableCompileCache?.();\nrequire("./runtime-main.cjs");\n',
};

/** Files that are copied as they are. */
const copies = {
  'elk-worker.js': 'node_modules/elkjs/lib/elk-worker.min.js',
};

const missing = Object.entries(bundles).filter(([, { entry }]) => !existsSync(join(root, entry)));
if (missing.length > 0) {
  const list = missing.map(([out, { entry }]) => `${entry} (for dist/${out})`).join(', ');
  if (production) {
    console.error(`Build failed: there is no ${list}.`);
    process.exit(1);
  }
  console.warn(`Not built, for there is no ${list}.`);
}

if (production) rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
// The project is "type": "module"; what is built is CommonJS.
writeFileSync(join(dist, 'package.json'), '{ "type": "commonjs" }\n');
for (const [out, from] of Object.entries(copies)) copyFileSync(join(root, from), join(dist, out));
for (const [out, text] of Object.entries(launchers)) writeFileSync(join(dist, out), text);

const metafiles = new Map();
const underWay = new Set();
/** Keeps what was bundled, and tells the background problem matcher of `.vscode/tasks.json` when all is done. */
const report = (out) => ({
  name: 'report',
  setup(build) {
    build.onStart(() => {
      if (watch && underWay.size === 0) console.log('[watch] building');
      underWay.add(out);
    });
    build.onEnd((result) => {
      if (result.metafile) metafiles.set(out, result.metafile);
      underWay.delete(out);
      if (watch && underWay.size === 0) console.log('[watch] everything is built');
    });
  },
});

const contexts = await Promise.all(
  Object.entries(bundles)
    .filter(([out]) => !missing.some(([name]) => name === out))
    .map(([out, { entry, ...options }]) =>
      context({
        ...options,
        entryPoints: [entry],
        outfile: join(dist, out),
        plugins: [...(options.plugins ?? []), report(out)],
      }),
    ),
);

if (watch) {
  await Promise.all(contexts.map((each) => each.watch()));
} else {
  let failed = false;
  for (const each of contexts) await each.rebuild().catch(() => (failed = true));
  await Promise.all(contexts.map((each) => each.dispose()));
  if (failed) process.exit(1);
  writeFileSync(join(dist, 'THIRD-PARTY-NOTICES.txt'), thirdPartyNotices());
  for (const name of readdirSync(dist).filter((file) => /\.(cjs|js|css)$/.test(file))) {
    console.log(
      `dist/${name.padEnd(20)} ${(readFileSync(join(dist, name)).length / 1024).toFixed(0).padStart(6)} KB`,
    );
  }
}

/** The license of every package that has bundled or copied files. */
function thirdPartyNotices() {
  const files = [...metafiles.values()].flatMap((metafile) =>
    Object.values(metafile.outputs).flatMap((output) =>
      Object.entries(output.inputs)
        .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
        .map(([input]) => input),
    ),
  );
  const folders = new Set(
    [...files, ...Object.values(copies)].map(packageFolder).filter((folder) => folder !== null),
  );
  // ts-morph carries TypeScript, but not TypeScript's own license file.
  if ([...folders].some((folder) => folder.endsWith('@ts-morph/common')))
    folders.add('node_modules/typescript');
  const notices = [...folders].map(noticeOf).sort((a, b) => a.name.localeCompare(b.name));
  const head = `Steplight contains the following third-party software, each under its own license.\n`;
  return [
    head,
    ...notices.map(
      ({ name, version, license, text }) => `${name} ${version} (${license})\n\n${text.trim()}\n`,
    ),
  ].join(`\n${'-'.repeat(80)}\n\n`);
}

/** `node_modules/a/node_modules/@b/c` of a file in it; null for files that are ours. */
function packageFolder(file) {
  const found = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file.split('\\').join('/'));
  return found?.[1] ?? null;
}

function noticeOf(folder) {
  const at = join(root, folder);
  const { name, version, license, author, homepage } = JSON.parse(
    readFileSync(join(at, 'package.json'), 'utf8'),
  );
  const texts = readdirSync(at).filter((file) => /^(licen[cs]e|copying|notice|thirdpartynotice)/i.test(file));
  const text = texts.map((file) => readFileSync(join(at, file), 'utf8').trim()).join('\n\n');
  if (!license) throw new Error(`${name} declares no license in its package.json, so it cannot be shipped.`);
  const by = typeof author === 'string' ? author : author?.name;
  const standIn = [
    `License: ${license} (the package comes without the text).`,
    by && `Author: ${by}`,
    homepage,
  ];
  return { name, version, license, text: text || standIn.filter(Boolean).join('\n') };
}
