import type { ListReviewedData, ListUploadedData } from 'contacts-crm';
import { Inngest } from 'inngest';

type Events = {
  'api/contact_list.uploaded': { name: 'api/contact_list.uploaded'; data: ListUploadedData };
  'api/contact_list.reviewed': { name: 'api/contact_list.reviewed'; data: ListReviewedData };
};

export const inngest = new Inngest<Events>({ name: 'Contacts SDK 1' });
