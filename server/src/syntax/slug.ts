/** As SDK 1 and 2 make ids from names. */
export function slug(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .split('-')
    .filter(Boolean)
    .join('-');
}
