/**
 * One id for two steps that one run may pass. The SDK counts them (`id`, `id:1`), in the order in which it meets them:
 * a change of that order gives the memos of runs in flight to the wrong steps.
 */
import type { ts } from 'ts-morph';
import { isGivenId } from '../definitions/step-calls.ts';
import { walkOf } from '../graph/walk.ts';
import type { GraphNode } from '../workflow-graph.ts';
import { idLiteral, isKnownById } from './facts/step-id-place.ts';
import type { Finding, Fix, Rule, RuleContext, StepSite } from './model/rule.ts';

export const duplicateStepId: Rule = {
  code: 'duplicate-step-id',
  title: 'Duplicate step ID on one path',
  defaultSeverity: 'warning',
  *check(context) {
    if (!isKnownById(context)) return;
    const { graph } = context.built;
    // A loop's second round is another rule's matter.
    const once = walkOf({ ...graph, edges: graph.edges.filter(({ kind }) => kind !== 'back') });
    for (const [id, sites] of sitesById(context)) {
      for (const [index, site] of sites.entries()) {
        const earlier = sites
          .slice(0, index)
          .find((other) => site.nodes.some((a) => other.nodes.some((b) => once.sharesRun(a.id, b.id))));
        const finding = earlier && findingOf(id, site, earlier, context);
        if (finding) yield finding;
        else if (
          !earlier &&
          site.nodes.some((a) => site.nodes.some((b) => a !== b && once.sharesRun(a.id, b.id)))
        ) {
          const repeated = repeatedFinding(id, site, context);
          if (repeated) yield repeated;
        }
      }
    }
  },
};

/** By id: the calls that make steps of that id. A helper's one call may give each of its callers another id. */
function sitesById(context: RuleContext): Map<string, StepSite[]> {
  const byId = new Map<string, StepSite[]>();
  for (const site of context.steps) {
    // Tools that take no id have none that could be the same.
    if (!isGivenId(site.info)) continue;
    const nodesOf = Map.groupBy(site.nodes, ({ step }) => (step?.id.kind === 'literal' ? step.id.value : ''));
    for (const [id, nodes] of nodesOf) {
      if (id === '') continue;
      const sites = byId.get(id) ?? [];
      sites.push({ ...site, nodes });
      byId.set(id, sites);
    }
  }
  return byId;
}

function findingOf(id: string, site: StepSite, earlier: StepSite, context: RuleContext): Finding | null {
  const at = context.span(idLiteral(site) ?? site.call);
  const other = context.span(idLiteral(earlier) ?? earlier.call);
  if (!at || !other) return null;
  return {
    at,
    message: `An earlier step has the same ID "${id}". The SDK numbers the repetitions ("${id}", "${id}:1"): if their order changes, runs in progress get the wrong results. Give each step its own ID.`,
    related: [{ message: `The other step "${id}".`, at: other }],
    fixes: renaming(id, site, context),
  };
}

/** A helper that is called twice on one path. */
function repeatedFinding(id: string, site: StepSite, context: RuleContext): Finding | null {
  const at = context.span(idLiteral(site) ?? site.call);
  if (!at) return null;
  const calls = site.nodes.flatMap((node) => {
    const call = callAround(node, context);
    const span = call && context.span(call);
    return span ? [{ message: 'Called here.', at: span }] : [];
  });
  return {
    at,
    severity: 'information',
    message: `The function around this step is called more than once on one path, so several steps have the ID "${id}". The SDK numbers the repetitions ("${id}", "${id}:1"). Include a value from the caller in the ID.`,
    related: calls,
  };
}

function callAround(node: GraphNode, { walk, built }: RuleContext): ts.Node | null {
  const call = walk.around(node.id).find(({ kind }) => kind === 'call');
  return (call && built.syntax.get(call.id)) ?? null;
}

/** Not safe: the step is another one for runs in flight. */
function renaming(id: string, site: StepSite, context: RuleContext): Fix[] {
  const literal = idLiteral(site);
  const span = literal && context.span(literal);
  if (!span || /[\\`]|\$\{/.test(literal.getText().slice(1, -1))) return [];
  const taken = new Set(
    context.steps.flatMap(({ info }) => (info.id.kind === 'literal' ? [info.id.value] : [])),
  );
  let count = 2;
  while (taken.has(`${id}-${count}`)) count += 1;
  const edit = { at: { ...span, start: span.end - 1, end: span.end - 1 }, text: `-${count}` };
  return [{ title: `Rename to "${id}-${count}"`, edits: [edit], isPreferred: true }];
}
