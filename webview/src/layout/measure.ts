/** Widths of texts without a browser, and cutting texts to a width. */

/** What a text is for decides its font; sizes are the same in the page and in SVG files. */
export type FontRole = 'title' | 'sub' | 'subMono' | 'mono' | 'label';

export const fonts: Record<FontRole, { size: number; weight: number; mono: boolean; lineHeight: number }> = {
  title: { size: 13, weight: 600, mono: false, lineHeight: 17 },
  sub: { size: 11, weight: 400, mono: false, lineHeight: 15 },
  subMono: { size: 11, weight: 400, mono: true, lineHeight: 15 },
  mono: { size: 12, weight: 400, mono: true, lineHeight: 17 },
  label: { size: 11, weight: 500, mono: false, lineHeight: 15 },
};

/** Width of one line in CSS pixels. */
export type MeasureText = (text: string, role: FontRole) => number;

const widthClasses: [RegExp, number][] = [
  [/[iljtfI.,:;'|!()[\]{} `]/, 0.32],
  [/[rs"*^-]/, 0.46],
  [/[mwMW@%]/, 0.9],
  [/[A-Z&=+<>~#]/, 0.69],
  [/[\u1100-\uffff]/, 1.05],
];

function widthInEm(character: string): number {
  return widthClasses.find(([pattern]) => pattern.test(character))?.[1] ?? 0.57;
}

/**
 * Widths from a table that errs on the wide side for the usual interface fonts, so that a picture laid out in the
 * terminal has room for its texts wherever it is opened.
 */
export const estimateText: MeasureText = (text, role) => {
  const { size, weight, mono } = fonts[role];
  let em = 0;
  for (const character of text) {
    if (mono) em += /[\u1100-\uffff]/.test(character) ? 1.2 : 0.602;
    else em += widthInEm(character);
  }
  return em * size * (weight >= 600 ? 1.06 : 1);
};

/** The longest beginning of `text` that fits, with an ellipsis when something was cut. */
export function cutToWidth(text: string, role: FontRole, width: number, measure: MeasureText): string {
  if (measure(text, role) <= width) return text;
  const characters = [...text];
  let low = 0;
  let high = characters.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (measure(withEllipsis(characters, middle), role) <= width) low = middle;
    else high = middle - 1;
  }
  return withEllipsis(characters, low);
}

/** Blanks, points and commas before an ellipsis say nothing. */
function withEllipsis(characters: string[], count: number): string {
  return `${characters
    .slice(0, count)
    .join('')
    .replace(/[\s.,·]+$/, '')}…`;
}

/** Lines of at most `width`, broken between words (or within one that is too long); the last is cut to fit. */
export function wrapText(
  text: string,
  role: FontRole,
  width: number,
  maxLines: number,
  measure: MeasureText,
): string[] {
  const pieces = text
    .replace(/\s+/g, ' ')
    .trim()
    .split(/(?<=[\s/.&|,_-])/);
  const lines: string[] = [];
  let line = '';
  while (pieces.length > 0) {
    const piece = pieces[0] as string;
    if (line === '' || measure((line + piece).trimEnd(), role) <= width) {
      line += piece;
      pieces.shift();
      continue;
    }
    if (lines.length === maxLines - 1) break;
    lines.push(line.trimEnd());
    line = '';
  }
  lines.push((line + pieces.join('')).trimEnd());
  return lines.map((entry) => cutToWidth(entry, role, width, measure));
}
