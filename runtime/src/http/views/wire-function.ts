/** Functions in the format of the official dev server. */
import type { ServedFunction } from '../../engine/state/function-directory.ts';
import { uuidOf } from './wire-id.ts';

const defaultRetries = 4;

/** A trigger's condition is called `expression`, and the function's only step is in a list. */
export function wireFunction({ id, name, url, triggers, maxAttempts }: ServedFunction) {
  const retries = maxAttempts - 1;
  return {
    id: uuidOf(id),
    fv: 1,
    name,
    slug: id,
    triggers: triggers.map(wireTrigger),
    steps: [{ id: 'step', name: 'step', uri: url, ...(retries === defaultRetries ? {} : { retries }) }],
  };
}

/** Includes all settings as the SDK sent them. */
export function wireConfig(fn: ServedFunction) {
  return { ...fn.config, ...wireFunction(fn) };
}

function wireTrigger({ event, cron, if: expression }: ServedFunction['triggers'][number]) {
  return {
    ...(event === undefined ? {} : { event }),
    ...(cron === undefined ? {} : { cron }),
    ...(expression === undefined ? {} : { expression }),
  };
}

/** `js:v4.24.0` */
export function sdkParts(sdk: string | null): { language: string; version: string } {
  const [language = '', version = ''] = (sdk ?? '').split(':');
  return { language, version };
}
