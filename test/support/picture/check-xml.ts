/** A small strict reader of XML: enough to know that a document is well-formed. */
import { expect } from 'vitest';

const token = /<(\/?)([A-Za-z][\w:-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/gy;

export function checkXml(text: string): void {
  expect(xmlProblem(text)).toBeNull();
}

function xmlProblem(text: string): string | null {
  const open: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const at = token.lastIndex;
    const match = token.exec(text);
    if (!match) return `not XML at ${at}: ${text.slice(at, at + 80)}`;
    const [whole, closing, name, , selfClosing] = match;
    if (/&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-f]+);)/i.test(whole))
      return `bare & in ${whole.slice(0, 80)}`;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these must not be there.
    if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(whole))
      return 'a character that XML cannot hold';
    if (closing) {
      if (open.pop() !== name) return `</${name}> closes nothing`;
    } else if (name && !selfClosing) open.push(name);
  }
  return open.length === 0 ? null : `not closed: ${open.join(', ')}`;
}

/** The text of each `<text>` element. */
export function textsOf(svg: string): string[] {
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) =>
    (match[1] ?? '')
      .replace(/&lt;/g, '<')
      .replace(/&gt;/g, '>')
      .replace(/&quot;/g, '"')
      .replace(/&amp;/g, '&'),
  );
}
