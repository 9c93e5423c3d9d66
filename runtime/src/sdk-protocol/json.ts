/** JSON of other programs. */

/**
 * Levels of arrays and objects in one another. V8 reads any number, but writes only some 4,000 before its stack is full,
 * and what was accepted must be written again: to the journal, to the app, to the page.
 */
export const maxJsonDepth = 1_000;

/** @throws SyntaxError when it is no JSON, or nested deeper than {@link maxJsonDepth}. */
export function parseJson(text: string): unknown {
  if (isTooDeep(text)) throw new SyntaxError(`JSON is nested more than ${maxJsonDepth} levels deep`);
  return JSON.parse(text);
}

const quote = 0x22;
const backslash = 0x5c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** Counts brackets outside of strings. */
function isTooDeep(text: string): boolean {
  // Each level takes two characters.
  if (text.length <= 2 * maxJsonDepth) return false;
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === quote) index = endOfString(text, index);
    else if (code === openBracket || code === openBrace) {
      if (++depth > maxJsonDepth) return true;
    } else if (code === closeBracket || code === closeBrace) depth--;
  }
  return false;
}

/** Where the string that begins at `start` ends; the text's end when it does not. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let escapes = 0;
    while (text.charCodeAt(end - 1 - escapes) === backslash) escapes++;
    if (escapes % 2 === 0) return end;
  }
  return text.length;
}
