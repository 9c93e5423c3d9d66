/** Text from code that must not break its line in printed output; the terminal output escapes other control characters. */
export function oneLine(text: string): string {
  return text.replace(/\r?\n|\r/g, '\\n');
}
