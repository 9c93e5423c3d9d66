/** The quick fix of a run's problem leads to the run. */
import * as vscode from 'vscode';

export class RunProblemActions implements vscode.CodeActionProvider {
  provideCodeActions(
    _document: vscode.TextDocument,
    _range: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    return diagnostics.flatMap((diagnostic) => {
      const { source, code } = diagnostic;
      if (source !== 'Steplight' || typeof code !== 'object' || code.target.scheme !== 'command') return [];
      const title = vscode.l10n.t('Open Run');
      const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
      action.command = {
        title,
        command: code.target.path,
        arguments: JSON.parse(code.target.query) as unknown[],
      };
      action.diagnostics = [diagnostic];
      return [action];
    });
  }
}
