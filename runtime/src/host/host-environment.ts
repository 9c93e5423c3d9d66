/** The environment of hosted code. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseEnv } from 'node:util';
import { expand } from 'dotenv-expand';
import { withoutMark } from './loading/module-format.ts';

/** As in Next and Vite, the most specific first: the first file that sets a variable wins. */
const envFiles = ['.env.development.local', '.env.local', '.env.development', '.env'];

const cloudVariables = [
  'INNGEST_API_BASE_URL',
  'INNGEST_BASE_URL',
  'INNGEST_DEVSERVER_URL',
  'INNGEST_EVENT_API_BASE_URL',
  'INNGEST_SIGNING_KEY',
  'INNGEST_SIGNING_KEY_FALLBACK',
  'INNGEST_ENV',
];

/** The files of each package, by the package's folder; `root` stands for files without one. */
export function filesByPackage(files: string[], root: string): Map<string, string[]> {
  const byPackage = new Map<string, string[]>();
  for (const file of files) {
    const folder = packageFolder(dirname(file), root);
    byPackage.set(folder, [...(byPackage.get(folder) ?? []), file]);
  }
  return byPackage;
}

function packageFolder(folder: string, root: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  return folder === root || parent === folder ? root : packageFolder(parent, root);
}

/** Keeps `$` where no variable follows: not every project expands variables, and passwords contain dollars. */
function withPlainDollars(value: string, known: NodeJS.ProcessEnv): string {
  return value.replace(/(?<!\\)\$([A-Za-z_]\w*)?(?!\{)/g, (whole, name: string | undefined) =>
    name !== undefined && name in known ? whole : `\\${whole}`,
  );
}

/** Existing or not, those with precedence first. */
export function envFilesOf(folders: string[]): string[] {
  return folders.flatMap((folder) => envFiles.map((name) => join(folder, name)));
}

/**
 * @param folders whose `.env` files count; the first has precedence.
 * @param origin where the runtime answers, e.g. `http://127.0.0.1:8288`.
 */
export function hostEnvironment(
  folders: string[],
  origin: string,
  outer: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
  // Files with precedence come first, so that variables are defined before others refer to them.
  const parsed: Record<string, string> = {};
  for (const file of envFilesOf(folders).filter(existsSync)) {
    for (const [name, value] of Object.entries(parseEnv(withoutMark(readFileSync(file, 'utf8'))))) {
      if (value !== undefined) parsed[name] ??= value;
    }
  }
  const known = { ...parsed, ...outer };
  for (const [name, value] of Object.entries(parsed)) parsed[name] = withPlainDollars(value, known);
  const expanded = expand({ parsed, processEnv: { ...outer } as Record<string, string> }).parsed;
  const env: NodeJS.ProcessEnv = { ...expanded, ...outer };
  // These would lead to the cloud, or make the SDK require signatures.
  for (const name of cloudVariables) delete env[name];
  // Not the origin: some apps check whether it is `1`. The host translates both for SDK 1 and 2 (protocol 1.6).
  env.INNGEST_DEV = '1';
  env.INNGEST_BASE_URL = origin;
  env.INNGEST_EVENT_KEY ??= 'local';
  env.NODE_ENV = 'development';
  // In VS Code the runtime is the editor's own program running as node.
  env.ELECTRON_RUN_AS_NODE = '1';
  return env;
}
