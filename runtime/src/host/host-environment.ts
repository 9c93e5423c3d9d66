/** What the user's code sees of its surroundings when it is hosted. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseEnv } from 'node:util';

/** The most specific first: the first one that sets a variable wins. */
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

/**
 * @param folders whose `.env` files count, the first one most.
 * @param origin where the runtime answers, e.g. `http://127.0.0.1:8288`.
 */
export function hostEnvironment(
  folders: string[],
  origin: string,
  outer: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
  const fromFiles = folders
    .flatMap((folder) => envFiles.map((name) => join(folder, name)))
    .filter(existsSync)
    .map((file) => parseEnv(readFileSync(file, 'utf8')));
  const env: NodeJS.ProcessEnv = { ...Object.assign({}, ...fromFiles.reverse()), ...outer };
  // These would lead to the cloud, or make the SDK want signatures.
  for (const name of cloudVariables) delete env[name];
  // Not the origin: some apps ask themselves whether it is `1`. The host translates both for SDK 1 and 2 (protocol 1.6).
  env.INNGEST_DEV = '1';
  env.INNGEST_BASE_URL = origin;
  env.INNGEST_EVENT_KEY ??= 'local';
  env.NODE_ENV = 'development';
  // In VS Code the runtime is the editor's own program running as node.
  env.ELECTRON_RUN_AS_NODE = '1';
  return env;
}
