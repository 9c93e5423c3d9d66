import type { ContactFilters } from './contact-filters.ts';

/** Somebody uploaded a list of contacts. */
export type ListUploadedData = {
  /**
   * A new one for each upload.
   * @example upload-1
   */
  upload_id: string;
  /**
   * Name of a file in the uploads folder: `valid.csv`, `flaky.csv`, `invalid.csv` or `large.csv`.
   * @example flaky.csv
   */
  filename: string;
  /** @example ada */
  user_id: string;
};

/** The user looked through the enriched list and decided. */
export type ListReviewedData = {
  upload_id: string;
  /** @example true */
  is_approved: boolean;
  /** Which of the contacts to import; all of them when absent. */
  filters?: ContactFilters;
};
