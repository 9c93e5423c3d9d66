/** What Markdown makes of texts, by the parser that VS Code itself uses. */
import { marked, type Token } from 'marked';

/** Targets of every link, and the sources of images and elements: `[command:a, image:x, html:<b>]`. */
export function activeParts(markdown: string): string[] {
  const parts: string[] = [];
  // Answers an array only when a callback is asynchronous.
  void marked.walkTokens(marked.lexer(markdown, { gfm: true }), (token: Token) => {
    if (token.type === 'link') parts.push(token.href as string);
    if (token.type === 'image') parts.push(`image:${token.href}`);
    if (token.type === 'html') parts.push(`html:${token.raw}`);
    if (token.type === 'heading' || token.type === 'table' || token.type === 'blockquote')
      parts.push(token.type);
  });
  return parts;
}
