/** The schema of Inngest's dev server (protocol 6.3), so that its clients' queries work unchanged. */

import { readTime } from '../../views/wire-id.ts';
import { buildSchema, GraphQLError, type GraphQLScalarType, type GraphQLSchema, Kind } from '../graphql.ts';
import { appTypes } from './app-types.ts';
import { eventTypes } from './event-types.ts';
import { operations } from './operations.ts';
import { runTypes } from './run-types.ts';

let schema: GraphQLSchema | null = null;

/** Built on first use, which takes a few milliseconds. */
export function wireSchema(): GraphQLSchema {
  schema ??= build();
  return schema;
}

function build(): GraphQLSchema {
  const built = buildSchema([operations, runTypes, eventTypes, appTypes].join('\n'));
  const time = built.getType('Time') as GraphQLScalarType;
  time.parseValue = checkedTime;
  time.parseLiteral = (node) => checkedTime(node.kind === Kind.STRING ? node.value : null);
  return built;
}

function checkedTime(value: unknown): unknown {
  if (readTime(value) === null)
    throw new GraphQLError(
      `Invalid time ${JSON.stringify(value)}. Use a format such as 2026-01-31T12:00:00Z.`,
    );
  return value;
}
