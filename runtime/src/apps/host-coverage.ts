/** Finds the files with functions that no running app serves. Pure. */

export interface FunctionFile {
  path: string;
  text: string;
}

/**
 * A file is served by a running app when it names one of its functions and no other file names the same one.
 * The names are searched for in the source text: nothing is loaded.
 */
export function uncoveredFiles(
  files: FunctionFile[],
  served: { appId: string; id: string; name: string }[],
): string[] {
  const covered = new Set<string>();
  for (const { appId, id, name } of served) {
    const localId = id.startsWith(`${appId}-`) ? id.slice(appId.length + 1) : id;
    const naming = files.filter(({ text }) => quotes(text, localId) || quotes(text, name));
    if (naming.length === 1) covered.add(naming[0]!.path);
  }
  return files.map(({ path }) => path).filter((path) => !covered.has(path));
}

function quotes(text: string, literal: string): boolean {
  return [`'${literal}'`, `"${literal}"`, `\`${literal}\``].some((quoted) => text.includes(quoted));
}
