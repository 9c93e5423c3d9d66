import { startEnrichmentService } from './enrichment-service.ts';
import type { Contact } from './validate-contacts.ts';

export type EnrichedContact = Contact & { industry: string; employees: number };

/**
 * Talks to the company that knows where people work. Its address is `ENRICHMENT_URL`; without one, a local
 * service is started on first use.
 */
export class EnrichmentClient {
  #dataFolder: string;
  #url: Promise<string> | null = null;

  constructor(dataFolder: string) {
    this.#dataFolder = dataFolder;
  }

  /** Where the service answers. */
  url(): Promise<string> {
    this.#url ??= process.env.ENRICHMENT_URL
      ? Promise.resolve(process.env.ENRICHMENT_URL)
      : startEnrichmentService(this.#dataFolder);
    return this.#url;
  }

  /** @throws when the service cannot be reached or answers with an error; asking again later may help. */
  async enrich(uploadId: string, contacts: Contact[]): Promise<EnrichedContact[]> {
    const response = await fetch(new URL('/v1/companies', await this.url()), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ reference: uploadId, domains: contacts.map(({ email }) => domainOf(email)) }),
    });
    if (!response.ok) {
      throw new Error(`The enrichment service answered ${response.status}: ${await response.text()}`);
    }
    const companies = (await response.json()) as Record<string, { industry: string; employees: number }>;
    return contacts.map((contact) => {
      const company = companies[domainOf(contact.email)];
      return {
        ...contact,
        industry: company?.industry ?? 'unknown',
        employees: company?.employees ?? 0,
      };
    });
  }
}

function domainOf(email: string): string {
  return email.slice(email.indexOf('@') + 1);
}
