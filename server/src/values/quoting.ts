/** Text as source code of TypeScript, and of regular expressions. */

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r' };

/** The text between these quotes: `'`, `"` or a backtick. */
export function escapedFor(quote: string, text: string): string {
  const plain = text.replace(/[\\\n\r]/g, (character) => escapes[character] ?? character);
  const escaped = plain.replaceAll(quote, `\\${quote}`);
  return quote === '`' ? escaped.replaceAll('${', '\\${') : escaped;
}

export function quoted(text: string): string {
  return `'${escapedFor("'", text)}'`;
}

/** True when a property of this name needs no quotes. */
export function isIdentifierName(text: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(text);
}

/** A pattern that matches the text itself. */
export function escapedForRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
