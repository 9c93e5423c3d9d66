/** Where a graph belongs: the key of its place, and its paths relative to a folder. */
import { posix } from 'node:path';
import type { Note, Range, WorkflowGraph } from '../workflow-graph.ts';

/** Equal for a function that several files create from one definition object, in apps that cannot be distinguished. */
export function placeKey({ id, file, range }: { id: string; file: string; range: Range }): string {
  return `${id} ${file}:${range.start.line}:${range.start.character}`;
}

function relative(path: string, root: string): string {
  if (path.startsWith(`${root}/`)) return path.slice(root.length + 1);
  // A definition object of a neighboring package; paths of unsaved texts are no paths at all.
  return path.startsWith('/') && !path.startsWith('/untitled:') ? posix.relative(root, path) : path;
}

export function relativeNote(note: Note, root: string): Note {
  return { ...note, file: relative(note.file, root) };
}

/** The same graph with paths relative to `root`. */
export function relativeGraph(graph: WorkflowGraph, root: string): WorkflowGraph {
  return {
    ...graph,
    file: relative(graph.file, root),
    nodes: graph.nodes.map((node) =>
      node.file === undefined ? node : { ...node, file: relative(node.file, root) },
    ),
    notes: graph.notes.map((note) => relativeNote(note, root)),
    ...(graph.onFailure ? { onFailure: relativeGraph(graph.onFailure, root) } : {}),
  };
}
