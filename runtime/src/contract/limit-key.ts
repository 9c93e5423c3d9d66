/** What a limit of flow control counts, from the key of its places: `fn app-import anna`. Pure. */

export interface LimitKey {
  /** Value of the key expression; null: the limit has none. */
  value: string | null;
  /** It counts the runs of several functions. */
  isShared: boolean;
}

export function limitKey(place: string, functionId: string): LimitKey {
  const [scope = '', ...rest] = place.split(' ');
  const key = rest.join(' ');
  const isShared = scope === 'env' || scope === 'account';
  if (key === functionId || key === '') return { value: null, isShared };
  return { value: key.startsWith(`${functionId} `) ? key.slice(functionId.length + 1) : key, isShared };
}
