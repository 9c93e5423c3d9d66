/** The schema of Inngest's dev server (protocol 6.3), so that its clients can ask what they always ask. */
import { buildSchema, type GraphQLSchema } from '../graphql.ts';
import { appTypes } from './app-types.ts';
import { eventTypes } from './event-types.ts';
import { operations } from './operations.ts';
import { runTypes } from './run-types.ts';

let schema: GraphQLSchema | null = null;

/** Built at the first use: it takes some milliseconds. */
export function wireSchema(): GraphQLSchema {
  schema ??= buildSchema([operations, runTypes, eventTypes, appTypes].join('\n'));
  return schema;
}
