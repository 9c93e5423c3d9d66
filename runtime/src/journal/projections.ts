/** The tables beside `journal`: what has not ended, and what flow control remembers. */
import type { DatabaseSync } from 'node:sqlite';
import type { JournalEntry } from '../contract/journal.ts';
import { endedStatusOf, idempotencyKey } from './journal.ts';

/** @returns what brings the tables to the state after an entry. */
export function projections(database: DatabaseSync): (entry: JournalEntry) => void {
  const run = prepare(database);
  const arrive = ({ rate }: { rate?: { key: string; arrival: number } }) => {
    if (rate) run.arrive.run(rate.key, Math.ceil(rate.arrival));
  };
  const useKey = (entry: { functionId: string; idempotencyKey?: string }, at: number) => {
    if (entry.idempotencyKey) run.insertKey.run(idempotencyKey(entry.functionId, entry.idempotencyKey), at);
  };
  return (entry) => {
    switch (entry.kind) {
      case 'event-received':
        run.insertEvent.run(entry.event.internalId, entry.seq, entry.event.name);
        return;
      case 'event-scheduled':
        run.scheduled.run(entry.eventId);
        return;
      case 'start-refused':
      case 'clock-set':
        return;
      case 'event-held':
        run.openHold.run(entry.holdId);
        arrive(entry);
        useKey(entry, entry.at);
        return;
      case 'hold-released':
        run.closeHold.run(entry.holdId);
        return;
      case 'run-started':
        arrive(entry);
        return;
      case 'run-queued':
        arrive(entry);
        run.insertRun.run(entry.runId, entry.seq, entry.functionId);
        for (const eventId of entry.eventIds) run.insertEventRun.run(eventId, entry.runId);
        useKey(entry, entry.at);
        return;
      default: {
        const ended = endedStatusOf[entry.kind];
        if (ended) run.endRun.run(ended, entry.at, entry.runId);
      }
    }
  };
}

function prepare(database: DatabaseSync) {
  return {
    insertEvent: database.prepare('insert into event (event_id, seq, name, scheduled) values (?, ?, ?, 0)'),
    scheduled: database.prepare('update event set scheduled = 1 where event_id = ?'),
    insertRun: database.prepare('insert into run (run_id, queued_seq, function_id) values (?, ?, ?)'),
    insertEventRun: database.prepare('insert or ignore into event_run (event_id, run_id) values (?, ?)'),
    insertKey: database.prepare('insert or replace into idempotency (key, at) values (?, ?)'),
    endRun: database.prepare('update run set ended = ?, ended_at = ? where run_id = ?'),
    arrive: database.prepare('insert or replace into arrival (key, arrival) values (?, ?)'),
    openHold: database.prepare('insert or ignore into open_hold (hold_id) values (?)'),
    closeHold: database.prepare('delete from open_hold where hold_id = ?'),
  };
}
