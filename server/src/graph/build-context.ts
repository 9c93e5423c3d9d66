/** What is passed down while one function's graph is made: the build, and where in the structure the code stands. */
import type { ts } from 'ts-morph';
import type { FunctionDefinition } from '../definitions/function-definition.ts';
import type { Evaluator } from '../evaluation/evaluator.ts';
import type { MayStep } from '../evaluation/may-step.ts';
import type { Argument, Frame, FunctionValue, Value } from '../evaluation/value.ts';
import type { FunctionNode } from '../syntax/scope.ts';
import type { GraphNode, Note } from '../workflow-graph.ts';
import type { Block } from './block.ts';
import type { Draft } from './draft.ts';
import { awaited, type Effects } from './expressions/effects.ts';
import type { PendingPromises } from './pending-promises.ts';

/** Where in the structure a piece of code stands. */
export interface Place {
  /** Compound node that contains it. */
  readonly parent: string | null;
  /** Structure around it, as text; names the nodes that have no name of their own. */
  readonly path: string;
  /** Branches around it (conditions, cases, loops, `try`), as text: whether one place surely comes before another. */
  readonly branch: string;
  /** Prefix for the ids of nodes inside an inlined helper. */
  readonly prefix: string;
  /** The code may run several times at once. */
  readonly multiple: boolean;
}

/** A function whose body is being drawn. */
export interface Activation {
  readonly node: FunctionNode;
  /** It was passed as a value and is called by its receiver. */
  readonly isCallback: boolean;
}

/** How the call of a function is drawn. */
export interface DrawnCall extends Pick<Activation, 'isCallback'> {
  /** The caller returns its result: the ends of the function are ends of the caller. */
  readonly isReturned?: boolean;
}

/** Draws what a `yield` of the generator being drawn runs: the body of the loop over it. */
export type Consumer = (context: BuildContext) => Block;

/**
 * One function's graph under construction, and the functions that draw its code. Statements hold expressions, and
 * expressions hold functions with statements: their modules reach each other through this table, not by imports.
 */
export interface Build {
  readonly definition: FunctionDefinition;
  readonly mayStep: MayStep;
  readonly draft: Draft;
  readonly promises: PendingPromises;
  /** Functions being inlined, outermost first. */
  readonly stack: readonly Activation[];
  /** Innermost last. */
  readonly consumers: Consumer[];
  drawStatement(node: ts.Statement, context: BuildContext): Block;
  drawExpression(node: ts.Expression, context: BuildContext): Effects;
  drawCall(fn: FunctionValue, args: readonly Argument[], context: BuildContext, activation: DrawnCall): Block;
  /** True when drawing the function now would never end. */
  isRecursive(node: FunctionNode): boolean;
  note(severity: Note['severity'], code: string, message: string, source: ts.Node): void;
}

/** Immutable: code deeper in the structure gets a context of its own. */
export class BuildContext {
  readonly build: Build;
  readonly place: Place;
  /** What names stand for in the function whose code is drawn. */
  readonly environment: Evaluator;

  constructor(build: Build, place: Place, environment: Evaluator) {
    this.build = build;
    this.place = place;
    this.environment = environment;
  }

  get draft(): Draft {
    return this.build.draft;
  }

  get promises(): PendingPromises {
    return this.build.promises;
  }

  /** The same place one structure deeper. */
  inside(segment: string, more: Partial<Place> = {}): BuildContext {
    return this.with({ path: under(this.place.path, segment), ...more });
  }

  /** The same place in code that runs only sometimes. */
  inBranch(segment: string, more: Partial<Place> = {}): BuildContext {
    return this.inside(segment, { branch: under(this.place.branch, segment), ...more });
  }

  with(more: Partial<Place>): BuildContext {
    return new BuildContext(this.build, { ...this.place, ...more }, this.environment);
  }

  /** The same place in code for which other names are bound. */
  inFrame(frame: Frame): BuildContext {
    return new BuildContext(this.build, this.place, this.environment.at(frame));
  }

  /** True when calling `fn` with these arguments from `source` may make a step. */
  mayStep(fn: FunctionValue, args: readonly Argument[], source: ts.Node): boolean {
    return this.build.mayStep.call(fn, args, source, this.environment);
  }

  /** True when a value lets whoever receives it from `source` make steps: the tools, or a function that makes them. */
  carriesSteps(value: Value | null, source: ts.Node): boolean {
    return this.build.mayStep.carries(value, source, this.environment);
  }

  statement(node: ts.Statement): Block {
    return this.build.drawStatement(node, this);
  }

  /** The expression in two parts: what happens on the spot, and the work that it starts. */
  effectsOf(node: ts.Expression): Effects {
    return this.build.drawExpression(node, this);
  }

  /** The expression when its value is needed at once: what it starts is awaited. */
  expression(node: ts.Expression): Block {
    return awaited(this.effectsOf(node), this.draft);
  }

  /** A function's body as it runs when called; `return` leads to the block's exits. */
  inline(fn: FunctionValue, args: readonly Argument[], activation: DrawnCall): Block {
    return this.build.drawCall(fn, args, this, activation);
  }

  /** Adds a node to the draft; returns its id. */
  node(kind: GraphNode['kind'], id: string, label: string, source: ts.Node): string {
    const { definition, draft } = this.build;
    const { parent, prefix } = this.place;
    const path = source.getSourceFile().fileName;
    const file = this.environment.sources.file(path) ?? definition.file;
    return draft.addNode({
      id: draft.ids.make(`${prefix}${id}`),
      kind,
      label,
      ...(path === definition.file.path ? {} : { file: path }),
      range: file.rangeOf(source),
      ...(parent === null ? {} : { parent }),
      source,
    });
  }

  note(severity: Note['severity'], code: string, message: string, source: ts.Node): void {
    this.build.note(severity, code, message, source);
  }
}

function under(path: string, segment: string): string {
  return path === '' ? segment : `${path}/${segment}`;
}
