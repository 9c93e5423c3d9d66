/** Lexical name lookup without a type checker: from a use to the node that declares the name. */
import { ts } from 'ts-morph';

export type FunctionNode =
  | ts.FunctionDeclaration
  | ts.FunctionExpression
  | ts.ArrowFunction
  | ts.MethodDeclaration
  | ts.ConstructorDeclaration
  | ts.AccessorDeclaration;

/** What a name can stand for. Imports are found by {@link lookupName} as the specifier or clause that names them. */
export type Declaration =
  | ts.VariableDeclaration
  | ts.BindingElement
  | ts.ParameterDeclaration
  | ts.FunctionDeclaration
  | ts.FunctionExpression
  | ts.ClassDeclaration
  | ts.ClassExpression
  | ts.EnumDeclaration
  | ts.InterfaceDeclaration
  | ts.TypeAliasDeclaration
  | ts.ImportClause
  | ts.ImportSpecifier
  | ts.NamespaceImport
  | ts.ImportEqualsDeclaration;

type Names = Map<string, Declaration>;

const scopes = new WeakMap<ts.Node, Names>();

export function isFunctionNode(node: ts.Node): node is FunctionNode {
  return (
    ts.isFunctionDeclaration(node) ||
    ts.isFunctionExpression(node) ||
    ts.isArrowFunction(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isConstructorDeclaration(node) ||
    ts.isGetAccessor(node) ||
    ts.isSetAccessor(node)
  );
}

/** The value or type declaration that `identifier` refers to by lexical scope; null for globals. */
export function lookupName(identifier: ts.Identifier): Declaration | null {
  const name = identifier.text;
  for (let node: ts.Node | undefined = identifier.parent; node; node = node.parent) {
    if (!scopeKinds.has(node.kind)) continue;
    const declaration = namesOf(node).get(name);
    if (declaration) return declaration;
  }
  return null;
}

const scopeKinds: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.SourceFile,
  ts.SyntaxKind.Block,
  ts.SyntaxKind.FunctionDeclaration,
  ts.SyntaxKind.FunctionExpression,
  ts.SyntaxKind.ArrowFunction,
  ts.SyntaxKind.MethodDeclaration,
  ts.SyntaxKind.Constructor,
  ts.SyntaxKind.GetAccessor,
  ts.SyntaxKind.SetAccessor,
  ts.SyntaxKind.ForStatement,
  ts.SyntaxKind.ForOfStatement,
  ts.SyntaxKind.ForInStatement,
  ts.SyntaxKind.CatchClause,
  ts.SyntaxKind.CaseBlock,
  ts.SyntaxKind.ClassExpression,
  ts.SyntaxKind.ModuleBlock,
]);

function namesOf(scope: ts.Node): Names {
  let names = scopes.get(scope);
  if (!names) {
    names = new Map();
    fillNames(scope, names);
    scopes.set(scope, names);
  }
  return names;
}

function addBinding(name: ts.BindingName, owner: Declaration, names: Names): void {
  if (ts.isIdentifier(name)) {
    names.set(name.text, owner);
    return;
  }
  for (const element of name.elements) {
    if (ts.isBindingElement(element)) addBinding(element.name, element, names);
  }
}

function addDeclarations(list: ts.Node | undefined, names: Names): void {
  if (!list || !ts.isVariableDeclarationList(list)) return;
  for (const declaration of list.declarations) addBinding(declaration.name, declaration, names);
}

function addStatements(statements: readonly ts.Statement[], names: Names): void {
  for (const statement of statements) {
    if (ts.isVariableStatement(statement)) addDeclarations(statement.declarationList, names);
    else if (
      ts.isFunctionDeclaration(statement) ||
      ts.isClassDeclaration(statement) ||
      ts.isEnumDeclaration(statement)
    ) {
      if (statement.name) names.set(statement.name.text, statement);
    } else if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) {
      if (!names.has(statement.name.text)) names.set(statement.name.text, statement);
    } else if (ts.isImportDeclaration(statement)) {
      const clause = statement.importClause;
      if (clause?.name) names.set(clause.name.text, clause);
      const bindings = clause?.namedBindings;
      if (bindings && ts.isNamespaceImport(bindings)) names.set(bindings.name.text, bindings);
      if (bindings && ts.isNamedImports(bindings)) {
        for (const element of bindings.elements) names.set(element.name.text, element);
      }
    } else if (ts.isImportEqualsDeclaration(statement)) names.set(statement.name.text, statement);
  }
}

const varFiles = new WeakMap<ts.SourceFile, boolean>();

/** Few files still use `var`; the others need no search. */
function hasVar(tree: ts.SourceFile): boolean {
  let known = varFiles.get(tree);
  if (known === undefined) {
    known = /\bvar\b/.test(tree.text);
    varFiles.set(tree, known);
  }
  return known;
}

/** `var` is visible in the whole function, however deeply it is nested. */
function addHoisted(body: ts.Node, names: Names): void {
  if (!hasVar(body.getSourceFile())) return;
  const visit = (node: ts.Node): void => {
    if (isFunctionNode(node) || ts.isClassLike(node)) return;
    if (ts.isVariableDeclarationList(node) && !(node.flags & ts.NodeFlags.BlockScoped)) {
      for (const { name } of node.declarations) {
        if (ts.isIdentifier(name) && names.has(name.text)) return;
      }
      addDeclarations(node, names);
    }
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(body, visit);
}

function fillNames(scope: ts.Node, names: Names): void {
  if (ts.isSourceFile(scope)) addStatements(scope.statements, names);
  else if (ts.isBlock(scope) || ts.isModuleBlock(scope)) addStatements(scope.statements, names);
  else if (ts.isCaseBlock(scope)) {
    for (const clause of scope.clauses) addStatements(clause.statements, names);
  } else if (isFunctionNode(scope)) {
    if (ts.isFunctionExpression(scope) && scope.name) names.set(scope.name.text, scope);
    for (const parameter of scope.parameters) addBinding(parameter.name, parameter, names);
    if (scope.body) addHoisted(scope.body, names);
  } else if (ts.isForStatement(scope)) addDeclarations(scope.initializer, names);
  else if (ts.isForOfStatement(scope) || ts.isForInStatement(scope))
    addDeclarations(scope.initializer, names);
  else if (ts.isCatchClause(scope)) {
    if (scope.variableDeclaration)
      addBinding(scope.variableDeclaration.name, scope.variableDeclaration, names);
  } else if (ts.isClassExpression(scope) && scope.name) names.set(scope.name.text, scope);
}
