/** JSON values as short text. Pure. */

/** Indented JSON, cut to `limit` characters. */
export function prettyJson(value: unknown, limit: number): string {
  const text = value === undefined ? 'undefined' : (JSON.stringify(value, null, 2) ?? String(value));
  return cut(text, limit);
}

export function firstLine(text: string, limit = 120): string {
  return cut(text.split('\n', 1)[0] ?? '', limit);
}

function cut(text: string, limit: number): string {
  return text.length > limit ? `${text.slice(0, limit - 1)}…` : text;
}
