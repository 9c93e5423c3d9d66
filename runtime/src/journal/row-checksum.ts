/** A checksum of each stored entry: damage that leaves the text readable is noticed, too. */
import { crc32 } from 'node:zlib';

/** The columns of an entry as they are stored. */
export interface EntryRow {
  seq: number;
  at: number;
  kind: string;
  subject: string;
  /** JSON of the rest of the entry. */
  body: string;
  /** Null in rows that were written before there were checksums. */
  sum: number | null;
}

/** The text that is summed up, as an expression over the columns. */
export const summedText = "seq || ' ' || at || ' ' || kind || ' ' || subject || ' ' || body";

/** A signed 32-bit number, which SQLite stores in four bytes. */
export function checksum({ seq, at, kind, subject, body }: Omit<EntryRow, 'sum'>): number {
  return crc32(`${seq} ${at} ${kind} ${subject} ${body}`) | 0;
}

export function checksumOfText(summed: string): number {
  return crc32(summed) | 0;
}

export function isIntact(row: EntryRow): boolean {
  return row.sum === null ? isJson(row.body) : row.sum === checksum(row);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
