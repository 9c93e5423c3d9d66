/** Where everything of one graph is drawn. Plain JSON, in CSS pixels at scale 1; depends on the graph alone. */

export interface Point {
  x: number;
  y: number;
}

export interface Rect extends Point {
  width: number;
  height: number;
}

/** How a node is drawn; several kinds of nodes share a shape. */
export type Shape = 'start' | 'end' | 'step' | 'wait' | 'decision' | 'bar' | 'header' | 'opaque';

/** A node's place and its texts, already wrapped and shortened so that they fit. */
export interface NodeBox extends Rect {
  shape: Shape;
  title: Line[];
  sub: Line[];
}

export interface Line {
  text: string;
  mono: boolean;
}

export interface EdgePath {
  /** Corners of an orthogonal line, first at the source, last at the target. */
  points: Point[];
  label: (Rect & { text: string }) | null;
}

export interface Layout {
  width: number;
  height: number;
  /** By node id. A node that contains others has its header here. */
  nodes: Record<string, NodeBox>;
  /** Outer boxes of the nodes that contain others, by node id, outermost first. */
  groups: Record<string, Rect>;
  /** By edge id. Edges whose ends do not exist are left out. */
  edges: Record<string, EdgePath>;
}
