/** Text from code that must not end its line in what is printed; other controls are the terminal's matter. */
export function oneLine(text: string): string {
  return text.replace(/\r?\n|\r/g, '\\n');
}
