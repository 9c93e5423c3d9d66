/** Size and fitted texts of a node. Status never enters here: progress must not move anything. */
import type { GraphNode, WorkflowGraph } from '../../../server/src/workflow-graph.ts';
import type { Line, Shape } from './layout.ts';
import { cutToWidth, type FontRole, fonts, type MeasureText, wrapText } from './measure.ts';
import { type NodeText, nodeText } from './node-text.ts';

export interface SizedNode {
  width: number;
  height: number;
  shape: Shape;
  title: Line[];
  sub: Line[];
}

interface Frame {
  /** Width limits of the whole node. */
  min: number;
  max: number;
  /** Space left and right of the texts; the left holds the icon, the right the status badge. */
  left: number;
  right: number;
  /** Space above and below the texts, together. */
  vertical: number;
  titleLines: number;
}

/** Insets are shared with the drawing. */
export const frames: Record<Shape, Frame> = {
  start: { min: 160, max: 300, left: 46, right: 24, vertical: 22, titleLines: 2 },
  step: { min: 150, max: 260, left: 46, right: 32, vertical: 22, titleLines: 2 },
  wait: { min: 150, max: 276, left: 46, right: 32, vertical: 22, titleLines: 2 },
  opaque: { min: 150, max: 260, left: 46, right: 24, vertical: 22, titleLines: 2 },
  decision: { min: 80, max: 310, left: 24, right: 24, vertical: 18, titleLines: 3 },
  header: { min: 60, max: 280, left: 32, right: 20, vertical: 12, titleLines: 2 },
  end: { min: 52, max: 210, left: 25, right: 13, vertical: 10, titleLines: 1 },
  bar: { min: 84, max: 240, left: 14, right: 14, vertical: 6, titleLines: 1 },
};

/** Font of a node's title. */
export function titleRole(line: Line, shape: Shape): FontRole {
  if (line.mono) return 'mono';
  return shape === 'end' || shape === 'bar' ? 'label' : 'title';
}

export function sizeNode(node: GraphNode, graph: WorkflowGraph, measure: MeasureText): SizedNode {
  return sizeText(nodeText(node, graph), measure);
}

export function sizeText(text: NodeText, measure: MeasureText): SizedNode {
  const frame = frames[text.shape];
  if (text.shape === 'bar' && text.title.text === '') {
    return { shape: 'bar', width: frame.min, height: 6, title: [], sub: [] };
  }
  const room = frame.max - frame.left - frame.right;
  const role = titleRole(text.title, text.shape);
  const title = wrapText(text.title.text, role, room, frame.titleLines, measure);
  const sub = text.sub.map((line) => ({
    ...line,
    text: cutToWidth(line.text, subRole(line), room, measure),
  }));
  const widest = Math.max(
    ...title.map((line) => measure(line, role)),
    ...sub.map((line) => measure(line.text, subRole(line))),
  );
  const height =
    frame.vertical +
    title.length * fonts[role].lineHeight +
    sub.reduce((sum, line) => sum + fonts[subRole(line)].lineHeight, 0);
  return {
    shape: text.shape,
    width: even(Math.min(frame.max, Math.max(frame.min, widest + frame.left + frame.right))),
    height: even(height),
    title: title.map((line) => ({ text: line, mono: text.title.mono })),
    sub,
  };
}

/** Quiet lines keep the small size, in code font too. */
export function subRole(line: Line): FontRole {
  return line.mono ? 'subMono' : 'sub';
}

/** Even numbers keep centres and therefore straight edges on whole pixels. */
function even(value: number): number {
  return Math.ceil(value / 2) * 2;
}
