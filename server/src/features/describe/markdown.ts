/** Pieces of markdown for hovers. */

/** Text without markdown. */
export function plain(text: string): string {
  return text.replace(/([\\`*_{}[\]<>#|~])/g, '\\$1');
}

/** As code, whatever it holds; newlines become spaces. */
export function code(text: string): string {
  const flat = text.replace(/\s+/g, ' ');
  const longest = Math.max(0, ...[...flat.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  if (longest === 0) return `\`${flat}\``;
  const fence = '`'.repeat(longest + 1);
  return `${fence} ${flat} ${fence}`;
}

/** Code that leads to a line of a file. */
export function link(text: string, uri: string, line: number): string {
  return `[${code(text)}](${uri}#L${line + 1})`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(parts: readonly string[]): string {
  if (parts.length <= 1) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** Not more than fit in a hover; the rest is counted. */
export function shortened(parts: readonly string[], max = 6): string[] {
  if (parts.length <= max) return [...parts];
  return [...parts.slice(0, max), `${parts.length - max} more`];
}
