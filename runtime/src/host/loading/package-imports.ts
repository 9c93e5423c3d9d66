/** Which of the user's files imported a package first: an error inside it has none of their lines in its stack. */
const firstImporter = new Map<string, string>();

export function notePackageImport(specifier: string, importer: string): void {
  const name = packageOf(specifier);
  if (name !== null && !firstImporter.has(name)) firstImporter.set(name, importer);
}

/** Absolute path; null when no file of the user did. */
export function importerOfPackage(name: string): string | null {
  return firstImporter.get(name) ?? null;
}

/** `@scope/name` of `@scope/name/part`; null for paths. */
export function packageOf(specifier: string): string | null {
  return /^(?:@[^/]+\/)?[^./@][^/]*/.exec(specifier)?.[0] ?? null;
}
