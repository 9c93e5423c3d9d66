import { parseCsv } from './csv.ts';

export const columns = ['email', 'first_name', 'last_name', 'company'] as const;

export type Contact = Record<(typeof columns)[number], string>;

export interface Validation {
  isValid: boolean;
  /** What is wrong, with the line in the file; at most twenty. */
  errors: string[];
  contacts: number;
}

const emailShape = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** Checks the columns and then every row. */
export function validateContacts(csv: string): Validation {
  const [header = [], ...rows] = parseCsv(csv);
  const missing = columns.filter((column) => !header.includes(column));
  if (missing.length > 0) {
    return { isValid: false, errors: [`Line 1: missing column ${missing.join(', ')}`], contacts: 0 };
  }

  const seen = new Map<string, number>();
  const errors = rows.flatMap((row, index) => {
    const line = index + 2;
    if (row.length !== header.length) {
      return [`Line ${line}: ${row.length} values for ${header.length} columns`];
    }
    const contact = toContact(header, row);
    const wrong: string[] = [];
    if (!emailShape.test(contact.email))
      wrong.push(`Line ${line}: "${contact.email}" is not an email address`);
    if (contact.last_name === '') wrong.push(`Line ${line}: last_name is empty`);
    const first = seen.get(contact.email);
    if (first !== undefined) wrong.push(`Line ${line}: ${contact.email} is already on line ${first}`);
    seen.set(contact.email, first ?? line);
    return wrong;
  });
  if (rows.length === 0) errors.push('The file has no contacts');
  return { isValid: errors.length === 0, errors: errors.slice(0, 20), contacts: rows.length };
}

/** Reads the contacts of a file that was found valid. */
export function readContacts(csv: string): Contact[] {
  const [header = [], ...rows] = parseCsv(csv);
  return rows.map((row) => toContact(header, row));
}

function toContact(header: string[], row: string[]): Contact {
  const cell = (column: string) => row[header.indexOf(column)] ?? '';
  return {
    email: cell('email').toLowerCase(),
    first_name: cell('first_name'),
    last_name: cell('last_name'),
    company: cell('company'),
  };
}
