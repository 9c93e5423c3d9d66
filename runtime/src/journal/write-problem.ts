/** What a person can do when the journal cannot be written. */
import { dirname } from 'node:path';
import { messageOf } from '../contract/error-text.ts';
import { JournalError } from './journal.ts';

/** Result codes of SQLite. */
const codes = { readonly: 8, ioError: 10, full: 13, cannotOpen: 14 } as const;

/** Returns errors that are not about the file unchanged. */
export function writeProblem(error: unknown, path: string): unknown {
  const code = ((error as { errcode?: unknown } | null)?.errcode as number | undefined) ?? 0;
  const reason = messageOf(error);
  switch (code & 0xff) {
    case codes.full:
      return new JournalError(
        `The disk is full: nothing can be recorded in ${path}. Free up space, then start the runtime again. Everything accepted so far is safe.`,
        { cause: error },
      );
    case codes.readonly:
    case codes.cannotOpen:
      return new JournalError(
        `The journal ${path} is not writable (${reason}). Make ${dirname(path)} writable, or choose another folder with --data.`,
        { cause: error },
      );
    case codes.ioError:
      return new JournalError(`Disk error in the journal ${path} (${reason}).`, { cause: error });
    default:
      return error;
  }
}
