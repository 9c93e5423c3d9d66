/** A problem in a text within code. Places are offsets in the text. */
export interface TextProblem {
  start: number;
  end: number;
  message: string;
  /** Fix the problem; they do not overlap. */
  edits?: readonly TextEdit[];
}

export interface TextEdit {
  start: number;
  end: number;
  text: string;
}
