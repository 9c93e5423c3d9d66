import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Version of the copy of the SDK that a module of it belongs to. */
export function sdkVersion(sdkModule: string): string {
  const file = packageFile(new URL('..', sdkModule));
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

/** SDK 3 and 4 keep everything at the root; the nearest package.json with a version is the SDK's. */
function packageFile(root: URL): string {
  for (let folder = root; ; folder = new URL('..', folder)) {
    const file = fileURLToPath(new URL('package.json', folder));
    if (existsSync(file) && 'version' in JSON.parse(readFileSync(file, 'utf8'))) return file;
    if (folder.pathname === '/') throw new Error(`No package.json of the SDK found above ${root.pathname}`);
  }
}
