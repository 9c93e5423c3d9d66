/** Texts of the page. English is the key, as in `vscode.l10n`; the extension may hand over translations. */

let translations: Record<string, string> = {};

export function useTranslations(strings: Record<string, string>): void {
  translations = strings;
}

/** @param values fill `{0}`, `{1}` … */
export function t(text: string, ...values: (string | number)[]): string {
  return (translations[text] ?? text).replace(/\{(\d)\}/g, (whole, index) =>
    String(values[Number(index)] ?? whole),
  );
}
