/** Notes that ask for something to be done, as diagnostics of their document. */
import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver';
import type { Note, WorkflowGraph } from '../workflow-graph.ts';
import type { FileState } from '../workspace/workspace.ts';

export function diagnosticsOf(state: FileState): Diagnostic[] {
  const found: Diagnostic[] = [];
  const take = (notes: readonly Note[], file: string): void => {
    for (const note of notes) {
      if (note.severity === 'info' || note.file !== file) continue;
      found.push({
        range: note.range,
        severity: note.severity === 'error' ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
        code: note.code,
        source: 'steplight',
        message: note.message,
      });
    }
  };
  const visit = (graph: WorkflowGraph): void => {
    take(graph.notes, graph.file);
    if (graph.onFailure) visit(graph.onFailure);
  };
  for (const graph of state.analysis.graphs) visit(graph);
  return found;
}

/** All notes of a file, those of its graphs included. */
export function notesOf(state: FileState): Note[] {
  const notes = [...state.analysis.notes];
  for (const graph of state.analysis.graphs) {
    notes.push(...graph.notes);
    if (graph.onFailure) notes.push(...graph.onFailure.notes);
  }
  return notes;
}
