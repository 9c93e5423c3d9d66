/** The sample's own database: the proof of what the steps really did. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

function read<T>(folder: string, question: (database: DatabaseSync) => T, nothing: T): T {
  const file = join(folder, '.data/crm.sqlite');
  if (!existsSync(file)) return nothing;
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return question(database);
  } finally {
    database.close();
  }
}

/** Email addresses of the contacts that an upload created, sorted; one that was created twice stands here twice. */
export function contactsOf(folder: string, uploadId: string): string[] {
  return read(
    folder,
    (database) =>
      database
        .prepare('SELECT email FROM contacts WHERE upload_id = ? ORDER BY email')
        .all(uploadId)
        .map(({ email }) => String(email)),
    [],
  );
}

/** What the user was told, oldest first. */
export function notificationsTo(folder: string, userId: string): string[] {
  return read(
    folder,
    (database) =>
      database
        .prepare('SELECT text FROM notifications WHERE user_id = ? ORDER BY id')
        .all(userId)
        .map(({ text }) => String(text)),
    [],
  );
}
