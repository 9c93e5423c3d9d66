/** Event maps to look at: one that fits the eye, and one of the size of the largest repositories. */
import type { EventMap } from '../../../server/src/event-map.ts';
import { mapFromText } from './map-notation.ts';

export const shopMap = mapFromText(`
  src/routes/checkout.ts -sends-> shop/order.placed
  src/routes/checkout.ts -sends-> shop/cart.abandoned
  shop/order.placed -starts-> shop-fulfil-order
  shop-fulfil-order -invokes-> shop-charge-card
  shop-fulfil-order -sends-> shop/order.shipped
  shop-fulfil-order -sends-> mail/requested
  warehouse/parcel.packed -resumes-> shop-fulfil-order
  shop/order.cancelled -cancels-> shop-fulfil-order
  src/routes/orders/[id]/cancel.ts -sends-> shop/order.cancelled
  mail/requested -starts-> shop-send-mail
  shop/order.shipped -starts-> shop-ask-for-review
  shop-ask-for-review -sends-> mail/requested
  shop/cart.abandoned -starts-> shop-remind-of-cart
  shop-remind-of-cart -sends-> mail/requested
  shop/order.placed -resumes-> shop-remind-of-cart
  cron 0 7 * * 1 -starts-> shop-weekly-report
  shop-weekly-report -sends-> report/finished
  inngest/function.failed -starts-> shop-alert-team
`);

/** Made by arithmetic, the same every time: apps that talk mostly within themselves. */
export function largeMap(functions: number, events: number): EventMap {
  const areas = [
    'billing',
    'catalog',
    'search',
    'mail',
    'identity',
    'video',
    'reports',
    'import',
    'sync',
    'growth',
  ];
  const verbs = ['created', 'updated', 'removed', 'requested', 'finished', 'failed', 'approved', 'expired'];
  const nouns = [
    'invoice',
    'item',
    'page',
    'message',
    'user',
    'clip',
    'report',
    'file',
    'account',
    'campaign',
  ];
  const area = (index: number): number => (index * 7 + Math.floor(index / 13)) % areas.length;
  const event = (index: number): string =>
    `${areas[area(index)]}/${nouns[(index * 3) % nouns.length]}.${verbs[index % verbs.length]}${index >= 80 ? `.v${Math.floor(index / 80) + 1}` : ''}`;
  const near = (index: number, step: number): number => {
    // Most partners are of the same area: the next event of it from there on.
    const start = (index * 31 + step * 17) % events;
    if (step % 4 === 3) return start;
    for (let at = 0; at < events; at += 1)
      if (area((start + at) % events) === area(index)) return (start + at) % events;
    return start;
  };
  const lines: string[] = [];
  for (let index = 0; index < functions; index += 1) {
    const name = `app-handle-${nouns[index % nouns.length]}-${index} @ apps/${areas[area(index)]}/src/inngest/handle-${index}.ts`;
    lines.push(`${event(near(index, 0))} -starts-> ${name}`);
    if (index % 3 === 0) lines.push(`${name} -sends-> ${event(near(index, 1))}`);
    if (index % 7 === 0) lines.push(`${event(near(index, 2))} -resumes-> ${name}`);
    if (index % 11 === 0) lines.push(`${name} -sends-> ${event(near(index, 3))}`);
    if (index % 23 === 0) lines.push(`${event(near(index, 5))} -cancels-> ${name}`);
    if (index % 5 === 0)
      lines.push(`apps/${areas[area(index)]}/src/routes/route-${index}.ts -sends-> ${event(near(index, 0))}`);
  }
  return mapFromText(lines.join('\n'));
}
