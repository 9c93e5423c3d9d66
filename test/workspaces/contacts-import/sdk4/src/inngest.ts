import type { ListReviewedData, ListUploadedData } from 'contacts-crm';
import { eventType, Inngest, staticSchema } from 'inngest';

export const inngest = new Inngest({ id: 'contacts-sdk4' });

export const contactListUploaded = eventType('api/contact_list.uploaded', {
  schema: staticSchema<ListUploadedData>(),
});

export const contactListReviewed = eventType('api/contact_list.reviewed', {
  schema: staticSchema<ListReviewedData>(),
});
