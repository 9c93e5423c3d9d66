/** Triggers may end in `*`, behind a `/` or a `.`, and take every event of that beginning. */

/** The beginning; null: a plain name. */
export function withoutStar(name: string): string | null {
  return /[/.]\*$/.test(name) ? name.slice(0, -1) : null;
}

/** True when a trigger of the name `wide` is started by an event called `name`. */
export function takesEvent(wide: string, name: string): boolean {
  const beginning = withoutStar(wide);
  return beginning !== null && name !== wide && name.startsWith(beginning);
}
