/** What the handlers of statements and expressions share while one function's graph is made. */
import type { ts } from 'ts-morph';
import type { FunctionDefinition } from '../syntax/functions.ts';
import type { FunctionNode } from '../syntax/scope.ts';
import type { Values } from '../syntax/values.ts';
import type { GraphNode, Note } from '../workflow-graph.ts';
import type { Block } from './block.ts';
import type { Draft } from './draft.ts';

/** Where in the structure a piece of code stands. Passed down, never changed. */
export interface Place {
  /** Compound node that contains it. */
  readonly parent: string | null;
  /** Structure around it, as text; names the nodes that have no name of their own. */
  readonly path: string;
  /** In front of the names of steps inside a helper that was inlined. */
  readonly prefix: string;
  /** The code may run several times at once. */
  readonly multiple: boolean;
}

export interface Build {
  readonly definition: FunctionDefinition;
  readonly values: Values;
  readonly draft: Draft;
  readonly notes: Note[];
  /** Functions being inlined, outermost first. */
  readonly stack: FunctionNode[];
  /** Variables whose promise is awaited in a `Promise.all` further down: their code is drawn there. */
  readonly deferred: Set<ts.VariableDeclaration>;
  /** Deferred variables that have been drawn; a second await of the same promise adds nothing. */
  readonly drawn: Set<ts.VariableDeclaration>;
  /** Files whose code takes part, by path. */
  readonly files: Set<string>;
  statement(node: ts.Statement, place: Place): Block;
  expression(node: ts.Expression, place: Place): Block;
  /** A function's body as it runs when called; `return` leads to the block's exits. */
  inline(node: FunctionNode, place: Place): Block;
  /** The variable holds the result of a wait from here on. */
  holdInVariable(waitId: string, variable: ts.Identifier): void;
  /** True when running the function may make a step. */
  mayStep(node: FunctionNode): boolean;
  node(kind: GraphNode['kind'], id: string, label: string, source: ts.Node, place: Place): string;
  note(severity: Note['severity'], code: string, message: string, at: ts.Node): void;
}

/** The same place one structure deeper. */
export function inside(place: Place, segment: string, more: Partial<Place> = {}): Place {
  return { ...place, path: place.path === '' ? segment : `${place.path}/${segment}`, ...more };
}
