/** The beginning of a text, with an ellipsis when something is cut off. */
export function shorten(text: string, maxLength: number): string {
  return text.length > maxLength ? `${text.slice(0, maxLength - 1)}…` : text;
}

/** A value as one line of JSON, shortened; empty for null. */
export function shortJson(value: unknown, maxLength = 80): string {
  if (value === undefined || value === null) return '';
  return shorten(JSON.stringify(value) ?? '', maxLength);
}
