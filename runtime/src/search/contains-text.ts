/** Looks for text in values. */

/** Whether it is in a string, a number or a key, at any depth. @param text in lower case. */
export function containsText(value: unknown, text: string): boolean {
  const open = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next === 'string') {
      if (next.toLowerCase().includes(text)) return true;
    } else if (typeof next === 'number' || typeof next === 'boolean') {
      if (String(next).includes(text)) return true;
    } else if (Array.isArray(next)) {
      for (const item of next) open.push(item);
    } else if (typeof next === 'object' && next !== null) {
      for (const [key, field] of Object.entries(next)) {
        if (key.toLowerCase().includes(text)) return true;
        open.push(field);
      }
    }
  }
  return false;
}
