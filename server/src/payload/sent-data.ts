/** What the code of a file sends as an event's data. */
import { ts } from 'ts-morph';
import { eventNameOf } from '../definitions/triggers.ts';
import type { Schema } from '../schema/json-schema.ts';
import { schemaOfValue } from '../schema/read-schema.ts';
import type { ParsedFile } from '../syntax/parsed-file.ts';
import { propertyOf } from '../syntax/references.ts';
import type { Sources } from '../syntax/sources.ts';

/** One schema for each place. */
export function sentData(event: string, file: ParsedFile, sources: Sources): Schema[] {
  const found: Schema[] = [];
  const take = (data: ts.Node | null | undefined): void => {
    const schema = data ? schemaOfValue(data, sources) : {};
    if (schema.type === 'object') found.push(schema);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node)) {
      const name = propertyOf(node, 'name', sources);
      const isMeant = name && ts.isExpression(name) && eventNameOf(name, sources) === event;
      if (isMeant) take(propertyOf(node, 'data', sources));
    } else if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { expression: owner, name } = node.expression;
      // SDK 4: `orderMade.create({ … })`.
      if (name.text === 'create' && eventNameOf(owner, sources) === event) take(node.arguments[0]);
    }
    ts.forEachChild(node, visit);
  };
  visit(file.tree);
  return found;
}
