/** Event names that a person may have confused. */
import { distance } from 'fastest-levenshtein';

/** The same letters and digits but for one or two: `user/created` and `users/create`, `User.Created`. */
export function isSimilar(name: string, other: string): boolean {
  return name !== other && distance(plain(name), plain(other)) <= 2;
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}
