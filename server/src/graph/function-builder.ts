/** Draws one function; see {@link Build}. */
import { ts } from 'ts-morph';
import type { FunctionDefinition } from '../definitions/function-definition.ts';
import type { Evaluator } from '../evaluation/evaluator.ts';
import { MayStep } from '../evaluation/may-step.ts';
import type { Argument, FunctionValue } from '../evaluation/value.ts';
import { enclosingFunction } from '../syntax/ast.ts';
import { isSdkModule, type ParsedFile } from '../syntax/parsed-file.ts';
import type { FunctionNode } from '../syntax/scope.ts';
import type { Sources } from '../syntax/sources.ts';
import type { Note } from '../workflow-graph.ts';
import { type Block, emptyBlock, type Jump, jumpBlock, sequence, splitJumps } from './block.ts';
import { type Activation, type Build, BuildContext, type Consumer, type DrawnCall } from './build-context.ts';
import { type DanglingEdge, Draft } from './draft.ts';
import type { Effects } from './expressions/effects.ts';
import { expressionEffects } from './expressions/expression.ts';
import { opaqueBlock } from './expressions/opaque.ts';
import { parameterDefaults } from './expressions/parameters.ts';
import { isStepPath } from './expressions/step.ts';
import { PendingPromises } from './pending-promises.ts';
import { statementBlock } from './statements/statement.ts';

/** How often one function may be on the stack when others call it back; more counts as recursion. */
const maxActivations = 3;

export class FunctionBuilder implements Build {
  readonly definition: FunctionDefinition;
  readonly #sources: Sources;
  readonly mayStep: MayStep;
  readonly draft = new Draft();
  readonly notes: Note[] = [];
  readonly promises = new PendingPromises();
  readonly stack: Activation[] = [];
  readonly consumers: Consumer[] = [];
  /** Step calls in every function that was read, drawn or not. */
  readonly sites = new Set<ts.CallExpression>();
  /** Of these: calls that are steps only where no step is running, so that those not drawn need no note. */
  readonly publishing = new Set<ts.CallExpression>();
  /** Last edges of floating promises, whose work nobody awaits. */
  readonly floating: DanglingEdge[] = [];
  readonly root: BuildContext;
  readonly #said = new Set<string>();

  constructor(definition: FunctionDefinition, environment: Evaluator) {
    this.definition = definition;
    this.mayStep = new MayStep(importsSteps(definition.file));
    this.#sources = environment.sources;
    const place = { parent: null, path: '', branch: '', prefix: '', multiple: false };
    this.root = new BuildContext(this, place, environment);
  }

  drawStatement(node: ts.Statement, context: BuildContext): Block {
    return statementBlock(node, context);
  }

  drawExpression(node: ts.Expression, context: BuildContext): Effects {
    return expressionEffects(node, context);
  }

  /** A function's body with its `return` jumps still open. */
  drawBody(
    fn: FunctionValue,
    args: readonly Argument[],
    context: BuildContext,
    { isCallback }: Pick<Activation, 'isCallback'>,
  ): Block {
    const { node } = fn;
    const { body } = node;
    if (!body) return emptyBlock;
    const inside = context.inFrame(context.environment.call(fn, args));
    const mark = this.promises.mark;
    this.stack.push({ node, isCallback });
    this.#census(node, inside.environment);
    const before = parameterDefaults(node, args, inside);
    const drawn = ts.isBlock(body) ? inside.statement(body) : inside.expression(body);
    const block = sequence(this.draft, [...before, drawn]);
    this.stack.pop();
    this.#collectFloating(mark);
    return block;
  }

  /** What was started and not awaited in a function runs until the run ends. */
  #collectFloating(mark: number): void {
    for (const pending of this.promises.floatingSince(mark)) {
      pending.awaitedAt.push('');
      this.floating.push(...pending.work.exits);
      this.floating.push(...pending.work.jumps.map(({ edge }) => edge));
      this.note(
        'info',
        'step-not-awaited',
        'This promise does not seem to be awaited: the run may end before it settles.',
        pending.source,
      );
    }
  }

  drawCall(
    fn: FunctionValue,
    args: readonly Argument[],
    context: BuildContext,
    activation: DrawnCall,
  ): Block {
    if (this.isRecursive(fn.node)) {
      const why = 'This function calls itself. Its steps are drawn once.';
      return opaqueBlock(fn.node, 'again', 'recursive-helper', why, context);
    }
    const block = this.drawBody(fn, args, context, activation);
    if (block.entry.kind === 'jump') {
      return block.entry.jump.kind === 'throw' ? jumpBlock(onTime(block.entry.jump)) : emptyBlock;
    }
    if (activation.isReturned && block.hasSteps && !hasOneEnd(block, fn)) return passedOn(block, fn, context);
    const { taken, left } = splitJumps(block.jumps, ({ kind }) => kind === 'return');
    const results = taken.map(({ jump }) => (jump.kind === 'return' ? jump.result : null));
    const [result] = results;
    return {
      ...block,
      exits: [...block.exits, ...taken.map(({ edge }) => edge)],
      jumps: left.map(({ edge, jump }) => ({ edge, jump: onTime(jump) })),
      failing: [...block.failing, ...block.failingLate],
      failingLate: [],
      result: block.exits.length > 0 ? block.result : results.length === 1 ? (result ?? null) : null,
    };
  }

  isRecursive(node: FunctionNode): boolean {
    const at = this.stack.findLastIndex((activation) => activation.node === node);
    if (at < 0) return false;
    // `retry(() => retry(…))` is not recursion: the inner call is in code that was passed in.
    const isHandedOver = this.stack.slice(at + 1).some(({ isCallback }) => isCallback);
    return (
      !isHandedOver || this.stack.filter((activation) => activation.node === node).length >= maxActivations
    );
  }

  /** Records every step call in the code, including nested functions. */
  #census(root: ts.Node, environment: Evaluator): void {
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node)) {
        const value = environment.evaluate(node.expression);
        if (value?.kind === 'tools' && isStepPath(value.path)) {
          this.sites.add(node);
          if (value.path[0] === 'publish') this.publishing.add(node);
        }
        if (value?.kind === 'fns' && value.path.length > 0) this.sites.add(node);
      }
      ts.forEachChild(node, visit);
    };
    ts.forEachChild(root, visit);
  }

  /** A helper that is drawn several times is noted once. */
  note(severity: Note['severity'], code: string, message: string, at: ts.Node): void {
    const path = at.getSourceFile().fileName;
    const key = `${code} ${path} ${at.pos} ${message}`;
    if (this.#said.has(key)) return;
    this.#said.add(key);
    const file = this.#sources.file(path) ?? this.definition.file;
    this.notes.push({ severity, code, message, file: path, range: file.rangeOf(at) });
  }
}

/** A named function that ends at one place only: its call says as much as its `return`. */
function hasOneEnd({ exits, jumps }: Block, { node }: FunctionValue): boolean {
  const places = new Set(jumps.flatMap(({ jump }) => (jump.kind === 'return' ? [jump.at] : [])));
  const [only, ...others] = places;
  if (only === undefined || others.length > 0 || exits.length > 0) return only === undefined;
  return enclosingFunction(only) === node && !isWrittenInCall(node);
}

/** `withSpan(options, async () => …)`, `(async () => …)()`. */
function isWrittenInCall(node: ts.Node): boolean {
  return ts.isParenthesizedExpression(node.parent)
    ? isWrittenInCall(node.parent)
    : ts.isCallExpression(node.parent);
}

function importsSteps({ imports }: ParsedFile): boolean {
  for (const { specifier, name } of imports.values()) {
    if (isSdkModule(specifier) && (name === 'step' || name === 'group')) return true;
  }
  return false;
}

/** Each end of the function ends its caller, which returns its result. */
function passedOn(block: Block, { node: { body } }: FunctionValue, { place }: BuildContext): Block {
  const jumps = block.jumps.map(({ edge, jump }) => ({ edge, jump: onTime(jump) }));
  for (const edge of body ? block.exits : []) {
    jumps.push({ edge, jump: { kind: 'return', at: body as ts.Node, path: place.path, result: null } });
  }
  return {
    ...block,
    exits: [],
    jumps,
    failing: [...block.failing, ...block.failingLate],
    failingLate: [],
    result: null,
  };
}

/** Outside the function that returned it, a rejecting promise is like any other. */
function onTime(jump: Jump): Jump {
  return jump.kind === 'throw' && jump.late ? { ...jump, late: false } : jump;
}
