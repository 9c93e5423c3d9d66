/** The declared type of an event's data, in the ways that SDK 1 to 4 have for declaring it. */

import { ts } from 'ts-morph';
import { clientFromNew } from '../definitions/clients.ts';
import { isEventSchemas } from '../events/declared-names.ts';
import { propertiesOf, type Schema, schemaOfType, schemaOfValidator } from '../schema/read-schema.ts';
import { textOf } from '../syntax/constants.ts';
import type { ParsedFile } from '../syntax/parsed-file.ts';
import { literalOf, nameText, propertyOf, resolveExpression } from '../syntax/references.ts';
import { sdkCallName } from '../syntax/sdk-call.ts';
import type { Sources } from '../syntax/sources.ts';

/** Null: the file declares no type for the event. */
export function declaredSchema(event: string, file: ParsedFile, sources: Sources): Schema | null {
  let found: Schema | null = null;
  const visit = (node: ts.Node): void => {
    if (found) return;
    if (ts.isCallExpression(node)) found = fromCall(node, event, sources);
    else if (ts.isNewExpression(node)) found = fromClient(node, event, sources);
    if (!found) ts.forEachChild(node, visit);
  };
  visit(file.tree);
  return found;
}

function fromCall(call: ts.CallExpression, event: string, sources: Sources): Schema | null {
  if (sdkCallName(call, sources) === 'eventType') {
    return textOf(call.arguments[0], sources) === event ? fromEventType(call, sources) : null;
  }
  const callee = call.expression;
  if (!ts.isPropertyAccessExpression(callee) || !isEventSchemas(callee.expression)) return null;
  switch (callee.name.text) {
    case 'fromRecord':
    case 'fromGenerated':
      return fromRecordType(call.typeArguments?.[0], event, sources);
    case 'fromUnion':
      return fromUnionType(call.typeArguments?.[0], event, sources);
    case 'fromZod':
    case 'fromSchema':
    case 'fromTypebox':
      return fromValidators(call.arguments[0], event, sources);
    default:
      return null;
  }
}

function fromEventType(call: ts.CallExpression, sources: Sources): Schema | null {
  const options = call.arguments[1] ? literalOf(call.arguments[1], sources) : null;
  const schema = options ? propertyOf(options, 'schema', sources) : null;
  if (!schema || !ts.isExpression(schema)) return null;
  const value = resolveExpression(schema, sources);
  if (value && ts.isCallExpression(value) && sdkCallName(value, sources) === 'staticSchema') {
    const [type] = value.typeArguments ?? [];
    return type ? known(schemaOfType(type, sources)) : null;
  }
  return known(schemaOfValidator(schema, sources));
}

function fromRecordType(type: ts.TypeNode | undefined, event: string, sources: Sources): Schema | null {
  const record = type ? propertiesOf(schemaOfType(type, sources))[event] : undefined;
  return record ? dataOf(record) : null;
}

function fromUnionType(type: ts.TypeNode | undefined, event: string, sources: Sources): Schema | null {
  const union = type ? schemaOfType(type, sources) : {};
  const options = Array.isArray(union.anyOf) ? (union.anyOf as Schema[]) : [union];
  const own = options.find((option) => propertiesOf(option).name?.const === event);
  return own ? dataOf(own) : null;
}

/** SDK 1: `new Inngest<Events>({ name })`. */
function fromClient(creation: ts.NewExpression, event: string, sources: Sources): Schema | null {
  const [type] = creation.typeArguments ?? [];
  return type && clientFromNew(creation, sources) ? fromRecordType(type, event, sources) : null;
}

/** `{ "name": { data: z.object(…) } }`, `{ "name": z.object(…) }`, or a list of objects with a literal `name`. */
function fromValidators(argument: ts.Expression | undefined, event: string, sources: Sources): Schema | null {
  const value = argument ? resolveExpression(argument, sources) : null;
  if (value && ts.isArrayLiteralExpression(value)) {
    for (const element of value.elements) {
      const schema = schemaOfValidator(element, sources);
      if (propertiesOf(schema).name?.const === event) return dataOf(schema);
    }
    return null;
  }
  if (!value || !ts.isObjectLiteralExpression(value)) return null;
  for (const property of value.properties) {
    if (!property.name || !ts.isPropertyAssignment(property)) continue;
    const name =
      nameText(property.name) ??
      (ts.isComputedPropertyName(property.name) ? textOf(property.name.expression, sources) : null);
    if (name !== event) continue;
    const literal = literalOf(property.initializer, sources);
    const data = literal ? propertyOf(literal, 'data', sources) : null;
    if (data && ts.isExpression(data)) return known(schemaOfValidator(data, sources));
    const whole = schemaOfValidator(property.initializer, sources);
    return propertiesOf(whole).data ? dataOf(whole) : known(whole);
  }
  return null;
}

function dataOf(payload: Schema): Schema | null {
  return known(propertiesOf(payload).data ?? {});
}

/** The empty schema carries no information. */
function known(schema: Schema): Schema | null {
  return Object.keys(schema).length === 0 ? null : schema;
}
