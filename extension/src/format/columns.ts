/** How wide a line is in a text editor. Pure. */

/** Drawn over two columns: East Asian characters and emoji. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
/** Drawn over the character before: combining marks, variation selectors and joiners. */
const unseen = /\p{M}|[\u200b-\u200d]/u;

/** Columns of a line's code, without spaces at its end. */
export function columnsOf(line: string, tabSize: number): number {
  let columns = 0;
  for (const character of line.trimEnd()) {
    if (character === '\t') columns += tabSize - (columns % tabSize);
    else if (character > '~') columns += wide.test(character) ? 2 : unseen.test(character) ? 0 : 1;
    else columns += 1;
  }
  return columns;
}
