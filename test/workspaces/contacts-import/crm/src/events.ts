import type { ContactFilters } from './contact-filters.ts';

/** Somebody uploaded a list of contacts. */
export type ListUploadedData = {
  upload_id: string;
  /** Name of the file in the uploads folder, such as `valid.csv`. */
  filename: string;
  user_id: string;
};

/** The user looked through the enriched list and decided. */
export type ListReviewedData = {
  upload_id: string;
  is_approved: boolean;
  /** Which of the contacts to import; all of them when absent. */
  filters?: ContactFilters;
};
