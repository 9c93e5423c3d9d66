export type { ContactFilters } from './contact-filters.ts';
export { Crm } from './crm.ts';
export type { ListReviewedData, ListUploadedData } from './events.ts';
export { listen } from './http-listener.ts';
