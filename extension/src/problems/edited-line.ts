/** Where a line is after an edit. Pure. */

/** A replacement, in the coordinates of the text just before it; 0-based. */
export interface Edit {
  startLine: number;
  startCharacter: number;
  endLine: number;
  /** Line breaks in the inserted text. */
  insertedBreaks: number;
}

/** Null: it was deleted. */
export function lineAfterEdit(line: number, edit: Edit): number | null {
  const { startLine, startCharacter, endLine, insertedBreaks } = edit;
  if (line > endLine) return line + insertedBreaks - (endLine - startLine);
  const isCovered = startLine < line || (startLine === line && startCharacter === 0 && endLine > line);
  if (!isCovered) return line;
  if (endLine > line && insertedBreaks === 0) return null;
  // The end of a line was joined to one before it, or a block was written anew: the line is most likely where it was.
  return Math.min(line, startLine + insertedBreaks);
}
