/** `/v0/gql`: the GraphQL interface of Inngest's dev server (protocol 6.3). */

import type { Context, Hono } from 'hono';
import { recordOf } from '../../contract/records.ts';
import { parseJson } from '../../sdk-protocol/json.ts';
import { readJson } from '../sdk/sdk-api.ts';
import type { Services } from '../services.ts';
import type { GqlRequest } from './execute.ts';

export function addGqlApi(app: Hono, services: Services): void {
  const answer = async (context: Context, request: GqlRequest | null) => {
    if (!request)
      return context.json({ errors: [{ message: 'The request must contain a query.' }], data: null }, 400);
    const { executeGql } = await import('./execute.ts');
    const { status, body } = await executeGql(services, request);
    return context.json(body, status);
  };

  app.post('/v0/gql', async (context) => answer(context, readRequest(await readJson(context), false)));

  app.get('/v0/gql', (context) => {
    const { query, variables, operationName } = context.req.query();
    return answer(context, readRequest({ query, variables: read(variables), operationName }, true));
  });
}

/** Null when the body is not a GraphQL request. */
function readRequest(body: unknown, readOnly: boolean): GqlRequest | null {
  const { query, variables, operationName } = recordOf(body);
  if (typeof query !== 'string') return null;
  return {
    query,
    variables: recordOf(variables),
    operationName: typeof operationName === 'string' && operationName !== '' ? operationName : null,
    readOnly,
  };
}

function read(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : parseJson(text);
  } catch {
    return undefined;
  }
}
