/** Limits the depth of a query, since the types are recursive (a run has a function, whose app has functions …). */
import {
  type ASTVisitor,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
} from './graphql.ts';

export function maxDepth(limit: number): (context: ValidationContext) => ASTVisitor {
  return (context) => ({
    OperationDefinition(node) {
      const depth = depthOf(node.selectionSet, (name) => context.getFragment(name) ?? null, new Map());
      if (depth > limit) {
        const message = `The query is ${depth} levels deep; the limit is ${limit}.`;
        context.reportError(new GraphQLError(message, { nodes: node }));
      }
    },
  });
}

/** @param known depths of fragments. One that is still being measured counts as 0: another rule rejects cycles. */
function depthOf(
  { selections }: SelectionSetNode,
  fragment: (name: string) => FragmentDefinitionNode | null,
  known: Map<string, number>,
): number {
  let deepest = 0;
  for (const selection of selections) {
    let depth = 0;
    if (selection.kind === Kind.FIELD)
      depth = 1 + (selection.selectionSet ? depthOf(selection.selectionSet, fragment, known) : 0);
    else if (selection.kind === Kind.INLINE_FRAGMENT)
      depth = depthOf(selection.selectionSet, fragment, known);
    else depth = depthOfFragment(selection.name.value, fragment, known);
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

function depthOfFragment(
  name: string,
  fragment: (name: string) => FragmentDefinitionNode | null,
  known: Map<string, number>,
): number {
  const measured = known.get(name);
  if (measured !== undefined) return measured;
  known.set(name, 0);
  const definition = fragment(name);
  const depth = definition ? depthOf(definition.selectionSet, fragment, known) : 0;
  known.set(name, depth);
  return depth;
}
