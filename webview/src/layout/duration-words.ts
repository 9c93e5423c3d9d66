/** Durations as they stand in code, in words: `7d` → `7 days`. */

const units: Record<string, string> = {
  ms: 'millisecond',
  s: 'second',
  sec: 'second',
  m: 'minute',
  min: 'minute',
  h: 'hour',
  hr: 'hour',
  d: 'day',
  w: 'week',
};

/** Words for `7d`, `1h30m`, `2 weeks` or a number of milliseconds; any other text is returned as it is. */
export function durationInWords(code: string): string {
  const text = code.trim();
  if (/^\d+$/.test(text)) return millisecondsInWords(Number(text));
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)/gi)];
  if (
    parts.length === 0 ||
    parts.map((part) => part[0]).join('').length !== text.replace(/\s+(?=\d)/g, '').length
  ) {
    return text;
  }
  const words: string[] = [];
  for (const [, amount, unit] of parts) {
    const singular = units[(unit ?? '').toLowerCase()] ?? (unit ?? '').toLowerCase().replace(/s$/, '');
    words.push(`${amount} ${singular}${amount === '1' ? '' : 's'}`);
  }
  return words.join(' ');
}

function millisecondsInWords(milliseconds: number): string {
  const scale: [number, string][] = [
    [86_400_000, 'day'],
    [3_600_000, 'hour'],
    [60_000, 'minute'],
    [1000, 'second'],
  ];
  for (const [size, unit] of scale) {
    if (milliseconds >= size && milliseconds % size === 0) {
      const amount = milliseconds / size;
      return `${amount} ${unit}${amount === 1 ? '' : 's'}`;
    }
  }
  return `${milliseconds} ms`;
}
