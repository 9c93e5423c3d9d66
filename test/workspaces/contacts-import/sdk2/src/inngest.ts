import type { ListReviewedData, ListUploadedData } from 'contacts-crm';
import { EventSchemas, Inngest } from 'inngest';

type Events = {
  'api/contact_list.uploaded': { data: ListUploadedData };
  'api/contact_list.reviewed': { data: ListReviewedData };
};

export const inngest = new Inngest({
  name: 'Contacts SDK 2',
  schemas: new EventSchemas().fromRecord<Events>(),
});
