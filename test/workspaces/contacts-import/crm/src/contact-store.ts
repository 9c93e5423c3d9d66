import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { applyFilters, type ContactFilters } from './contact-filters.ts';
import type { EnrichedContact } from './enrichment-client.ts';

const schema = `
  CREATE TABLE IF NOT EXISTS enriched_lists (
    upload_id TEXT PRIMARY KEY,
    contacts TEXT NOT NULL
  );
  CREATE TABLE IF NOT EXISTS contacts (
    upload_id TEXT NOT NULL,
    email TEXT NOT NULL,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    company TEXT NOT NULL,
    industry TEXT NOT NULL,
    employees INTEGER NOT NULL,
    UNIQUE (upload_id, email)
  );
  CREATE TABLE IF NOT EXISTS notifications (
    id INTEGER PRIMARY KEY,
    user_id TEXT NOT NULL,
    text TEXT NOT NULL
  );
`;

/** The CRM's database. Nothing in it forgives doing a thing twice: creating a contact again is an error. */
export class ContactStore {
  #dataFolder: string;
  #open: DatabaseSync | null = null;

  constructor(dataFolder: string) {
    this.#dataFolder = dataFolder;
  }

  /** Keeps an enriched list until the user has decided; the same upload enriched anew replaces it. */
  saveEnrichedList(uploadId: string, contacts: EnrichedContact[]): void {
    this.#db
      .prepare('INSERT OR REPLACE INTO enriched_lists (upload_id, contacts) VALUES (?, ?)')
      .run(uploadId, JSON.stringify(contacts));
  }

  deleteList(uploadId: string): { deleted: boolean } {
    const { changes } = this.#db.prepare('DELETE FROM enriched_lists WHERE upload_id = ?').run(uploadId);
    return { deleted: changes > 0 };
  }

  /** Inserts the list's contacts that pass the filters, all of them or none. */
  createContacts(uploadId: string, filters: ContactFilters = {}): { created: number; filteredOut: number } {
    const row = this.#db.prepare('SELECT contacts FROM enriched_lists WHERE upload_id = ?').get(uploadId);
    if (!row) throw new Error(`There is no enriched list for upload ${uploadId}`);
    const list = JSON.parse(String(row.contacts)) as EnrichedContact[];
    const chosen = applyFilters(list, filters);

    const insert = this.#db.prepare(
      `INSERT INTO contacts (upload_id, email, first_name, last_name, company, industry, employees)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      for (const c of chosen) {
        insert.run(uploadId, c.email, c.first_name, c.last_name, c.company, c.industry, c.employees);
      }
      this.#db.exec('COMMIT');
    } catch (error) {
      this.#db.exec('ROLLBACK');
      throw error;
    }
    return { created: chosen.length, filteredOut: list.length - chosen.length };
  }

  hasContactsOf(uploadId: string): boolean {
    return this.#db.prepare('SELECT 1 FROM contacts WHERE upload_id = ? LIMIT 1').get(uploadId) !== undefined;
  }

  addNotification(userId: string, text: string): void {
    this.#db.prepare('INSERT INTO notifications (user_id, text) VALUES (?, ?)').run(userId, text);
  }

  close(): void {
    this.#open?.close();
    this.#open = null;
  }

  /** Opened by the first step that needs it, so that loading the app touches no file. */
  get #db(): DatabaseSync {
    if (!this.#open) {
      mkdirSync(this.#dataFolder, { recursive: true });
      this.#open = new DatabaseSync(join(this.#dataFolder, 'crm.sqlite'));
      this.#open.exec('PRAGMA journal_mode = WAL; PRAGMA busy_timeout = 5000;');
      this.#open.exec(schema);
    }
    return this.#open;
  }
}
