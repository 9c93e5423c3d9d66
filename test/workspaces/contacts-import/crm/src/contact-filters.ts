import type { EnrichedContact } from './enrichment-client.ts';

/** The choices that the review page offers. */
export type ContactFilters = {
  /** Keep these industries only. */
  industries?: string[];
  /** Keep companies with at least this many employees. */
  min_employees?: number;
};

export function applyFilters(contacts: EnrichedContact[], filters: ContactFilters): EnrichedContact[] {
  return contacts.filter(
    ({ industry, employees }) =>
      (filters.industries === undefined || filters.industries.includes(industry)) &&
      employees >= (filters.min_employees ?? 0),
  );
}
