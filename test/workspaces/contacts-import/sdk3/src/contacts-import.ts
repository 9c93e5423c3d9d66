import { resolve } from 'node:path';
import { Crm } from 'contacts-crm';
import { inngest } from './inngest.ts';

const crm = new Crm(resolve(import.meta.dirname, '..'));

export const contactsImport = inngest.createFunction(
  { id: 'contacts-import', name: 'Contacts Import and enrichment' },
  { event: 'api/contact_list.uploaded' },
  async ({ event, step }) => {
    const { upload_id, filename, user_id } = event.data;

    const validation = await step.run('Validate upload contents', () =>
      crm.validateUpload(upload_id, filename),
    );
    if (!validation.isValid) {
      await step.run('Notify user of invalid contents', () =>
        crm.notifyUser(user_id, `${filename} was not imported: ${validation.errors.join('; ')}`),
      );
      return { outcome: 'invalid', errors: validation.errors };
    }

    await step.run('Enrich contacts information', () => crm.enrichContacts(upload_id, filename));

    const review = await step.waitForEvent('api/contact_list.reviewed', {
      event: 'api/contact_list.reviewed',
      timeout: '7d',
      match: 'data.upload_id',
    });
    if (!review) {
      await step.run('Notify user of missing review', () =>
        crm.notifyUser(user_id, `Nobody reviewed ${filename} within 7 days; it was not imported`),
      );
      return { outcome: 'not reviewed' };
    }

    if (review.data.is_approved === false) {
      await step.run('Delete uploaded contact lists', () => crm.deleteUploadedList(upload_id));
      return { outcome: 'rejected' };
    }

    const result = await step.run('Create contacts in CRM', () =>
      crm.createContacts(upload_id, review.data.filters),
    );
    await step.run('Notify user of successful import', () =>
      crm.notifyUser(user_id, `${result.created} contacts of ${filename} were imported`),
    );
    return { outcome: 'imported', ...result };
  },
);
