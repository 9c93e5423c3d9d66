/** Where a line of an older text is after edits: keeps decorations in place until a new graph arrives. Pure. */

/** A replacement of whole or part lines, in the coordinates of the text just before it. */
export interface LineChange {
  startLine: number;
  endLine: number;
  /** Line breaks in the inserted text. */
  insertedBreaks: number;
}

export function movedLine(line: number, changes: readonly LineChange[]): number {
  let moved = line;
  for (const change of changes) {
    if (moved > change.endLine) moved += change.insertedBreaks - (change.endLine - change.startLine);
    else if (moved > change.startLine) moved = change.startLine;
  }
  return moved;
}
