/** The runs that the Runs view lists, with and without a filter, page by page. */
import { expect, test } from 'vitest';
import { RunList, type RunQuery, type RunSource } from '../../../extension/src/views/run-list.ts';
import type { ListRunsResponse } from '../../../runtime/src/contract/api.ts';
import type { RunProgress } from '../../../runtime/src/contract/progress.ts';
import { someRun } from '../../support/picture/run-progress.ts';
import { waitUntil } from '../../support/wait-until.ts';

const run = (n: number, own: Partial<RunProgress> = {}) => someRun({ runId: `R${n}`, queuedAt: n, ...own });

/** A runtime with runs 0 to 999, of which the extension has those from 700 on. */
class Source implements RunSource {
  readonly asked: RunQuery[] = [];
  known: RunProgress[] = Array.from({ length: 300 }, (_, index) => run(999 - index));
  olderThan: string | null = 'R700';
  matches = (_: RunProgress) => true;

  all(): readonly RunProgress[] {
    return this.known;
  }

  async search(query: RunQuery): Promise<ListRunsResponse> {
    this.asked.push(query);
    const { before = 'R1000', limit = 50, runIds, where } = query;
    if (where === 'broken') throw new Error('unknown variable broken');
    const from = Number(before.slice(1)) - 1;
    const all = Array.from({ length: from + 1 }, (_, index) => run(from - index, { output: 'large' }));
    const matching = all.filter(
      (each) => (runIds?.includes(each.runId) ?? true) && (query.text === undefined || this.matches(each)),
    );
    const runs = matching.slice(0, limit);
    return { runs, ...(matching.length > limit ? { next: runs.at(-1)?.runId ?? '' } : {}) };
  }
}

function listOf(source = new Source()) {
  return { source, list: new RunList(source, () => {}) };
}

const idsOf = (list: RunList) => list.runs.map(({ runId }) => runId);

test('first what the extension has, then what the runtime has, without values', async () => {
  const { list, source } = listOf();
  expect([list.runs.length, list.hasMore]).toEqual([200, true]);
  await list.loadMore();
  expect(list.runs).toHaveLength(400);
  expect(source.asked).toEqual([{ before: 'R700', limit: 100 }]);
  expect(idsOf(list).slice(298, 302)).toEqual(['R701', 'R700', 'R699', 'R698']);
  expect(list.get('R699')).not.toHaveProperty('output');
  for (let page = 0; page < 3; page++) await list.loadMore();
  expect([list.runs.length, list.hasMore, idsOf(list).at(-1)]).toEqual([1_000, false, 'R0']);
});

test('older runs are read anew when the extension forgot runs between', async () => {
  const { list, source } = listOf();
  await list.loadMore();
  source.known = source.known.slice(0, 100);
  source.olderThan = 'R900';
  expect([list.runs.length, list.hasMore]).toEqual([100, true]);
  await list.loadMore();
  expect(idsOf(list).slice(98, 102)).toEqual(['R901', 'R900', 'R899', 'R898']);
});

test('with a filter, what the runtime finds; a changed run is listed when it matches', async () => {
  const { list, source } = listOf();
  source.matches = ({ queuedAt }) => queuedAt % 100 === 0;
  await list.setFilter({ text: 'x' });
  expect(idsOf(list)).toEqual(['R900', 'R800', 'R700', 'R600', 'R500', 'R400', 'R300', 'R200', 'R100', 'R0']);
  source.matches = ({ queuedAt }) => queuedAt === 950;
  list.changed('R950');
  list.changed('R900');
  await waitUntil('the changes to be seen', async () => idsOf(list)[0] === 'R950' || undefined);
  expect(idsOf(list).slice(0, 2)).toEqual(['R950', 'R800']);
  await list.setFilter(null);
  expect(list.runs).toHaveLength(200);
});

test('a search that fails says why, and another takes its place', async () => {
  const { list } = listOf();
  await list.setFilter({ where: 'broken' });
  expect([list.problem, list.runs, list.hasMore]).toEqual(['unknown variable broken', [], false]);
  await list.setFilter({ text: 'x' });
  expect([list.problem, list.runs.length]).toEqual([null, 200]);
});
