/** Cursors and output ids that are opaque to clients: JSON in base64. */
import { recordOf } from '../../contract/records.ts';

export function encodeCursor(value: Record<string, string>): string {
  return Buffer.from(JSON.stringify(value)).toString('base64');
}

/** The string under `key`; null when the cursor is invalid. */
export function decodeCursor(cursor: string, key: string): string | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64').toString());
    const found = recordOf(value)[key];
    return typeof found === 'string' ? found : null;
  } catch {
    return null;
  }
}

export interface Page<T> {
  edges: { node: T; cursor: string }[];
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
}

export function pageOf<T>(
  edges: Page<T>['edges'],
  { more, after }: { more: boolean; after: string | null | undefined },
): Page<T> {
  return {
    edges,
    pageInfo: {
      hasNextPage: more,
      hasPreviousPage: typeof after === 'string' && after !== '',
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
