/**
 * TypeScript types as JSON Schema (draft 2020-12), by reading their source: no type checker, no installed packages.
 * What cannot be read becomes the empty schema, which allows everything.
 */
import { ts } from 'ts-morph';
import { textOf } from '../syntax/constants.ts';
import { exportTarget, nameText, type Target, targetOf } from '../syntax/references.ts';
import type { Sources } from '../syntax/sources.ts';
import { documentedIn } from './documentation.ts';
import {
  absent,
  alternatives,
  elementSchema,
  isOptional,
  isUnknown,
  keysSchema,
  memberSchema,
  membersOf,
  mergeSchemas,
  never,
  notOptional,
  objectOf,
  optional,
  type Schema,
  unionSchema,
  valuesOf,
} from './json-schema.ts';
import type { SchemaReaders } from './schema-readers.ts';
import { templateSchema } from './template-schema.ts';
import { containsInfer, elementType, enumObject, literalSchema, tupleSchema } from './type-pieces.ts';
import { all, type Fit, fits } from './type-relations.ts';
import { utilityType } from './utility-types.ts';

/** The context in which a type is read. */
interface Scope {
  /** Schemas of type parameters, mapped keys and inferred types, by name. */
  parameters: ReadonlyMap<string, Schema>;
  /** Declarations being read, with their arguments: where a type refers to itself, reading ends. */
  active: readonly string[];
}

const maxDepth = 24;
/** How often a declaration may contain itself: the members of a tree are shown once. */
const maxRecursion = 1;
/** Types read for one question: bounds types that grow with every instantiation. */
const maxReads = 4000;

export function readType(node: ts.TypeNode, readers: SchemaReaders): Schema {
  return new TypeReader(readers).read(node, { parameters: new Map(), active: [] });
}

class TypeReader {
  readonly #readers: SchemaReaders;
  readonly #sources: Sources;
  #reads = 0;

  constructor(readers: SchemaReaders) {
    this.#readers = readers;
    this.#sources = readers.sources;
  }

  read(node: ts.TypeNode, scope: Scope): Schema {
    this.#reads += 1;
    if (this.#reads > maxReads) return {};
    const inner = (type: ts.TypeNode): Schema => this.read(type, scope);
    switch (node.kind) {
      case ts.SyntaxKind.StringKeyword:
        return { type: 'string' };
      case ts.SyntaxKind.NumberKeyword:
      case ts.SyntaxKind.BigIntKeyword:
        return { type: 'number' };
      case ts.SyntaxKind.BooleanKeyword:
        return { type: 'boolean' };
      case ts.SyntaxKind.NeverKeyword:
        return never;
      // What JSON cannot hold is left out when the event is sent.
      case ts.SyntaxKind.UndefinedKeyword:
      case ts.SyntaxKind.VoidKeyword:
      case ts.SyntaxKind.SymbolKeyword:
      case ts.SyntaxKind.FunctionType:
      case ts.SyntaxKind.ConstructorType:
        return absent;
      case ts.SyntaxKind.ObjectKeyword:
        return { type: 'object' };
    }
    if (ts.isLiteralTypeNode(node)) return literalSchema(node.literal);
    if (ts.isParenthesizedTypeNode(node) || ts.isRestTypeNode(node)) return inner(node.type);
    if (ts.isOptionalTypeNode(node)) return optional(inner(node.type));
    if (ts.isTypeOperatorNode(node)) {
      const isKeys = node.operator === ts.SyntaxKind.KeyOfKeyword;
      return isKeys ? keysSchema(inner(node.type)) : inner(node.type);
    }
    if (ts.isArrayTypeNode(node)) return { type: 'array', items: elementSchema(inner(node.elementType)) };
    if (ts.isTupleTypeNode(node)) return tupleSchema(node, inner);
    if (ts.isUnionTypeNode(node)) return unionSchema(node.types.map(inner));
    if (ts.isIntersectionTypeNode(node)) return node.types.map(inner).reduce(mergeSchemas);
    if (ts.isTypeLiteralNode(node)) return this.#members(node.members, scope);
    if (ts.isTemplateLiteralTypeNode(node)) {
      const pieces = node.templateSpans.map(({ type, literal }) => [inner(type), literal.text] as const);
      return templateSchema(node.head.text, pieces);
    }
    if (ts.isIndexedAccessTypeNode(node)) return memberSchema(inner(node.objectType), inner(node.indexType));
    if (ts.isMappedTypeNode(node)) return this.#mapped(node, scope);
    if (ts.isConditionalTypeNode(node)) return this.#conditional(node, scope);
    if (ts.isTypeQueryNode(node)) return this.#typeOfValue(node);
    if (ts.isTypeReferenceNode(node)) return this.#reference(node, scope);
    if (ts.isExpressionWithTypeArguments(node) && ts.isIdentifier(node.expression)) {
      return this.#named(node.expression, node.typeArguments, scope);
    }
    return {};
  }

  #members(members: readonly ts.TypeElement[], scope: Scope): Schema {
    const properties: Record<string, Schema> = {};
    let additional: Schema | null = null;
    for (const member of members) {
      if (ts.isIndexSignatureDeclaration(member)) additional = this.read(member.type, scope);
      if (!ts.isPropertySignature(member) || !member.type) continue;
      const name = this.#memberName(member.name);
      if (name === null) continue;
      const schema = { ...this.read(member.type, scope), ...documentedIn(member) };
      properties[name] = member.questionToken ? optional(schema) : schema;
    }
    const schema = objectOf(properties);
    if (!additional) return schema;
    const { properties: _none, ...bare } = schema;
    const named = Object.keys(properties).length === 0 ? bare : schema;
    return { ...named, additionalProperties: notOptional(additional) };
  }

  #memberName(name: ts.PropertyName): string | null {
    const plain = nameText(name);
    if (plain !== null) return plain;
    return ts.isComputedPropertyName(name) ? textOf(name.expression, this.#sources) : null;
  }

  /** `{ [K in keyof T]: … }` and its kin; with `keyof` the members keep their modifiers. */
  #mapped(node: ts.MappedTypeNode, scope: Scope): Schema {
    const { constraint, name } = node.typeParameter;
    if (!constraint || !node.type) return { type: 'object' };
    const { type } = node;
    const isHomomorphic =
      ts.isTypeOperatorNode(constraint) && constraint.operator === ts.SyntaxKind.KeyOfKeyword;
    const origin = isHomomorphic ? membersOf(this.read(constraint.type, scope)) : {};
    const keys = this.read(constraint, scope);
    const names = valuesOf(keys).map(String);
    const valueFor = (key: Schema): Schema =>
      this.read(type, { ...scope, parameters: new Map(scope.parameters).set(name.text, key) });
    if (names.length === 0) {
      return { type: 'object', ...(keys.type === 'string' ? { additionalProperties: valueFor(keys) } : {}) };
    }
    const properties: Record<string, Schema> = {};
    for (const key of names) {
      const wasOptional = isOptional(origin[key] ?? {});
      for (const renamed of this.#renamed(node, key, scope)) {
        const value = valueFor({ const: key });
        const mayBeAbsent = node.questionToken
          ? node.questionToken.kind !== ts.SyntaxKind.MinusToken
          : wasOptional;
        const isForced = node.questionToken?.kind === ts.SyntaxKind.MinusToken;
        properties[renamed] = mayBeAbsent ? optional(value) : isForced ? notOptional(value) : value;
      }
    }
    return objectOf(properties);
  }

  /** `[K in … as …]`: other names, or none. */
  #renamed(node: ts.MappedTypeNode, key: string, scope: Scope): string[] {
    if (!node.nameType) return [key];
    const parameters = new Map(scope.parameters).set(node.typeParameter.name.text, { const: key });
    return valuesOf(this.read(node.nameType, { ...scope, parameters })).map(String);
  }

  /** Each member of a union for itself when a bare parameter is asked about, as the language has it. */
  #conditional(node: ts.ConditionalTypeNode, scope: Scope): Schema {
    const { checkType } = node;
    const name =
      ts.isTypeReferenceNode(checkType) && ts.isIdentifier(checkType.typeName)
        ? checkType.typeName.text
        : null;
    const given = name === null ? undefined : scope.parameters.get(name);
    if (name === null || !given) return this.#branch(node, this.read(checkType, scope), scope);
    return unionSchema(
      alternatives(given).map((part) =>
        this.#branch(node, part, { ...scope, parameters: new Map(scope.parameters).set(name, part) }),
      ),
    );
  }

  #branch(node: ts.ConditionalTypeNode, value: Schema, scope: Scope): Schema {
    const inferred = new Map(scope.parameters);
    const fit = this.#matches(value, node.extendsType, scope, inferred);
    const whenTrue = (): Schema => this.read(node.trueType, { ...scope, parameters: inferred });
    const whenFalse = (): Schema => this.read(node.falseType, scope);
    if (fit === 'yes') return whenTrue();
    return fit === 'no' ? whenFalse() : unionSchema([whenTrue(), whenFalse()]);
  }

  /** Like {@link fits}, and gives `infer X` its schema. */
  #matches(value: Schema, type: ts.TypeNode, scope: Scope, inferred: Map<string, Schema>): Fit {
    if (ts.isParenthesizedTypeNode(type)) return this.#matches(value, type.type, scope, inferred);
    if (ts.isInferTypeNode(type)) {
      inferred.set(type.typeParameter.name.text, value);
      return 'yes';
    }
    if (!containsInfer(type)) return fits(value, this.read(type, scope));
    const element = elementType(type);
    if (element) {
      if (value.type !== 'array') return value.type === undefined ? 'unknown' : 'no';
      return this.#matches(memberSchema(value, { type: 'number' }), element, scope, inferred);
    }
    if (ts.isTypeLiteralNode(type)) {
      const members = membersOf(value);
      return all(
        type.members.map((member): Fit => {
          if (!ts.isPropertySignature(member) || !member.type) return 'unknown';
          const own = members[this.#memberName(member.name) ?? ''];
          if (!own) return member.questionToken ? 'yes' : value.type === 'object' ? 'no' : 'unknown';
          return this.#matches(notOptional(own), member.type, scope, inferred);
        }),
      );
    }
    return 'unknown';
  }

  #reference(node: ts.TypeReferenceNode, scope: Scope): Schema {
    const name = node.typeName;
    if (!ts.isQualifiedName(name)) {
      if (/^(Static|InferType|InferOutput|InferInput|Infer)$/.test(name.text)) {
        const schema = this.#validatorArgument(node.typeArguments?.[0]);
        if (!isUnknown(schema)) return schema;
      }
      return this.#named(name, node.typeArguments, scope);
    }
    // `z.infer<typeof schema>` and its kin of other validators.
    if (/^(infer|input|output|Infer|InferInput|InferOutput|TypeOf)$/.test(name.right.text)) {
      return this.#validatorArgument(node.typeArguments?.[0]);
    }
    const owner = ts.isIdentifier(name.left) ? targetOf(name.left, this.#sources) : null;
    if (owner?.kind === 'node' && ts.isEnumDeclaration(owner.node)) {
      return memberSchema(enumObject(owner.node), { const: name.right.text });
    }
    const target =
      owner?.kind === 'namespace' ? exportTarget(owner.file, name.right.text, this.#sources, 0) : null;
    return target ? this.#target(target, node.typeArguments, scope) : {};
  }

  #validatorArgument(argument: ts.TypeNode | undefined): Schema {
    if (!argument || !ts.isTypeQueryNode(argument)) return {};
    return this.#readers.ofValidator(argument.exprName);
  }

  #named(name: ts.Identifier, args: readonly ts.TypeNode[] | undefined, scope: Scope): Schema {
    const given = scope.parameters.get(name.text);
    if (given) return given;
    const target = targetOf(name, this.#sources);
    if (target?.kind === 'node') return this.#target(target, args, scope);
    if (name.text === 'ReturnType') {
      const [query] = args ?? [];
      const made = query && ts.isTypeQueryNode(query) ? this.#queried(query) : null;
      return made ? this.#readers.ofResult(made) : {};
    }
    return utilityType(
      name.text,
      (args ?? []).map((argument) => this.read(argument, scope)),
    );
  }

  #target(target: Target, args: readonly ts.TypeNode[] | undefined, scope: Scope): Schema {
    if (target.kind !== 'node') return {};
    const { node } = target;
    if (ts.isEnumDeclaration(node)) return memberSchema(enumObject(node), keysSchema(enumObject(node)));
    const isClass = ts.isClassDeclaration(node);
    if (!ts.isTypeAliasDeclaration(node) && !ts.isInterfaceDeclaration(node) && !isClass) return {};
    const parameters = new Map<string, Schema>();
    node.typeParameters?.forEach((parameter, index) => {
      const argument = args?.[index];
      const preset = parameter.default;
      parameters.set(
        parameter.name.text,
        argument ? this.read(argument, scope) : preset ? this.read(preset, { ...scope, parameters }) : {},
      );
    });
    const self = `${node.getSourceFile().fileName}:${node.pos} ${JSON.stringify([...parameters])}`;
    const { active } = scope;
    if (active.length > maxDepth || active.filter((one) => one === self).length > maxRecursion) return {};
    const own: Scope = { parameters, active: [...active, self] };
    if (ts.isTypeAliasDeclaration(node)) return this.read(node.type, own);
    const bases = (node.heritageClauses ?? [])
      .filter(({ token }) => !isClass || token === ts.SyntaxKind.ExtendsKeyword)
      .flatMap(({ types }) => types);
    const members = isClass ? this.#fields(node, own) : this.#members(node.members, own);
    return [...bases.map((base) => this.read(base, own)), members].reduce(extended, {});
  }

  /** What an instance of a class has when it is written as JSON. */
  #fields(node: ts.ClassDeclaration, scope: Scope): Schema {
    const properties: Record<string, Schema> = {};
    const add = (field: ts.PropertyDeclaration | ts.ParameterDeclaration): void => {
      const isStatic = ts.getCombinedModifierFlags(field) & ts.ModifierFlags.Static;
      const name = ts.isIdentifier(field.name) ? field.name.text : null;
      if (isStatic || name === null) return;
      const schema = field.type
        ? this.read(field.type, scope)
        : field.initializer
          ? this.#readers.ofValue(field.initializer)
          : {};
      properties[name] = field.questionToken ? optional(schema) : schema;
    };
    for (const member of node.members) {
      if (ts.isPropertyDeclaration(member)) add(member);
      if (!ts.isConstructorDeclaration(member)) continue;
      for (const parameter of member.parameters) {
        if (ts.isParameterPropertyDeclaration(parameter, member)) add(parameter);
      }
    }
    return objectOf(properties);
  }

  #queried(node: ts.TypeQueryNode): ts.Node | null {
    const target = ts.isIdentifier(node.exprName) ? targetOf(node.exprName, this.#sources) : null;
    return target?.kind === 'node' ? target.node : null;
  }

  /** `typeof x`, `typeof x.y`. */
  #typeOfValue(node: ts.TypeQueryNode): Schema {
    const path: string[] = [];
    let name: ts.EntityName = node.exprName;
    while (ts.isQualifiedName(name)) {
      path.unshift(name.right.text);
      name = name.left;
    }
    // ArkType: `typeof schema.infer`.
    if (path.length === 1 && /^(infer|inferOut|Type|_type|_output)$/.test(path[0] ?? '')) {
      const schema = this.#readers.ofValidator(name);
      if (!isUnknown(schema)) return schema;
    }
    const target = targetOf(name, this.#sources);
    if (target?.kind !== 'node') return {};
    const whole = ts.isEnumDeclaration(target.node)
      ? enumObject(target.node)
      : this.#readers.ofValue(target.node);
    return path.reduce((schema, key) => memberSchema(schema, { const: key }), whole);
  }
}

/** An interface's own members take the place of the ones it inherits. */
function extended(base: Schema, own: Schema): Schema {
  if (base.type !== 'object' || own.type !== 'object') return isUnknown(own) ? base : own;
  return { ...mergeSchemas(base, own), ...objectOf({ ...membersOf(base), ...membersOf(own) }) };
}
