/** The token that a request carries: as a bearer token, or else in its query. */
export function givenToken(authorization: string | undefined, query: string | null | undefined): string {
  return /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? query ?? '';
}
