/** Outlines of the node shapes as path data, in the node's own coordinates. */
import type { NodeBox } from '../../layout/layout.ts';

/** @param grow pixels by which the outline lies outside the node, for the focus ring and the halo. */
export function outline(box: NodeBox, grow: number): string {
  const width = box.width + grow * 2;
  const height = box.height + grow * 2;
  switch (box.shape) {
    case 'decision':
      return pointed(-grow, -grow, width, height);
    case 'start':
    case 'wait':
      return rounded(-grow, -grow, width, height, Math.min(height / 2, 27 + grow));
    case 'end':
    case 'bar':
      return rounded(-grow, -grow, width, height, height / 2);
    case 'step':
    case 'opaque':
      return rounded(-grow, -grow, width, height, 9 + grow);
    case 'header':
      return rounded(-grow, -grow, width, height, 6 + grow);
  }
}

function rounded(x: number, y: number, width: number, height: number, radius: number): string {
  const r = Math.min(radius, width / 2, height / 2);
  const arc = (dx: number, dy: number): string => `a${r} ${r} 0 0 1 ${dx} ${dy}`;
  return `M${x + r} ${y}h${width - 2 * r}${arc(r, r)}v${height - 2 * r}${arc(-r, r)}h${2 * r - width}${arc(-r, -r)}v${2 * r - height}${arc(r, -r)}z`;
}

/** A flat hexagon: the diamond of flow charts with room for a condition. */
function pointed(x: number, y: number, width: number, height: number): string {
  const tip = Math.min(16, height / 2);
  const soft = 3;
  const right = x + width;
  const middle = y + height / 2;
  const bottom = y + height;
  return [
    `M${x + tip + soft} ${y}H${right - tip - soft}Q${right - tip} ${y} ${right - tip + soft * 0.6} ${y + soft}`,
    `L${right - 1} ${middle - 1.5}Q${right} ${middle} ${right - 1} ${middle + 1.5}`,
    `L${right - tip + soft * 0.6} ${bottom - soft}Q${right - tip} ${bottom} ${right - tip - soft} ${bottom}`,
    `H${x + tip + soft}Q${x + tip} ${bottom} ${x + tip - soft * 0.6} ${bottom - soft}`,
    `L${x + 1} ${middle + 1.5}Q${x} ${middle} ${x + 1} ${middle - 1.5}`,
    `L${x + tip - soft * 0.6} ${y + soft}Q${x + tip} ${y} ${x + tip + soft} ${y}z`,
  ].join('');
}
