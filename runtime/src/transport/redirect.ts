/** Redirects that keep method and body (307, 308), such as those of a framework that insists on a trailing slash. */

/** As many as browsers would find suspicious. */
export const maxRedirects = 5;

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

/**
 * Where a request goes on to; null when it does not. Only to this machine, or to the host that was asked: what an app
 * answers must not send a run's data elsewhere.
 */
export function redirectedTo(
  url: string,
  status: number,
  location: string | null | undefined,
): string | null {
  if ((status !== 307 && status !== 308) || !location || !URL.canParse(location, url)) return null;
  const from = new URL(url);
  const to = new URL(location, url);
  const isHttp = to.protocol === 'http:' || to.protocol === 'https:';
  // Some frameworks drop the query, which names the function.
  if (to.search === '') to.search = from.search;
  return isHttp && (loopback.test(to.hostname) || to.hostname === from.hostname) ? to.href : null;
}
