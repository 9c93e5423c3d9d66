/** A value at a glance, the same everywhere. Pure. */

const maxLength = 80;

/** At most 80 characters on one line; null for undefined, null and blank text. */
export function preview(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  const text = typeof value === 'string' ? value.replace(/\s+/g, ' ').trim() : compact(value, 0);
  if (text === '') return null;
  return text.length > maxLength ? `${text.slice(0, maxLength - 1)}…` : text;
}

function compact(value: unknown, depth: number): string {
  if (Array.isArray(value)) {
    if (depth > 1 || value.length > 4) return value.length === 1 ? '[1 item]' : `[${value.length} items]`;
    return `[${value.map((item) => compact(item, depth + 1)).join(', ')}]`;
  }
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value);
    if (entries.length === 0) return '{}';
    if (depth > 1) return '{…}';
    const parts: string[] = [];
    let length = 0;
    for (const [key, member] of entries) {
      const part = `${key}: ${compact(member, depth + 1)}`;
      parts.push(part);
      length += part.length;
      if (length > maxLength) break;
    }
    return `{ ${parts.join(', ')} }`;
  }
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
