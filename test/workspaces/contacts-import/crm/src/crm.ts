import { resolve } from 'node:path';
import type { ContactFilters } from './contact-filters.ts';
import { ContactStore } from './contact-store.ts';
import { EnrichmentClient } from './enrichment-client.ts';
import { downloadUpload } from './uploads.ts';
import { readContacts, type Validation, validateContacts } from './validate-contacts.ts';

/** What the workflow can ask of the CRM. Each method is the work of one step. */
export class Crm {
  readonly store: ContactStore;
  readonly enrichment: EnrichmentClient;

  /** @param appFolder data is kept in `.data` below it, unless `CONTACTS_DATA_DIR` says otherwise. */
  constructor(appFolder: string) {
    const dataFolder = resolve(process.env.CONTACTS_DATA_DIR || resolve(appFolder, '.data'));
    this.store = new ContactStore(dataFolder);
    this.enrichment = new EnrichmentClient(dataFolder);
  }

  /** Checks the file's columns and every row, and that this upload was not imported before. */
  async validateUpload(uploadId: string, filename: string): Promise<Validation> {
    const validation = validateContacts(await downloadUpload(filename));
    if (!this.store.hasContactsOf(uploadId)) return validation;
    return {
      ...validation,
      isValid: false,
      errors: [`Upload ${uploadId} was imported before; a new upload needs a new upload_id`],
    };
  }

  /** @throws when the enrichment service fails, which it does at times. */
  async enrichContacts(uploadId: string, filename: string): Promise<{ contacts: number; companies: number }> {
    const contacts = readContacts(await downloadUpload(filename));
    const enriched = await this.enrichment.enrich(uploadId, contacts);
    this.store.saveEnrichedList(uploadId, enriched);
    return {
      contacts: enriched.length,
      companies: new Set(enriched.map(({ company }) => company)).size,
    };
  }

  createContacts(uploadId: string, filters?: ContactFilters): { created: number; filteredOut: number } {
    return this.store.createContacts(uploadId, filters);
  }

  deleteUploadedList(uploadId: string): { deleted: boolean } {
    return this.store.deleteList(uploadId);
  }

  /** Puts a message into the user's inbox. */
  notifyUser(userId: string, text: string): { notified: string; text: string } {
    this.store.addNotification(userId, text);
    return { notified: userId, text };
  }
}
