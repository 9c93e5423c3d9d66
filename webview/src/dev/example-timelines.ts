/** Journals of the development page of runs. */
import type { JournalEntry } from '../../../runtime/src/contract/journal.ts';
import { JournalBuilder } from './journal-builder.ts';

const day = 86_400_000;

/** Retries, parallel steps and a wait of a week beside steps of milliseconds. */
export function weekJournal(startAt: number): JournalEntry[] {
  const run = new JournalBuilder('shop-import-contacts', 'api/contact_list.uploaded', startAt);
  run.start();
  run.request();
  run.done('Validate upload contents', { isValid: true, errors: [] }, 115);
  for (const [attempt, retryIn] of [4000, 8000].entries()) {
    run.attemptFailed('Enrich contacts information', 'enrichment API answered 503', { attempt, retryIn });
    run.response();
    run.request(attempt + 1, retryIn);
  }
  run.printed('Enrich contacts information', 'enriched 1204 of 1207 contacts');
  run.printed('Enrich contacts information', '3 contacts have no address', 'warn');
  run.doneAfterRetry('Enrich contacts information', { enriched: 1204, missing: 3 }, 2, 842);
  run.parallel({
    'Score contacts by engagement in the last twelve months': [2, 640],
    'Find duplicates': [3, 310],
    'Check opt-outs': [4, 95],
    'Look up companies': [100, 420],
  });
  run.wait(
    'wait-for-review',
    'api/contact_list.reviewed',
    'event.data.upload_id == async.data.upload_id',
    7 * day,
  );
  run.response();
  run.nearMiss('wait-for-review');
  run.matched(
    'wait-for-review',
    'api/contact_list.reviewed',
    { upload_id: 'upl_7f3', is_approved: true },
    6.9 * day,
  );
  run.request();
  run.done('Create contacts in CRM', { inserted: 1201 }, 1430);
  run.sleep('Settle', 60_000);
  run.response();
  run.woken('Settle', 60_000);
  run.request();
  run.done('Notify user of successful import', { sent: true }, 96);
  run.completed({ imported: 1201, skipped: [], report: { created: 1201, merged: 3, rejected: 0 } });
  run.response(206);
  return run.entries;
}

/** Still waiting. */
export function waitingJournal(startAt: number): JournalEntry[] {
  const all = weekJournal(startAt);
  return all.slice(
    0,
    all.findIndex(({ kind }) => kind === 'wait-matched'),
  );
}

/** So many steps, one after the other. */
export function longJournal(startAt: number, steps: number): JournalEntry[] {
  const run = new JournalBuilder('shop-reindex', 'shop/reindex.requested', startAt);
  run.start();
  run.request();
  for (let index = 0; index < steps; index += 1)
    run.done(`Reindex page ${index + 1}`, { page: index + 1 }, 5 + ((index * 37) % 60));
  run.completed({ pages: steps });
  run.response(206);
  return run.entries;
}

/** Values of 5 MB: long lists, deep nesting, long texts and special names. */
export function valuesJournal(startAt: number): JournalEntry[] {
  const run = new JournalBuilder('shop-export', 'shop/export.requested', startAt);
  let nested: unknown = { bottom: true };
  for (let level = 0; level < 500; level += 1) nested = { level, nested };
  run.start();
  run.request();
  run.done('Export', {
    rows: Array.from({ length: 100_000 }, (_, id) => ({ id, email: `user-${id}@example.com` })),
    nested,
    text: 'A long text with several sentences. '.repeat(20_000),
    lines: 'first line\nsecond line\nthird line',
    names: Object.fromEntries(['', 'a b', 'ключ', 'constructor'].map((name) => [name, name.length])),
    flags: { ok: true, none: null, ratio: 0.25 },
  });
  run.completed({ exported: 100_000 });
  run.response(206);
  return run.entries;
}

/** 200 items of a loop, of which one fails. */
export function loopJournal(startAt: number): JournalEntry[] {
  const run = new JournalBuilder('shop-send-newsletter', 'shop/newsletter.approved', startAt);
  run.start();
  run.request();
  for (let index = 0; index < 200; index += 1) {
    const at = index === 0 ? undefined : index;
    if (index === 137) run.failed('Send e-mail', 'mailbox is full', 0, 'StepRun', at);
    else run.done('Send e-mail', { sent: true }, 12 + ((index * 13) % 40), at);
  }
  run.runFailed('mailbox is full', 'Error: mailbox is full\n    at send (src/send.ts:14:11)');
  run.response(400);
  return run.entries;
}
