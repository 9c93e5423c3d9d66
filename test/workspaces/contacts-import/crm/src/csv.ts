/** Reads comma-separated values (RFC 4180): quoted fields may contain commas, quotes and line breaks. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let quoted = false;

  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (quoted) {
      if (char !== '"') field += char;
      else if (text[i + 1] === '"') field += text[++i];
      else quoted = false;
    } else if (char === '"' && field === '') {
      quoted = true;
    } else if (char === ',' || char === '\n') {
      row.push(field.trim());
      field = '';
      if (char === '\n') {
        rows.push(row);
        row = [];
      }
    } else {
      field += char;
    }
  }
  if (field !== '' || row.length > 0) rows.push([...row, field.trim()]);
  return rows.filter((cells) => cells.some((cell) => cell !== ''));
}
