/** The sample workflow in the four authoring styles is one control flow. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { analysePaths } from '../../server/src/cli/analyse.ts';
import { printEdges, printGraph } from '../../server/src/graph/print-graph.ts';

const sample = join(import.meta.dirname, '../workspaces/contacts-import');

function functionOf(variant: string) {
  const { document, statistics } = analysePaths([join(sample, variant)]);
  expect(document.functions).toHaveLength(1);
  expect(statistics.stepCalls).toBe(statistics.drawn + statistics.noted);
  const [graph] = document.functions;
  if (!graph) throw new Error(`no function in ${variant}`);
  return graph;
}

test('SDK 4 prints the workflow as the product describes it', () => {
  expect(printGraph(functionOf('sdk4'))).toMatchInlineSnapshot(`
    "contacts-sdk4-contacts-import "Contacts Import and enrichment" on api/contact_list.uploaded
      start -> Validate upload contents
      Validate upload contents -> !validation.isValid?
      !validation.isValid? -true-> Notify user of invalid contents
      !validation.isValid? -false-> Enrich contacts information
      Notify user of invalid contents -> return { outcome: 'invalid', errors: validation.errors }
      Enrich contacts information -> wait for api/contact_list.reviewed
      wait for api/contact_list.reviewed -> review.data.is_approved === false?
      wait for api/contact_list.reviewed -timeout-> Notify user of missing review
      review.data.is_approved === false? -true-> Delete uploaded contact lists
      review.data.is_approved === false? -false-> Create contacts in CRM
      Delete uploaded contact lists -> return { outcome: 'rejected' }
      Create contacts in CRM -> Notify user of successful import
      Notify user of successful import -> return { outcome: 'imported', ...result }
      Notify user of missing review -> return { outcome: 'not reviewed' }"
  `);
});

test.each(['sdk3', 'sdk2', 'sdk1'])('%s has the same control flow as sdk4', (variant) => {
  expect(printEdges(functionOf(variant))).toBe(printEdges(functionOf('sdk4')));
});

test.each([
  ['sdk4', 'contacts-sdk4-contacts-import', 4],
  ['sdk3', 'contacts-sdk3-contacts-import', 3],
  ['sdk2', 'contacts-sdk-2-contacts-import-and-enrichment', 2],
  ['sdk1', 'contacts-sdk-1-contacts-import-and-enrichment', 1],
])('%s has the id and major that its SDK has on the wire', (variant, id, major) => {
  const graph = functionOf(variant);
  expect([graph.id, graph.sdk?.major]).toEqual([id, major]);
});

test.each(['sdk4', 'sdk3', 'sdk2', 'sdk1'])('%s: the wait knows its event, timeout and match', (variant) => {
  const wait = functionOf(variant).nodes.find(({ step }) => step?.tool === 'waitForEvent');
  expect(wait?.step).toMatchObject({
    id: { kind: 'literal', value: 'api/contact_list.reviewed' },
    event: 'api/contact_list.reviewed',
    match: 'data.upload_id',
  });
  expect(wait?.step?.timeout).toMatch(/^7 ?d/);
});
