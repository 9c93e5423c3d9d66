/**
 * PUBLIC MODULE: Markdown around texts from outside, for the server and the extension. None of the texts can add a link,
 * an image, an element or a line of its own. Pure.
 */

/** Text without Markdown, on one line; addresses in it do not become links. */
export function plain(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]()#+\-!|<>~&@]/g, '\\$&')
    .replaceAll('://', '\\://')
    .replace(/www\./gi, (start) => start.replace('.', '\\.'));
}

/** As code on one line. */
export function code(text: string): string {
  const flat = text.replace(/\s+/g, ' ');
  const ticks = '`'.repeat(longestTicks(flat) + 1);
  // Spaces keep back-quotes at the ends apart, and code that is empty or blank from being none.
  const space = ticks.length > 1 || flat.trim() === '' ? ' ' : '';
  return `${ticks}${space}${flat.trim() === '' ? '␠' : flat}${space}${ticks}`;
}

/** As a block of code. */
export function fence(language: string, text: string): string {
  const ticks = '`'.repeat(Math.max(3, longestTicks(text) + 1));
  return `${ticks}${language}\n${text}\n${ticks}`;
}

/** Code that leads to a line of a file. */
export function link(text: string, uri: string, line: number): string {
  const target = encodeURI(uri).replaceAll('%25', '%').replaceAll('(', '%28').replaceAll(')', '%29');
  // VS Code's parser looks for the bracket that ends a link inside of code, too.
  const shown = /[`[\]\\]/.test(text) ? plain(text) : code(text);
  return `[${shown}](${target}#L${line + 1})`;
}

/** A link that runs a command. */
export function commandLink(title: string, command: string, args: readonly unknown[]): string {
  // What `encodeURIComponent` leaves may end the target of a link.
  const query = encodeURIComponent(JSON.stringify(args)).replace(/[!'()*~_]/g, percentEncoded);
  return `[${plain(title)}](command:${command}?${query})`;
}

function longestTicks(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
}

function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
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
