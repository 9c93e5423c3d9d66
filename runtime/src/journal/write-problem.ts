/** What a person can do when the journal cannot be written. */
import { dirname } from 'node:path';
import { messageOf } from '../contract/error-text.ts';
import { DiskFullError, JournalError } from './journal.ts';

/** Result codes of SQLite. */
const codes = { readonly: 8, ioError: 10, corrupt: 11, full: 13, cannotOpen: 14, notADatabase: 26 } as const;

/** Returns errors that are not about the file unchanged. */
export function writeProblem(error: unknown, path: string): unknown {
  const code = ((error as { errcode?: unknown } | null)?.errcode as number | undefined) ?? 0;
  const reason = messageOf(error);
  switch (code & 0xff) {
    case codes.full:
      return new DiskFullError(
        `The disk is full: nothing can be recorded in ${path}. Free up space. Everything accepted so far is safe.`,
        { cause: error },
      );
    case codes.readonly:
    case codes.cannotOpen:
      return new JournalError(
        `The journal ${path} is not writable (${reason}). Make ${dirname(path)} writable, or choose another folder with --data.`,
        { cause: error },
      );
    case codes.corrupt:
    case codes.notADatabase:
      return new JournalError(
        `The journal ${path} is damaged (${reason}). Start the runtime again: it repairs the journal and keeps every entry that it can read.`,
        { cause: error },
      );
    case codes.ioError:
      return new JournalError(`Disk error in the journal ${path} (${reason}).`, { cause: error });
    default:
      return error;
  }
}

/** SQLite could not read what is in the file. */
export function isDamage(error: unknown): boolean {
  const { code, errcode } = (error ?? {}) as { code?: unknown; errcode?: unknown };
  // A number in the file is larger than any that was written.
  if (code === 'ERR_OUT_OF_RANGE') return true;
  return code === 'ERR_SQLITE_ERROR' && typeof errcode === 'number' && !isOfTheSystem(errcode);
}

/** Permission, busy, locked, out of memory, read-only, input and output, full, cannot open. */
const systemCodes: ReadonlySet<number> = new Set([3, 5, 6, 7, 8, 9, 10, 13, 14, 15]);
/** The file ends too early. */
const shortRead = 522;

function isOfTheSystem(errcode: number): boolean {
  return systemCodes.has(errcode & 0xff) && errcode !== shortRead;
}
