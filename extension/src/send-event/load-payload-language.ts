import type { PayloadLanguage } from './payload-language.ts';

/** Null: nothing is known about the event's type. */
export async function loadPayloadLanguage(
  schema: Record<string, unknown> | null,
): Promise<PayloadLanguage | null> {
  if (schema === null) return null;
  const { PayloadLanguage } = await import('./payload-language.ts');
  return new PayloadLanguage(schema);
}
