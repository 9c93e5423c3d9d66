/** Translation for modules without `vscode`; `vscode.l10n` is one of these. */
export interface L10n {
  t(message: string, ...args: (string | number)[]): string;
}
