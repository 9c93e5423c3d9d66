/**
 * Agents and networks of `@inngest/agent-kit`: they find the step tools themselves and make their own steps, so
 * a call of `run` makes steps without being passed any.
 */
import { ts } from 'ts-morph';
import { ofReturned } from '../syntax/callee.ts';
import { resolveExpression, unwrap } from '../syntax/references.ts';
import type { Sources } from '../syntax/sources.ts';

const kit = /^@inngest\/agent-kit(?:\/|$)/;
const makers: ReadonlySet<string> = new Set([
  'createAgent',
  'createNetwork',
  'createRoutingAgent',
  'Agent',
  'Network',
  'RoutingAgent',
]);

/** Nesting of factories that is followed. */
const maxDepth = 6;

/** `network.run(…)`, `agent.run(…)`, wherever they were made. */
export function isAgentRun(call: ts.CallExpression, sources: Sources): boolean {
  const callee = unwrap(call.expression);
  if (!ts.isPropertyAccessExpression(callee) || callee.name.text !== 'run') return false;
  return isAgent(callee.expression, sources);
}

/** An agent or network, or a call that makes one. */
export function isAgent(expression: ts.Expression, sources: Sources, depth = 0): boolean {
  if (depth > maxDepth) return false;
  const resolved = resolveExpression(unwrap(expression, true), sources);
  if (!resolved) return false;
  // `await createNetwork(…)`: needless, and common.
  const value = unwrap(resolved, true);
  if (value !== resolved && !ts.isCallExpression(value)) return isAgent(value, sources, depth + 1);
  const either = eitherOf(value);
  if (either) return either.some((each) => isAgent(each, sources, depth + 1));
  if (!(ts.isCallExpression(value) || ts.isNewExpression(value))) return false;
  const maker = value.expression;
  const name = nameInKit(maker, sources);
  if (name !== null) return makers.has(name);
  if (!ts.isCallExpression(value)) return false;
  return (
    ofReturned(value, sources, depth, (returned, inside) => isAgent(returned, inside, depth + 1) || null) ??
    false
  );
}

/** `createTool({ handler })`, `openai({ model })`: the kit's own functions describe things, and run nothing. */
export function isOfKit(call: ts.CallExpression | ts.NewExpression, sources: Sources): boolean {
  return nameInKit(call.expression, sources) !== null;
}

/** What the kit calls an import of its own, even where the kit is a package of the workspace. */
function nameInKit(maker: ts.Expression, sources: Sources): string | null {
  const isMember = ts.isPropertyAccessExpression(maker);
  const root = isMember ? maker.expression : maker;
  if (!ts.isIdentifier(root)) return null;
  const imported = sources.file(root.getSourceFile().fileName)?.imports.get(root.text);
  if (!imported || !kit.test(imported.specifier)) return null;
  return isMember ? maker.name.text : imported.name;
}

/** The possible values of a condition or a fallback; null for anything else. */
function eitherOf(value: ts.Expression): readonly ts.Expression[] | null {
  if (ts.isConditionalExpression(value)) return [value.whenTrue, value.whenFalse];
  if (!ts.isBinaryExpression(value)) return null;
  const kind = value.operatorToken.kind;
  const isFallback = kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.BarBarToken;
  return isFallback ? [value.left, value.right] : null;
}
