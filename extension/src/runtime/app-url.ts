/** The URL of an app from what a person types: a URL, a host and port, or a port. Pure. */

/** Null: it is none of these. */
export function appUrl(text: string): string | null {
  const trimmed = text.trim();
  const withHost = /^:?\d{1,5}(\/.*)?$/.test(trimmed) ? `localhost:${trimmed.replace(/^:/, '')}` : trimmed;
  const withScheme = /^[a-z]+:\/\//i.test(withHost) ? withHost : `http://${withHost}`;
  if (/\s/.test(trimmed) || trimmed === '' || !URL.canParse(withScheme)) return null;
  const { protocol, href } = new URL(withScheme);
  return protocol === 'http:' || protocol === 'https:' ? href : null;
}
