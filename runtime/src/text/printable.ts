/** Text from outside, made safe to print: nothing in it controls the terminal, reorders the line or begins another. */

/**
 * C0 without tab and newline, DEL, C1, separators of lines, controls of the direction of writing, and what cannot be seen
 * (Unicode TR 36). The joiners of emoji and of several scripts remain.
 */
const unprintable =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/**
 * Controls are written as JSON escapes, so JSON stays the same value: in it they can only be inside strings. Newlines and
 * tabs are kept.
 */
export function printable(text: string): string {
  return text.replace(unprintable, escaped);
}

/** A text that must not end its line. */
export function oneLine(text: string): string {
  return printable(text).replaceAll('\n', '\\n');
}

function escaped(character: string): string {
  const units = character.split('').map((unit) => unit.charCodeAt(0).toString(16).padStart(4, '0'));
  return units.map((unit) => `\\u${unit}`).join('');
}
