/** The database schema by version. Released versions are never changed: a new one is added. */
import type { DatabaseSync } from 'node:sqlite';

/**
 * `journal` has all entries; the other tables are projections of it, written in the same transaction, so that a start reads only what
 * has not ended.
 */
const migrations: readonly string[] = [
  `
  create table journal (
    seq integer primary key,
    at integer not null,
    kind text not null,
    subject text not null,
    body text not null
  ) strict;
  create index journal_subject on journal (subject, seq);
  create table run (
    run_id text primary key,
    queued_seq integer not null,
    function_id text not null,
    ended text
  ) strict;
  create index run_queued on run (queued_seq);
  create index run_unended on run (queued_seq) where ended is null;
  create index run_function on run (function_id, queued_seq);
  create table event_run (event_id text not null, run_id text not null, primary key (event_id, run_id)) strict, without rowid;
  create table event (event_id text primary key, seq integer not null, name text not null, scheduled integer not null) strict;
  create index event_unscheduled on event (seq) where scheduled = 0;
  create table idempotency (key text primary key, at integer not null) strict, without rowid;
  `,
  // Flow control: what rate limits remember, and the events that wait to start a run together.
  `
  create table arrival (key text primary key, arrival integer not null) strict, without rowid;
  create table open_hold (hold_id text primary key) strict, without rowid;
  `,
  // Housekeeping: which runs are old, and what is being taken away.
  `
  alter table run add column ended_at integer;
  update run set ended_at = (select max(at) from journal where subject = run_id) where ended is not null;
  create index run_ended on run (ended_at) where ended is not null;
  create index event_run_run on event_run (run_id);
  create index event_seq on event (seq);
  create index journal_released on journal (at) where kind = 'hold-released';
  create table doomed (subject text primary key) strict, without rowid;
  `,
  // Damage: a checksum of each entry, and how many numbers up to the last entry are not in use. `inverse` is -1 - entries.
  `
  alter table journal add column sum integer;
  create table absent (id integer primary key, entries integer not null, inverse integer not null) strict;
  insert into absent select 1, entries, -1 - entries
    from (select coalesce(max(seq), 0) - count(*) as entries from journal);
  `,
];

export const schemaVersion = migrations.length;

/** In the file's header beside the version, so that a damaged number is not taken for a newer version. */
export function applicationId(version: number): number {
  return 0x53746c00 + version;
}

export function isOlder(database: DatabaseSync): boolean {
  return versionOf(database) < schemaVersion;
}

function versionOf(database: DatabaseSync): number {
  return (database.prepare('pragma user_version').get() as { user_version: number }).user_version;
}

/**
 * Each step in one transaction.
 *
 * @param to an earlier version, for tests of what follows it.
 * @param keepCopy called before a database that holds something is changed, with its version.
 */
export function migrate(
  database: DatabaseSync,
  keepCopy: (version: number) => void,
  to = schemaVersion,
): void {
  const found = versionOf(database);
  if (found > 0 && found < schemaVersion) keepCopy(found);
  for (const [index, statements] of migrations.entries()) {
    if (index < found || index >= to) continue;
    database.exec('begin immediate');
    try {
      const version = index + 1;
      database.exec(
        `${statements}; pragma user_version = ${version}; pragma application_id = ${applicationId(version)}`,
      );
      database.exec('commit');
    } catch (error) {
      database.exec('rollback');
      throw error;
    }
  }
}
