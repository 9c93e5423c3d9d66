/** How the modules without `vscode` get at the words of the user's language; `vscode.l10n` is one of these. */
export interface Words {
  t(message: string, ...args: (string | number)[]): string;
}
