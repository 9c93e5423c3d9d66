/** Where a command writes, made safe: everything printed passes through here, and only the command's own colors remain. */
import { randomUUID } from 'node:crypto';
import { printable } from '../text/printable.ts';
import type { CommandIo, Style } from './command-io.ts';

/** Stands for the escape characters of styles until they are printed. Text from outside cannot know it. */
const escapeMark = randomUUID();
const escapeCharacter = '\u001b';

export function printableIo<T extends CommandIo>(io: T): T {
  const { styles } = io;
  const safe: T = { ...io, out: printer(io.out), error: printer(io.error) };
  if (styles) safe.styles = { out: marked(styles.out), error: marked(styles.error) };
  return safe;
}

function printer(print: (text: string) => void): (text: string) => void {
  return (text) => print(printable(text).replaceAll(escapeMark, escapeCharacter));
}

function marked(style: Style): Style {
  return (format, text) => style(format, printable(text)).replaceAll(escapeCharacter, escapeMark);
}
