/** Tests of the event map read as: these files have these links, in the notation that `steplight map` prints. */
import { expect } from 'vitest';
import type { EventMap } from '../../../server/src/event-map.ts';
import { printLinks, printRemarks } from '../../../server/src/map/print-map.ts';
import { mapOf } from '../../../server/src/map/workspace-map.ts';
import { workspaceOf } from './workspace-of.ts';

/** A fixture in the notation of `filesIn`. */
export function mapOfFixture(fixture: string): EventMap {
  return mapOf(workspaceOf(fixture)).map;
}

/** Checks every link, and the remarks behind them; where they stand is left out. */
export function checkMap(fixture: string, expected: string): EventMap {
  const map = mapOfFixture(fixture);
  const lines = [...printLinks(map, () => ''), ...printRemarks(map)];
  const wanted = expected
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  expect(lines).toEqual(wanted);
  return map;
}
