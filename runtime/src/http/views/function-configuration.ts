/** A function's settings in the format of the dashboard. */
import { recordOrNull } from '../../contract/records.ts';
import type { ServedFunction } from '../../engine/state/function-directory.ts';
import { readFlowControl } from '../../queue/flow-control.ts';

const defaultRetries = 4;

/** Durations are kept as the user wrote them; omitted settings have their defaults. */
export function functionConfiguration({ config, maxAttempts }: ServedFunction) {
  const flow = readFlowControl(config);
  const rateLimit = recordOrNull(config.rateLimit);
  const idempotency = text(config.idempotency);
  const throttle = recordOrNull(config.throttle);
  const debounce = recordOrNull(config.debounce);
  const batch = recordOrNull(config.batchEvents);
  const retries = maxAttempts - 1;
  return {
    cancellations: Array.isArray(config.cancel) ? config.cancel.flatMap(cancellation) : [],
    retries: { value: retries, isDefault: retries === defaultRetries },
    priority: flow.priority,
    eventsBatch: batch &&
      flow.batch && {
        maxSize: flow.batch.maxSize,
        timeout: text(batch.timeout) ?? '60s',
        key: flow.batch.key,
      },
    concurrency: flow.concurrency.length > 0 ? flow.concurrency.map(concurrencyLimit) : [noLimit],
    rateLimit: flow.rateLimit && {
      limit: flow.rateLimit.limit,
      period: idempotency === null ? (text(rateLimit?.period) ?? '') : '24h',
      key: flow.rateLimit.key,
    },
    debounce: flow.debounce && { period: text(debounce?.period) ?? '', key: flow.debounce.key },
    throttle: flow.throttle && {
      limit: flow.throttle.limit,
      burst: flow.throttle.burst,
      period: text(throttle?.period) ?? '',
      key: flow.throttle.key,
    },
    singleton: flow.singleton && {
      mode: flow.singleton.mode === 'cancel' ? 'CANCEL' : 'SKIP',
      key: flow.singleton.key,
    },
  };
}

/** How the official server represents a function without limits. */
const noLimit = { scope: 'ACCOUNT', limit: { value: -1, isPlanLimit: true }, key: null };

const scopes = { fn: 'FUNCTION', env: 'ENVIRONMENT', account: 'ACCOUNT' } as const;

function concurrencyLimit({ limit, key, scope }: ReturnType<typeof readFlowControl>['concurrency'][number]) {
  return { scope: scopes[scope], limit: { value: limit, isPlanLimit: false }, key };
}

function cancellation(value: unknown) {
  const raw = recordOrNull(value);
  const event = text(raw?.event);
  return event === null ? [] : [{ event, timeout: text(raw?.timeout), condition: text(raw?.if) }];
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
