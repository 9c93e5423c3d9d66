/** Markdown around texts from outside: none of them can add a link, an image, an element or a line of its own. Pure. */

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
