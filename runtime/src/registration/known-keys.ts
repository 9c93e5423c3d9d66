/** Keys and enumerated values of registrations, which the official server reads without regard to case. */
import { isRecord } from '../contract/records.ts';

const keys = [
  'app_id appName url sdk framework functions',
  'id name triggers steps idempotency concurrency rateLimit throttle debounce priority batchEvents cancel timeouts singleton',
  'event expression cron jitter limit key scope period burst timeout run maxSize if start finish mode fn step',
  'runtime type retries attempts',
].flatMap((line) => line.split(' '));
const byLowerCase = new Map(keys.map((key) => [key.toLowerCase(), key]));
const enumerated: ReadonlySet<string> = new Set(['scope', 'mode']);

/** Known keys as this program spells them; unknown ones as they are. Of two spellings, the exact one counts. */
export function withKnownKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withKnownKeys);
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).flatMap(([key, each]): [string, unknown][] => {
    const known = byLowerCase.get(key.toLowerCase()) ?? key;
    if (known !== key && known in value) return [];
    const isEnumerated = enumerated.has(known) && typeof each === 'string';
    return [[known, isEnumerated ? each.toLowerCase() : withKnownKeys(each)]];
  });
  return Object.fromEntries(entries);
}
