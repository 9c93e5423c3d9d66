/** Layouts of the map's pictures, remembered, so that the way back is there at once. */
import type { Layout } from '../layout/layout.ts';
import type { RunElk } from '../layout/layout-graph.ts';
import type { MeasureText } from '../layout/measure.ts';
import type { Flow } from '../view/neighbor.ts';
import { layoutMap, mapLayoutKey } from './map-layout.ts';
import type { MapPicture } from './map-picture.ts';

const remembered = 40;

export function createMapLayouts(
  measure: MeasureText,
  runElk: RunElk,
): (picture: MapPicture, flow: Flow) => Promise<Layout> {
  const known = new Map<string, Promise<Layout>>();
  return (picture, flow) => {
    const key = flow + mapLayoutKey(picture);
    const before = known.get(key);
    if (before) return before;
    const layout = layoutMap(picture, measure, runElk, flow);
    known.set(key, layout);
    layout.catch(() => known.delete(key));
    const oldest = known.keys().next().value;
    if (known.size > remembered && oldest !== undefined) known.delete(oldest);
    return layout;
  };
}
