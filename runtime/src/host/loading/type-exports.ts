/**
 * Tells names of types from names of values in other files. A compiler that sees one file at a time cannot, and would leave imports
 * and exports of names that do not exist when the code runs.
 */
import { readFileSync } from 'node:fs';
import type ts from 'typescript';

/** `unknown`: it is in a package, or not found. */
export type NameKind = 'value' | 'type' | 'absent' | 'unknown';

interface Reference {
  specifier: string;
  name: string;
  isType: boolean;
}

interface FileNames {
  values: Set<string>;
  types: Set<string>;
  /** Local names that come from elsewhere. */
  imported: Map<string, Reference>;
  /** Exported names and the local names that they stand for. */
  locals: Map<string, string>;
  forwarded: Map<string, Reference>;
  stars: { specifier: string; isType: boolean }[];
}

export class TypeExports {
  readonly #ts: typeof ts;
  readonly #resolve: (specifier: string, importer: string) => string | null;
  readonly #files = new Map<string, FileNames | null>();

  /** @param resolve gives the source file of the user that an import means; null: none does. */
  constructor(compiler: typeof ts, resolve: (specifier: string, importer: string) => string | null) {
    this.#ts = compiler;
    this.#resolve = resolve;
  }

  /** @param onRead is told each file that the answer depends on. */
  kindOf(reference: Reference, importer: string, onRead: (file: string) => void): NameKind {
    if (reference.isType) return 'type';
    const file = this.#resolve(reference.specifier, importer);
    return file === null ? 'unknown' : this.#kindIn(file, reference.name, onRead, new Set());
  }

  #kindIn(file: string, name: string, onRead: (file: string) => void, seen: Set<string>): NameKind {
    if (seen.has(`${name} ${file}`)) return 'absent';
    seen.add(`${name} ${file}`);
    onRead(file);
    const names = this.#namesOf(file);
    if (names === null || name === '*') return 'unknown';
    const follow = ({ specifier, name: other, isType }: Reference): NameKind => {
      if (isType) return 'type';
      if (other === '*') return 'value';
      const target = this.#resolve(specifier, file);
      return target === null ? 'unknown' : this.#kindIn(target, other, onRead, seen);
    };
    const forwarded = names.forwarded.get(name);
    if (forwarded) return follow(forwarded);
    const local = names.locals.get(name);
    if (local !== undefined) {
      if (names.values.has(local)) return 'value';
      if (names.types.has(local)) return 'type';
      const imported = names.imported.get(local);
      return imported ? follow(imported) : 'unknown';
    }
    const found = names.stars.map(({ specifier, isType }) => follow({ specifier, name, isType }));
    return (['value', 'type', 'unknown'] as const).find((kind) => found.includes(kind)) ?? 'absent';
  }

  #namesOf(file: string): FileNames | null {
    const known = this.#files.get(file);
    if (known !== undefined) return known;
    const names = /\.[cm]?tsx?$/.test(file) ? readNames(this.#ts, file) : null;
    this.#files.set(file, names);
    return names;
  }
}

function readNames(compiler: typeof ts, file: string): FileNames | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return null;
  }
  const names: FileNames = {
    values: new Set(),
    types: new Set(),
    imported: new Map(),
    locals: new Map(),
    forwarded: new Map(),
    stars: [],
  };
  const source = compiler.createSourceFile(file, text, compiler.ScriptTarget.Latest);
  for (const statement of source.statements) {
    if (compiler.isImportDeclaration(statement)) noteImport(compiler, statement, names);
    else if (compiler.isExportDeclaration(statement)) noteExport(compiler, statement, names);
    else noteDeclaration(compiler, statement, names);
  }
  return names;
}

function noteImport(
  compiler: typeof ts,
  { importClause, moduleSpecifier }: ts.ImportDeclaration,
  names: FileNames,
) {
  if (!importClause || !compiler.isStringLiteral(moduleSpecifier)) return;
  const specifier = moduleSpecifier.text;
  const isType = importClause.phaseModifier === compiler.SyntaxKind.TypeKeyword;
  if (importClause.name) names.imported.set(importClause.name.text, { specifier, name: 'default', isType });
  const bindings = importClause.namedBindings;
  if (bindings && compiler.isNamespaceImport(bindings)) {
    names.imported.set(bindings.name.text, { specifier, name: '*', isType });
  }
  if (!bindings || !compiler.isNamedImports(bindings)) return;
  for (const each of bindings.elements) {
    const { text } = each.propertyName ?? each.name;
    names.imported.set(each.name.text, { specifier, name: text, isType: isType || each.isTypeOnly });
  }
}

function noteExport(compiler: typeof ts, statement: ts.ExportDeclaration, names: FileNames) {
  const { exportClause, moduleSpecifier, isTypeOnly } = statement;
  const specifier =
    moduleSpecifier && compiler.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : null;
  if (!exportClause) {
    if (specifier !== null) names.stars.push({ specifier, isType: isTypeOnly });
  } else if (compiler.isNamespaceExport(exportClause)) {
    names.forwarded.set(exportClause.name.text, {
      specifier: specifier ?? '',
      name: '*',
      isType: isTypeOnly,
    });
  } else {
    for (const each of exportClause.elements) {
      const { text } = each.propertyName ?? each.name;
      const isType = isTypeOnly || each.isTypeOnly;
      if (specifier !== null || isType) {
        names.forwarded.set(each.name.text, { specifier: specifier ?? '', name: text, isType });
      } else names.locals.set(each.name.text, text);
    }
  }
}

function noteDeclaration(compiler: typeof ts, statement: ts.Statement, names: FileNames) {
  const modifiers = compiler.canHaveModifiers(statement) ? (compiler.getModifiers(statement) ?? []) : [];
  const has = (kind: ts.SyntaxKind) => modifiers.some((each) => each.kind === kind);
  const kinds =
    has(compiler.SyntaxKind.DeclareKeyword) || !hasValue(compiler, statement) ? names.types : names.values;
  for (const name of declaredNames(compiler, statement)) {
    kinds.add(name);
    if (!has(compiler.SyntaxKind.ExportKeyword)) continue;
    names.locals.set(has(compiler.SyntaxKind.DefaultKeyword) ? 'default' : name, name);
  }
  if (compiler.isExportAssignment(statement)) {
    const local = compiler.isIdentifier(statement.expression) ? statement.expression.text : null;
    names.locals.set('default', local ?? 'default');
    if (local === null) names.values.add('default');
  }
}

function hasValue(compiler: typeof ts, statement: ts.Node): boolean {
  if (compiler.isInterfaceDeclaration(statement) || compiler.isTypeAliasDeclaration(statement)) return false;
  if (!compiler.isModuleDeclaration(statement)) return true;
  const { body } = statement;
  if (body && compiler.isModuleBlock(body)) return body.statements.some((each) => hasValue(compiler, each));
  return body ? hasValue(compiler, body) : false;
}

function declaredNames(compiler: typeof ts, statement: ts.Statement): string[] {
  if (compiler.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) => boundNames(compiler, name));
  }
  const isNamed =
    compiler.isFunctionDeclaration(statement) ||
    compiler.isClassDeclaration(statement) ||
    compiler.isInterfaceDeclaration(statement) ||
    compiler.isTypeAliasDeclaration(statement) ||
    compiler.isEnumDeclaration(statement) ||
    compiler.isModuleDeclaration(statement) ||
    compiler.isImportEqualsDeclaration(statement);
  return isNamed ? [statement.name?.text ?? 'default'] : [];
}

function boundNames(compiler: typeof ts, name: ts.BindingName): string[] {
  if (compiler.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((each) =>
    compiler.isBindingElement(each) ? boundNames(compiler, each.name) : [],
  );
}
