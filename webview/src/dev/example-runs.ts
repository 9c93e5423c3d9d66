/** Journals of the development page's graphs. */
import type { JournalEntry } from '../../../runtime/src/contract/journal.ts';
import { JournalBuilder } from './journal-builder.ts';

const day = 86_400_000;

/** Enrichment fails once, an answer for another upload comes, then the right one. */
export function contactsJournal(functionId: string, startAt: number): JournalEntry[] {
  const run = new JournalBuilder(functionId, 'api/contact_list.uploaded', startAt);
  run.start();
  run.request();
  run.done('Validate upload contents', { isValid: true, errors: [] }, 212);
  run.attemptFailed('Enrich contacts information', 'enrichment API answered 503', {
    attempt: 0,
    retryIn: 4000,
  });
  run.response();
  run.request(1, 4000);
  run.doneAfterRetry('Enrich contacts information', { enriched: 1204, missing: 3 }, 1, 842);
  run.wait(
    'wait-for-review',
    'api/contact_list.reviewed',
    'event.data.upload_id == async.data.upload_id',
    7 * day,
  );
  run.response();
  run.nearMiss('wait-for-review');
  run.matched('wait-for-review', 'api/contact_list.reviewed', { upload_id: 'upl_7f3', is_approved: true });
  run.request();
  run.done('Create contacts in CRM', { inserted: 1201 }, 1430);
  run.done('Notify user of successful import', { sent: true }, 96);
  run.completed({ imported: 1201 });
  run.response(206);
  return run.entries;
}

/** A loop of three items, then a refused card. */
export function orderJournal(functionId: string, startAt: number): JournalEntry[] {
  const run = new JournalBuilder(functionId, 'shop/order.paid', startAt);
  run.start();
  run.request();
  run.done('load-order', { id: 'ord_1', items: ['a', 'b', 'c'], total: 4200 }, 34);
  run.done('reserve-stock', { reserved: 3 }, 51);
  run.done('screen-for-fraud', { risk: 'low' }, 1900);
  run.done('shipping rates', { cheapest: 490 }, 230);
  for (const [index, item] of ['a', 'b', 'c'].entries()) {
    run.done(`pick-${item}`, { available: true }, 40);
    run.done('pack item', { parcel: index + 1 }, 70, index === 0 ? undefined : index);
  }
  run.attemptFailed('charge-card', 'gateway timed out', { attempt: 0, retryIn: 12_000 }, 'InvokeFunction');
  run.failed('charge-card', 'card was declined', 1, 'InvokeFunction');
  run.done('release stock', { released: 3 }, 44);
  run.done('tell customer', { ids: ['01JE…'] }, 12);
  run.runFailed('card was declined');
  run.response(400);
  return run.entries;
}
