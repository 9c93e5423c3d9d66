/** The state of one function's graph under construction; see {@link Build}. */
import { ts } from 'ts-morph';
import type { FunctionDefinition } from '../syntax/functions.ts';
import { type FunctionNode, lookupName } from '../syntax/scope.ts';
import type { Values } from '../syntax/values.ts';
import type { GraphNode, Note } from '../workflow-graph.ts';
import { type Block, jumpBlock, sequence, splitJumps, through } from './block.ts';
import type { Build, Place } from './build.ts';
import { Draft } from './draft.ts';
import { expressionBlock } from './expressions/expression.ts';
import { deferredIn } from './expressions/parallel.ts';
import { isStepPath } from './expressions/step.ts';
import { statementBlock } from './statements/statement.ts';

export class Builder implements Build {
  readonly definition: FunctionDefinition;
  readonly values: Values;
  readonly draft = new Draft();
  readonly notes: Note[] = [];
  readonly stack: FunctionNode[] = [];
  readonly deferred = new Set<ts.VariableDeclaration>();
  readonly drawn = new Set<ts.VariableDeclaration>();
  readonly files = new Set<string>();
  /** Step calls in every function that was read, drawn or not. */
  readonly sites = new Set<ts.CallExpression>();
  readonly root: Place = { parent: null, path: '', prefix: '', multiple: false };

  constructor(definition: FunctionDefinition, values: Values) {
    this.definition = definition;
    this.values = values;
    this.files.add(definition.file.path);
  }

  statement(node: ts.Statement, place: Place): Block {
    return statementBlock(node, this, place);
  }

  expression(node: ts.Expression, place: Place): Block {
    return expressionBlock(node, this, place);
  }

  /** A function's body with its `return` jumps still open. */
  body(node: FunctionNode, place: Place): Block {
    const { body } = node;
    if (!body) return through;
    this.stack.push(node);
    this.files.add(node.getSourceFile().fileName);
    this.#census(body);
    const deferred = deferredIn(body, this).filter((declaration) => !this.deferred.has(declaration));
    for (const declaration of deferred) if (!this.drawn.has(declaration)) this.deferred.add(declaration);
    try {
      const defaults = node.parameters.flatMap(({ initializer }) => (initializer ? [initializer] : []));
      const before = defaults.map((initializer) => this.expression(initializer, place));
      if (ts.isBlock(body)) return sequence(this.draft, [...before, this.statement(body, place)]);
      return sequence(this.draft, [...before, this.expression(body, place)]);
    } finally {
      for (const declaration of deferred) this.deferred.delete(declaration);
      this.stack.pop();
    }
  }

  inline(node: FunctionNode, place: Place): Block {
    if (this.stack.includes(node)) return through;
    const block = this.body(node, place);
    if (block.entry.kind === 'jump') {
      return block.entry.jump.kind === 'throw' ? jumpBlock(block.entry.jump) : through;
    }
    const { taken, left } = splitJumps(block.jumps, ({ kind }) => kind === 'return');
    const results = taken.map(({ jump }) => (jump.kind === 'return' ? jump.result : null));
    const [result] = results;
    return {
      ...block,
      exits: [...block.exits, ...taken.map(({ open }) => open)],
      jumps: left,
      result: block.exits.length > 0 ? block.result : results.length === 1 ? (result ?? null) : null,
    };
  }

  mayStep(node: FunctionNode): boolean {
    return node.body ? this.#mayStepIn(node.body, new Set([node])) : false;
  }

  #mayStepIn(root: ts.Node, seen: Set<ts.Node>): boolean {
    let found = false;
    const visit = (node: ts.Node): void => {
      if (found) return;
      if (ts.isCallExpression(node)) {
        const value = this.values.of(node.expression);
        if (value?.kind === 'tools' || value?.kind === 'group' || value?.kind === 'fns') found = true;
        else if (value?.kind === 'function' && value.node.body && !seen.has(value.node)) {
          seen.add(value.node);
          if (this.#isNear(value.node, root)) found = this.#mayStepIn(value.node.body, seen);
        }
        for (const argument of node.arguments) {
          if (!found && this.values.carriesSteps(this.values.of(argument))) found = true;
        }
      }
      if (!found) ts.forEachChild(node, visit);
    };
    visit(root);
    return found;
  }

  /** Functions that may hold step tools without being given them: closures of the handler, files that import `step`. */
  #isNear(node: FunctionNode, from: ts.Node): boolean {
    if (this.stack.some((outer) => node.pos >= outer.pos && node.end <= outer.end)) return true;
    if (node.getSourceFile() === from.getSourceFile()) return true;
    return this.values.sources.file(node.getSourceFile().fileName)?.usesSdk ?? false;
  }

  #census(body: ts.Node): void {
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node)) {
        const value = this.values.of(node.expression);
        if (value?.kind === 'tools' && isStepPath(value.path)) this.sites.add(node);
        if (value?.kind === 'fns' && value.path.length > 0) this.sites.add(node);
      }
      ts.forEachChild(node, visit);
    };
    visit(body);
  }

  holdInVariable(waitId: string, variable: ts.Identifier): void {
    const declaration = lookupName(variable);
    if (declaration) this.draft.holdResult(waitId, declaration);
  }

  node(kind: GraphNode['kind'], id: string, label: string, source: ts.Node, place: Place): string {
    const path = source.getSourceFile().fileName;
    const file = this.values.sources.file(path) ?? this.definition.file;
    const unique = this.draft.ids.make(`${place.prefix}${id}`);
    return this.draft.addNode({
      id: unique,
      kind,
      label,
      ...(path === this.definition.file.path ? {} : { file: path }),
      range: file.rangeOf(source),
      ...(place.parent === null ? {} : { parent: place.parent }),
      source,
    });
  }

  note(severity: Note['severity'], code: string, message: string, at: ts.Node): void {
    const path = at.getSourceFile().fileName;
    const file = this.values.sources.file(path) ?? this.definition.file;
    this.notes.push({ severity, code, message, file: path, range: file.rangeOf(at) });
  }
}
