/** Every color of the picture by what it means. The page takes them from the editor's theme. */

export interface Paint {
  canvas: string;
  /** Fill, border and texts of nodes without state. */
  node: string;
  line: string;
  text: string;
  quietText: string;
  group: string;
  edge: string;
  red: string;
  green: string;
  blue: string;
  yellow: string;
  orange: string;
  purple: string;
  neutral: string;
  font: string;
  codeFont: string;
}

export type PaintRole = keyof Paint;

/** The variables are defined in theme.css from the `--vscode-*` ones. */
export const themePaint: Paint = {
  canvas: 'var(--sl-canvas)',
  node: 'var(--sl-node)',
  line: 'var(--sl-line)',
  text: 'var(--sl-text)',
  quietText: 'var(--sl-quiet-text)',
  group: 'var(--sl-group)',
  edge: 'var(--sl-edge)',
  red: 'var(--sl-red)',
  green: 'var(--sl-green)',
  blue: 'var(--sl-blue)',
  yellow: 'var(--sl-yellow)',
  orange: 'var(--sl-orange)',
  purple: 'var(--sl-purple)',
  neutral: 'var(--sl-neutral)',
  font: 'var(--vscode-font-family)',
  codeFont: 'var(--vscode-editor-font-family)',
};
