/**
 * Rewrites what a compiler that sees one file at a time leaves as it is, and Node does not understand. Every line keeps its number.
 */
import type ts from 'typescript';
import { expandGlob } from './import-glob.ts';
import type { ModuleFormat } from './module-format.ts';
import type { TsConfig } from './tsconfig.ts';
import type { TypeExports } from './type-exports.ts';
import { usedAsValues } from './value-names.ts';

export interface Preparation {
  file: string;
  format: ModuleFormat;
  config: TsConfig;
  types: TypeExports;
  /** Told each file that the result depends on. */
  onRead: (file: string) => void;
}

/** Replaces the text from `start` to `end`. */
export interface Edit {
  start: number;
  end: number;
  text: string;
}

const candidates =
  /\bimport\.meta\b|\bimport\s+\w+\s*=\s*require\b|\bassert\s*\{|^[ \t]*export\s*\{|^[ \t]*export\s+default\s+\w+\s*;?\s*$|^[ \t]*@\w/m;

/** @throws {CompileError} for a form that has no meaning outside a bundler. */
export function prepareSource(compiler: typeof ts, source: string, preparation: Preparation): string {
  if (!candidates.test(source)) return source;
  const { file } = preparation;
  const parsed = compiler.createSourceFile(file, source, compiler.ScriptTarget.Latest, true);
  const rewriting = new Rewriting(compiler, parsed, preparation);
  return rewriting.apply();
}

class Rewriting {
  readonly #ts: typeof ts;
  readonly #source: ts.SourceFile;
  readonly #preparation: Preparation;
  readonly #edits: Edit[] = [];
  /** Names that are imported and mean types. */
  readonly #types = new Set<string>();
  #prelude = '';
  #counter = 0;

  constructor(compiler: typeof ts, source: ts.SourceFile, preparation: Preparation) {
    this.#ts = compiler;
    this.#source = source;
    this.#preparation = preparation;
  }

  apply(): string {
    const { statements, text } = this.#source;
    for (const each of statements) this.#rewriteImport(each);
    for (const each of statements) this.#rewriteExport(each);
    if (/\bimport\.meta\b/.test(text)) this.#rewriteMeta(this.#source);
    return this.#prelude + withEdits(text, this.#edits);
  }

  get #isModule(): boolean {
    return this.#preparation.format === 'module';
  }

  #rewriteImport(statement: ts.Statement): void {
    const compiler = this.#ts;
    if (!this.#isModule) return;
    if (compiler.isImportEqualsDeclaration(statement) && !statement.isTypeOnly) {
      if (!compiler.isExternalModuleReference(statement.moduleReference)) return;
      const start = statement.getStart(this.#source);
      const keyword = this.#source.text.indexOf('import', start);
      this.#edits.push({ start: keyword, end: keyword + 'import'.length, text: 'const' });
    }
    if (!compiler.isImportDeclaration(statement)) return;
    const { attributes } = statement;
    if (attributes?.token === compiler.SyntaxKind.AssertKeyword) {
      const start = attributes.getStart(this.#source);
      this.#edits.push({ start, end: start + 'assert'.length, text: 'with' });
    }
    this.#dropTypes(statement);
  }

  /** Only where the compiler would keep them: in metadata of decorators, and where they are exported again. */
  #dropTypes(statement: ts.ImportDeclaration): void {
    const { importClause: clause, moduleSpecifier } = statement;
    if (!clause || clause.phaseModifier || !this.#ts.isStringLiteral(moduleSpecifier)) return;
    const bindings = clause.namedBindings;
    if (bindings && !this.#ts.isNamedImports(bindings)) return;
    const specifier = moduleSpecifier.text;
    const isType = (name: string, local: string) => {
      const answer = this.#kindOf(specifier, name, local) === 'type';
      if (answer) this.#types.add(local);
      return answer;
    };
    const byDefault = clause.name && !isType('default', clause.name.text) ? clause.name.text : null;
    const all = bindings?.elements ?? [];
    const values = all.filter((each) => !isType((each.propertyName ?? each.name).text, each.name.text));
    const unsure = values.filter((each) => this.#isForMetadata(each.name.text, specifier));
    if (unsure.length > 0) this.#importSafely(unsure, specifier);
    const rest = values.filter((each) => !unsure.includes(each));
    const isSame = rest.length === all.length && (byDefault !== null) === (clause.name !== undefined);
    if (isSame) return;
    const list = rest.length > 0 ? [listOf(rest, this.#source)] : [];
    const kept = [...(byDefault === null ? [] : [byDefault]), ...list];
    if (kept.length > 0) this.#replace(clause, kept.join(', '));
    else this.#replace(statement, ';');
  }

  #kindOf(specifier: string, name: string, local: string) {
    const { types, file, onRead } = this.#preparation;
    if (usedAsValues(this.#ts, this.#source).has(local)) return 'value';
    return types.kindOf({ specifier, name, isType: false }, file, onRead);
  }

  /** From a package, which may declare it as a type: only the metadata of decorators needs it, and that can do without. */
  #isForMetadata(local: string, specifier: string): boolean {
    const { config } = this.#preparation;
    if (!config.emitDecoratorMetadata || usedAsValues(this.#ts, this.#source).has(local)) return false;
    return /^(?:@[^/]+\/)?[^./@]/.test(specifier);
  }

  #importSafely(names: ts.ImportSpecifier[], specifier: string): void {
    const space = `__package${this.#counter++}`;
    const bound = names.map(({ name, propertyName }) => {
      const key = JSON.stringify((propertyName ?? name).text);
      return `const ${name.text} = ${space}[${key}] ?? ${space}.default?.[${key}];`;
    });
    this.#prelude += `import * as ${space} from ${JSON.stringify(specifier)}; ${bound.join(' ')} `;
  }

  #rewriteExport(statement: ts.Statement): void {
    if (this.#isModule && this.#ts.isExportAssignment(statement)) this.#rewriteDefault(statement);
    if (!this.#isModule || !this.#ts.isExportDeclaration(statement) || statement.isTypeOnly) return;
    const { exportClause, moduleSpecifier } = statement;
    if (!exportClause || !this.#ts.isNamedExports(exportClause)) return;
    const { types, file, onRead } = this.#preparation;
    const isType = (each: ts.ExportSpecifier) => {
      const { text: name } = each.propertyName ?? each.name;
      if (each.isTypeOnly) return true;
      if (!moduleSpecifier) return this.#types.has(name);
      if (!this.#ts.isStringLiteral(moduleSpecifier)) return false;
      return types.kindOf({ specifier: moduleSpecifier.text, name, isType: false }, file, onRead) === 'type';
    };
    const kept = exportClause.elements.filter((each) => !isType(each));
    if (kept.length === exportClause.elements.length) return;
    // Nothing of that module is needed when the code runs.
    const whole = kept.length === 0 && moduleSpecifier !== undefined;
    this.#replace(whole ? statement : exportClause, whole ? 'export {};' : listOf(kept, this.#source));
  }

  #rewriteDefault(statement: ts.ExportAssignment): void {
    const { expression } = statement;
    if (this.#ts.isIdentifier(expression) && this.#types.has(expression.text))
      this.#replace(statement, 'export {};');
  }

  #rewriteMeta(node: ts.Node): void {
    const compiler = this.#ts;
    if (compiler.isMetaProperty(node) && node.keywordToken === compiler.SyntaxKind.ImportKeyword) {
      const call = globCall(compiler, node);
      if (call) this.#replaceGlob(call);
      else if (!this.#isModule) this.#replace(node, '__importMeta');
    } else compiler.forEachChild(node, (child) => this.#rewriteMeta(child));
  }

  #replaceGlob(call: ts.CallExpression): void {
    const { file } = this.#preparation;
    const glob = expandGlob(this.#ts, call, { file, index: this.#counter++ });
    this.#prelude += glob.imports;
    this.#replace(call, glob.value);
  }

  #replace(node: ts.Node, text: string): void {
    const start = node.getStart(this.#source);
    const lines = this.#source.text.slice(start, node.end).split('\n').length - text.split('\n').length;
    this.#edits.push({ start, end: node.end, text: text + '\n'.repeat(Math.max(0, lines)) });
  }
}

/** `import.meta.glob(…)`; null when it is something else. */
function globCall(compiler: typeof ts, node: ts.MetaProperty): ts.CallExpression | null {
  const access = node.parent;
  if (!compiler.isPropertyAccessExpression(access) || access.name.text !== 'glob') return null;
  return compiler.isCallExpression(access.parent) && access.parent.expression === access
    ? access.parent
    : null;
}

function listOf(elements: readonly ts.Node[], source: ts.SourceFile): string {
  return `{ ${elements.map((each) => each.getText(source)).join(', ')} }`;
}

function withEdits(text: string, edits: Edit[]): string {
  return [...edits]
    .sort((a, b) => b.start - a.start)
    .reduce((result, { start, end, text: by }) => result.slice(0, start) + by + result.slice(end), text);
}
