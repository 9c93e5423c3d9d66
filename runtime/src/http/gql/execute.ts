/** Executes GraphQL requests. Loaded on the first one, since most runtimes never need the library's time and memory. */

import type { Services } from '../services.ts';
import { maxDepth } from './depth.ts';
import {
  type ExecutionResult,
  execute,
  type FormattedExecutionResult,
  GraphQLError,
  getOperationAST,
  parse,
  specifiedRules,
  validate,
} from './graphql.ts';
import { mutations } from './mutation.ts';
import { queries } from './query.ts';
import { wireSchema } from './schema/schema.ts';

export interface GqlRequest {
  query: string;
  variables: Record<string, unknown>;
  operationName: string | null;
  /** Rejects mutations. */
  readOnly: boolean;
}

export interface GqlAnswer {
  status: 200 | 405 | 422;
  body: FormattedExecutionResult;
}

/** Per document; the dashboard's longest query has about 400. */
const maxTokens = 5_000;
/** The dashboard's deepest query has 8 levels, standard introspection 13. */
const rules = [...specifiedRules, maxDepth(20)];

export async function executeGql(services: Services, request: GqlRequest): Promise<GqlAnswer> {
  const schema = wireSchema();
  const problems = (errors: readonly GraphQLError[]): GqlAnswer => ({
    status: 422,
    body: { errors: errors.map((error) => error.toJSON()) },
  });
  let document: ReturnType<typeof parse>;
  try {
    document = parse(request.query, { maxTokens: maxTokens });
  } catch (error) {
    return problems([error instanceof GraphQLError ? error : new GraphQLError(String(error))]);
  }
  const errors = validate(schema, document, rules);
  if (errors.length > 0) return problems(errors);
  const operation = getOperationAST(document, request.operationName);
  if (request.readOnly && operation?.operation === 'mutation')
    return { status: 405, body: { errors: [new GraphQLError('Mutations require POST.').toJSON()] } };
  const result = await execute({
    schema,
    document,
    rootValue: operation?.operation === 'mutation' ? mutations(services) : queries(services),
    variableValues: request.variables,
    operationName: request.operationName,
  });
  // No data: the variables were invalid and nothing was executed.
  return { status: result.data === undefined ? 422 : 200, body: formatted(result) };
}

function formatted({ data, errors }: ExecutionResult): FormattedExecutionResult {
  return {
    ...(errors ? { errors: errors.map((error) => error.toJSON()) } : {}),
    ...(data === undefined ? {} : { data }),
  };
}
