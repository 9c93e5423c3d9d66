/** Explains the map, from the same tables that draw it. */
import type { JSX } from 'preact';
import { Legend, LegendEdges, LegendEntry, LegendKeys } from '../view/legend.tsx';
import { danglingLook, mapEdgeLooks, mapLooks } from './map-text.ts';

const keys: [string[], string][] = [
  [['←↑→↓'], 'follow edges'],
  [['Space'], 'show details'],
  [['Enter'], 'show neighbors only'],
  [['+', '-', '0'], 'zoom, fit'],
  [['Esc'], 'go back'],
];

export function MapLegend({ onClose }: { onClose(): void }): JSX.Element {
  return (
    <Legend onClose={onClose}>
      <ul>
        {[...Object.values(mapLooks), danglingLook].map((look) => (
          <LegendEntry key={look.meaning} {...look} />
        ))}
      </ul>
      <LegendEdges looks={Object.values(mapEdgeLooks)} />
      <LegendKeys keys={keys} />
    </Legend>
  );
}
