/** What bundlers and runtimes provide to code, and Node does not. On the first line, so that all lines keep their numbers. */
import type { ModuleFormat } from './module-format.ts';

const environment =
  "{ ...process.env, MODE: 'development', DEV: true, PROD: false, SSR: true, BASE_URL: '/' }";

const moduleUrl = "require('node:url').pathToFileURL";

const importMeta = `const __importMeta = { url: ${moduleUrl}(__filename).href, filename: __filename, dirname: __dirname, main: false, env: ${environment}, resolve: (specifier) => ${moduleUrl}(require.resolve(specifier)).href };`;

export function withPrelude(code: string, format: ModuleFormat): string {
  return format === 'module' ? `${forModule(code)}${code}` : `${forCommonJs(code)}${code}`;
}

function forCommonJs(code: string): string {
  return /\b__importMeta\b/.test(code) ? `"use strict";${importMeta}` : '';
}

function forModule(code: string): string {
  const parts: string[] = [];
  if (/\bimport\.meta\.env\b/.test(code)) parts.push(`import.meta.env ??= ${environment};`);
  if (isFree('require', /(?<![.\w$])require\s*[(.]/, code)) {
    parts.push("import { createRequire as __createRequire } from 'node:module';");
    parts.push('const require = __createRequire(import.meta.url);');
  }
  for (const [name, property] of [
    ['__dirname', 'dirname'],
    ['__filename', 'filename'],
  ] as const) {
    if (isFree(name, new RegExp(`(?<![.\\w$])${name}\\b`), code))
      parts.push(`const ${name} = import.meta.${property};`);
  }
  return parts.join(' ');
}

/** Used and nowhere declared; code that declares it in some function only is left to itself. */
function isFree(name: string, use: RegExp, code: string): boolean {
  const declared = new RegExp(
    `\\b(?:const|let|var|function|class|import)\\s+(?:\\{[^}]*)?${name}\\b|\\bas\\s+${name}\\b|[,(]\\s*${name}\\s*[,)=]`,
  );
  return use.test(code) && !declared.test(code);
}
