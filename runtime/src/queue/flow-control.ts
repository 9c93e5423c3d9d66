/** A function's settings for when and how often it may run (protocol 1.4, 4.5). */
import { recordOrNull } from '../contract/records.ts';
import { parseDuration } from '../sdk-protocol/duration.ts';

/** Times in milliseconds. Keys and conditions are expressions over `event`; null: none. */
export interface FlowControl {
  /** `isIdempotency`: it comes from the function's `idempotency`. */
  rateLimit: { limit: number; period: number; key: string | null; isIdempotency?: true } | null;
  throttle: { limit: number; period: number; burst: number; key: string | null } | null;
  concurrency: readonly ConcurrencyLimit[];
  debounce: { period: number; timeout: number | null; key: string | null } | null;
  /** Seconds by which a run counts as older than it is. */
  priority: string | null;
  batch: { maxSize: number; timeout: number; key: string | null; if: string | null } | null;
  singleton: { mode: 'skip' | 'cancel'; key: string | null } | null;
  timeouts: { start: number | null; finish: number | null };
}

export interface ConcurrencyLimit {
  limit: number;
  key: string | null;
  /** `fn`: among the function's own requests; `env` and `account`: among those of all functions with the same key. */
  scope: 'fn' | 'env' | 'account';
  /** What counts: a run from its start to its end, or each request while it is in flight. */
  of: 'run' | 'request';
}

const day = 86_400_000;
const known = new WeakMap<object, FlowControl>();

/** Settings that cannot be read count as absent: running the function is better than an obscure refusal. */
export function readFlowControl(config: Record<string, unknown>): FlowControl {
  const before = known.get(config);
  if (before) return before;
  const flow: FlowControl = {
    rateLimit: rateLimitOf(config),
    throttle: throttleOf(recordOrNull(config.throttle)),
    concurrency: concurrencyOf(config.concurrency, 'request'),
    debounce: debounceOf(recordOrNull(config.debounce)),
    priority: textOf(recordOrNull(config.priority)?.run),
    batch: batchOf(recordOrNull(config.batchEvents)),
    singleton: singletonOf(recordOrNull(config.singleton)),
    timeouts: {
      start: timeOf(recordOrNull(config.timeouts)?.start),
      finish: timeOf(recordOrNull(config.timeouts)?.finish),
    },
  };
  known.set(config, flow);
  return flow;
}

/** `idempotency` is a limit of one a day, and replaces any other (protocol 1.4). */
function rateLimitOf(config: Record<string, unknown>): FlowControl['rateLimit'] {
  const idempotency = textOf(config.idempotency);
  if (idempotency !== null) return { limit: 1, period: day, key: idempotency, isIdempotency: true };
  const raw = recordOrNull(config.rateLimit);
  const limit = countOf(raw?.limit);
  const period = timeOf(raw?.period);
  return raw && limit !== null && period !== null ? { limit, period, key: textOf(raw.key) } : null;
}

function throttleOf(raw: Record<string, unknown> | null): FlowControl['throttle'] {
  const limit = countOf(raw?.limit);
  const period = timeOf(raw?.period);
  if (!raw || limit === null || period === null) return null;
  return { limit, period, burst: countOf(raw.burst) ?? 0, key: textOf(raw.key) };
}

function concurrencyOf(raw: unknown, of: ConcurrencyLimit['of']): ConcurrencyLimit[] {
  if (typeof raw === 'number') return raw > 0 ? [{ limit: raw, key: null, scope: 'fn', of }] : [];
  if (Array.isArray(raw)) return raw.flatMap((each) => concurrencyOf(each, of));
  const one = recordOrNull(raw);
  if (!one) return [];
  if ('fn' in one || 'step' in one)
    return [...concurrencyOf(one.fn, 'run'), ...concurrencyOf(one.step, 'request')];
  const limit = countOf(one.limit);
  if (limit === null) return [];
  const scope = one.scope === 'env' || one.scope === 'account' ? one.scope : 'fn';
  return [{ limit, key: textOf(one.key), scope, of }];
}

function debounceOf(raw: Record<string, unknown> | null): FlowControl['debounce'] {
  const period = timeOf(raw?.period);
  return raw && period !== null ? { period, timeout: timeOf(raw.timeout), key: textOf(raw.key) } : null;
}

function batchOf(raw: Record<string, unknown> | null): FlowControl['batch'] {
  const maxSize = countOf(raw?.maxSize);
  if (!raw || maxSize === null) return null;
  return { maxSize, timeout: timeOf(raw.timeout) ?? 60_000, key: textOf(raw.key), if: textOf(raw.if) };
}

function singletonOf(raw: Record<string, unknown> | null): FlowControl['singleton'] {
  if (!raw) return null;
  return { mode: raw.mode === 'cancel' ? 'cancel' : 'skip', key: textOf(raw.key) };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

function countOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 1 ? Math.floor(value) : null;
}

function timeOf(value: unknown): number | null {
  return typeof value === 'string' ? parseDuration(value) : null;
}
