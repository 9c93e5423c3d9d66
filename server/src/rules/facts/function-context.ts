/** Makes the context that rules look at: what a function was built from, its parts read on first use. */

import type { ts } from 'ts-morph';
import type { BuiltFunction } from '../../graph/build-graph.ts';
import { type Walk, walkOf } from '../../graph/walk.ts';
import { enclosingFunction } from '../../syntax/ast.ts';
import type { FunctionNode } from '../../syntax/scope.ts';
import type { SdkMajor } from '../../syntax/sdk-version.ts';
import type { Sources } from '../../syntax/sources.ts';
import type { RuleContext, StepSite, WorkspaceFacts } from '../model/rule.ts';
import { type Span, spanOf } from '../model/span.ts';
import { stepSites } from './step-sites.ts';

export class FunctionContext implements RuleContext {
  readonly built: BuiltFunction;
  readonly sources: Sources;
  readonly major: SdkMajor | null;
  readonly workspace: WorkspaceFacts;
  #steps: readonly StepSite[] | undefined;
  #walk: Walk | undefined;
  #bodies: readonly FunctionNode[] | undefined;

  constructor(built: BuiltFunction, sources: Sources, workspace: WorkspaceFacts) {
    this.built = built;
    this.sources = sources;
    this.major = built.definition.major;
    this.workspace = workspace;
  }

  get steps(): readonly StepSite[] {
    this.#steps ??= stepSites(this.built, this.sources);
    return this.#steps;
  }

  get walk(): Walk {
    this.#walk ??= walkOf(this.built.graph);
    return this.#walk;
  }

  get bodies(): readonly FunctionNode[] {
    this.#bodies ??= bodiesOf(this.built, this.steps);
    return this.#bodies;
  }

  span(node: ts.Node): Span | null {
    return spanOf(node, this.sources);
  }
}

/** What encloses the code of a node runs when the workflow does; what a step runs is not part of it. */
function bodiesOf(built: BuiltFunction, steps: readonly StepSite[]): FunctionNode[] {
  const inSteps = new Set<ts.Node>(steps.flatMap(({ callbacks }) => callbacks));
  const bodies = new Set<FunctionNode>(built.handler ? [built.handler] : []);
  for (const node of built.graph.nodes) {
    if (node.kind === 'start' || node.kind === 'end') continue;
    const syntax = built.syntax.get(node.id);
    const around = syntax && enclosingFunction(syntax);
    if (around && !inSteps.has(around)) bodies.add(around);
  }
  return [...bodies];
}
