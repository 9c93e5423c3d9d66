/** One source text parsed once, with what other files can ask of it: positions, imports and exports. */
import { ts } from 'ts-morph';
import type { Position, Range } from '../workflow-graph.ts';
import { hasModifier } from './ast.ts';

/** `name`: exported name in the other module; `*` is the namespace, `default` the default export. */
export interface ImportBinding {
  specifier: string;
  name: string;
}

export type ExportBinding =
  | { kind: 'local'; node: ts.Node }
  | { kind: 'name'; identifier: ts.Identifier }
  | { kind: 'from'; specifier: string; name: string };

const scriptKinds: Record<string, ts.ScriptKind> = {
  '.tsx': ts.ScriptKind.TSX,
  '.jsx': ts.ScriptKind.JSX,
  '.js': ts.ScriptKind.JSX,
  '.mjs': ts.ScriptKind.JS,
  '.cjs': ts.ScriptKind.JS,
};

function parsed(path: string, text: string): ts.SourceFile {
  const kind = scriptKinds[path.slice(path.lastIndexOf('.'))] ?? ts.ScriptKind.TS;
  return ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true, kind);
}

/** Levels of nodes. Hand-written code has a few dozen; a sum of as many terms is as deep. */
const maxDepth = 1_500;

/** Null: the tree is deeper than recursive functions can follow, the parser's among them. */
function unlessTooDeep(parse: () => ts.SourceFile): ts.SourceFile | null {
  try {
    const tree = parse();
    return isDeeperThan(tree, maxDepth) ? null : tree;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function isDeeperThan(tree: ts.SourceFile, limit: number): boolean {
  let level: ts.Node[] = [tree];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > limit) return true;
    const below: ts.Node[] = [];
    for (const node of level) {
      ts.forEachChild(node, (child) => {
        below.push(child);
      });
    }
    level = below;
  }
  return false;
}

export class ParsedFile {
  /** Absolute, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
  /** Nested more deeply than can be analyzed, so the tree is empty. */
  readonly isTooDeep: boolean;
  #lineStarts: readonly number[] | undefined;
  #imports: Map<string, ImportBinding> | undefined;
  #exports: { named: Map<string, ExportBinding>; stars: string[] } | undefined;

  /** `before`: the same file before an edit, whose tree is taken over and must not be used any more. */
  constructor(path: string, text: string, before?: ParsedFile) {
    this.path = path;
    this.text = text;
    const tree = unlessTooDeep(() =>
      before && before.path === path && !before.isTooDeep
        ? ts.updateSourceFile(before.tree, text, changeBetween(before.text, text))
        : parsed(path, text),
    );
    this.isTooDeep = tree === null;
    this.tree = tree ?? parsed(path, '');
  }

  /** True when the parser had to repair the text; decided by the parser, not by types. */
  get hasSyntaxErrors(): boolean {
    // Internal to the compiler, but there is no public way to ask a bare source file.
    const { parseDiagnostics } = this.tree as unknown as { parseDiagnostics?: readonly unknown[] };
    return this.isTooDeep || (parseDiagnostics?.length ?? 0) > 0;
  }

  /** Lines as the Language Server Protocol and editors count them; the compiler has more kinds of line ends. */
  positionAt(offset: number): Position {
    const starts = this.#lines;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: offset - (starts[low] ?? 0) };
  }

  get #lines(): readonly number[] {
    this.#lineStarts ??= lineStartsOf(this.text);
    return this.#lineStarts;
  }

  offsetAt(position: Position): number {
    const starts = this.#lines;
    const line = Math.min(Math.max(position.line, 0), starts.length - 1);
    return Math.min((starts[line] ?? 0) + position.character, this.text.length);
  }

  rangeOf(node: ts.Node): Range {
    return { start: this.positionAt(node.getStart(this.tree)), end: this.positionAt(node.end) };
  }

  /** By local name. */
  get imports(): ReadonlyMap<string, ImportBinding> {
    this.#imports ??= collectImports(this.tree);
    return this.#imports;
  }

  get exports(): { named: ReadonlyMap<string, ExportBinding>; stars: readonly string[] } {
    this.#exports ??= collectExports(this.tree);
    return this.#exports;
  }

  /** True when the file imports anything from `inngest` or a package of its scope. */
  get usesSdk(): boolean {
    for (const { specifier } of this.imports.values()) if (isSdkModule(specifier)) return true;
    return false;
  }
}

/** From the first character that differs to the last. */
function changeBetween(before: string, after: string): ts.TextChangeRange {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start += 1;
  let end = 0;
  while (
    end < shorter - start &&
    before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)
  ) {
    end += 1;
  }
  const span = ts.createTextSpan(start, before.length - start - end);
  return ts.createTextChangeRange(span, after.length - start - end);
}

function lineStartsOf(text: string): number[] {
  const starts = [0];
  const hasLoneReturns = /\r(?!\n)/.test(text);
  if (hasLoneReturns) {
    for (const { index, 0: end } of text.matchAll(/\r\n|\r|\n/g)) starts.push(index + end.length);
    return starts;
  }
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

export function isSdkModule(specifier: string): boolean {
  return (
    specifier === 'inngest' ||
    specifier.startsWith('inngest/') ||
    specifier.startsWith('@inngest/') ||
    /^npm:inngest(@|$)/.test(specifier) ||
    /^https:\/\/esm\.sh\/inngest(@|\/|$)/.test(specifier)
  );
}

function moduleText(node: ts.Expression | undefined): string | null {
  return node && ts.isStringLiteralLike(node) ? node.text : null;
}

/** `require('x')` or `await import('x')`; null for anything else. */
export function requiredModule(expression: ts.Expression | undefined): string | null {
  const inner = expression && ts.isAwaitExpression(expression) ? expression.expression : expression;
  if (!inner || !ts.isCallExpression(inner)) return null;
  const isRequire = ts.isIdentifier(inner.expression) && inner.expression.text === 'require';
  if (!isRequire && inner.expression.kind !== ts.SyntaxKind.ImportKeyword) return null;
  return moduleText(inner.arguments[0]);
}

function collectImports(tree: ts.SourceFile): Map<string, ImportBinding> {
  const found = new Map<string, ImportBinding>();
  for (const statement of tree.statements) {
    if (ts.isImportDeclaration(statement)) {
      const specifier = moduleText(statement.moduleSpecifier);
      const clause = statement.importClause;
      if (specifier === null || !clause) continue;
      if (clause.name) found.set(clause.name.text, { specifier, name: 'default' });
      const bindings = clause.namedBindings;
      if (bindings && ts.isNamespaceImport(bindings)) found.set(bindings.name.text, { specifier, name: '*' });
      if (bindings && ts.isNamedImports(bindings)) {
        for (const element of bindings.elements) {
          found.set(element.name.text, { specifier, name: (element.propertyName ?? element.name).text });
        }
      }
    } else if (ts.isImportEqualsDeclaration(statement)) {
      const reference = statement.moduleReference;
      const specifier = ts.isExternalModuleReference(reference) ? moduleText(reference.expression) : null;
      if (specifier !== null) found.set(statement.name.text, { specifier, name: '*' });
    } else if (ts.isVariableStatement(statement)) {
      for (const { name, initializer } of statement.declarationList.declarations) {
        const specifier = requiredModule(initializer);
        if (specifier === null) continue;
        if (ts.isIdentifier(name)) found.set(name.text, { specifier, name: '*' });
        if (ts.isObjectBindingPattern(name)) {
          for (const element of name.elements) {
            if (!ts.isIdentifier(element.name)) continue;
            const property = element.propertyName;
            const exported = property && ts.isIdentifier(property) ? property.text : element.name.text;
            found.set(element.name.text, { specifier, name: exported });
          }
        }
      }
    }
  }
  return found;
}

function collectExports(tree: ts.SourceFile): { named: Map<string, ExportBinding>; stars: string[] } {
  const named = new Map<string, ExportBinding>();
  const stars: string[] = [];
  for (const statement of tree.statements) {
    if (ts.isExportDeclaration(statement)) {
      const specifier = moduleText(statement.moduleSpecifier);
      const clause = statement.exportClause;
      if (!clause) {
        if (specifier !== null) stars.push(specifier);
      } else if (ts.isNamespaceExport(clause)) {
        if (specifier !== null) named.set(clause.name.text, { kind: 'from', specifier, name: '*' });
      } else {
        for (const element of clause.elements) {
          const source = element.propertyName ?? element.name;
          if (specifier !== null) {
            named.set(element.name.text, { kind: 'from', specifier, name: source.text });
          } else if (ts.isIdentifier(source)) {
            named.set(element.name.text, { kind: 'name', identifier: source });
          }
        }
      }
    } else if (ts.isExportAssignment(statement)) {
      named.set('default', { kind: 'local', node: statement.expression });
    } else if (hasModifier(statement, ts.SyntaxKind.ExportKeyword)) {
      const isDefault = hasModifier(statement, ts.SyntaxKind.DefaultKeyword);
      if (ts.isVariableStatement(statement)) {
        for (const { name } of statement.declarationList.declarations) collectNames(name, named);
      } else if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) {
        if (isDefault) named.set('default', { kind: 'local', node: statement });
        else if (statement.name) named.set(statement.name.text, { kind: 'local', node: statement });
      } else if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) {
        named.set(statement.name.text, { kind: 'local', node: statement });
      } else if (ts.isEnumDeclaration(statement)) {
        named.set(statement.name.text, { kind: 'local', node: statement });
      }
    } else if (ts.isExpressionStatement(statement)) {
      collectCommonJsExport(statement.expression, named);
    }
  }
  return { named, stars };
}

function collectNames(name: ts.BindingName, named: Map<string, ExportBinding>): void {
  if (ts.isIdentifier(name)) {
    named.set(name.text, { kind: 'local', node: name.parent });
    return;
  }
  for (const element of name.elements) if (ts.isBindingElement(element)) collectNames(element.name, named);
}

/** `exports.x = …`, `module.exports.x = …` and `module.exports = { … }`. */
function collectCommonJsExport(expression: ts.Expression, named: Map<string, ExportBinding>): void {
  if (!ts.isBinaryExpression(expression) || expression.operatorToken.kind !== ts.SyntaxKind.EqualsToken)
    return;
  const { left, right } = expression;
  if (!ts.isPropertyAccessExpression(left)) return;
  const target = left.expression.getText();
  if (target === 'exports' || target === 'module.exports') {
    named.set(left.name.text, { kind: 'local', node: right });
  } else if (target === 'module' && left.name.text === 'exports') {
    named.set('default', { kind: 'local', node: right });
    if (!ts.isObjectLiteralExpression(right)) return;
    for (const property of right.properties) {
      if (ts.isShorthandPropertyAssignment(property)) {
        named.set(property.name.text, { kind: 'name', identifier: property.name });
      } else if (ts.isPropertyAssignment(property) && ts.isIdentifier(property.name)) {
        named.set(property.name.text, { kind: 'local', node: property.initializer });
      }
    }
  }
}
