/** Resolvers of the Mutation type. */

import { messageOf } from '../../contract/error-text.ts';
import { isRecord } from '../../contract/records.ts';
import type { RerunRequest } from '../../engine/decisions/decide-rerun.ts';
import { parseJson } from '../../sdk-protocol/json.ts';
import { invokeFunction } from '../invoke-function.ts';
import { rerunRun } from '../rerun-run.ts';
import type { Services } from '../services.ts';
import { progressOf } from '../views/run-progress.ts';
import { uuidOf } from '../views/wire-id.ts';
import { appView } from './app-view.ts';
import { GraphQLError } from './graphql.ts';
import { functionRunView } from './links.ts';

export function mutations(services: Services) {
  const { apps, engine } = services;

  const addApp = async (url: string) => {
    try {
      return appView(services, await apps.addApp(url));
    } catch (error) {
      throw new GraphQLError(messageOf(error));
    }
  };
  const removeApp = (isMeant: (appId: string) => boolean): boolean => {
    const app = apps.apps().find(({ appId }) => isMeant(appId));
    return app !== undefined && apps.removeApp(app.url);
  };

  return {
    createApp: ({ input }: { input: { url: string } }) => addApp(input.url),

    updateApp: ({ input }: { input: { id: string; url: string } }) => {
      removeApp((appId) => uuidOf(appId) === input.id);
      return addApp(input.url);
    },

    deleteApp: ({ id }: { id: string }) => {
      if (!removeApp((appId) => uuidOf(appId) === id)) throw new GraphQLError(`App ${id} not found.`);
      return id;
    },

    deleteAppByName: ({ name }: { name: string }) => removeApp((appId) => appId === name),

    invokeFunction: async (input: {
      functionSlug: string;
      data?: Record<string, unknown> | null;
      user?: Record<string, unknown> | null;
    }) => {
      const { functionSlug, data, user } = input;
      const answer = await invokeFunction(services, functionSlug, { data: data ?? {}, user: user ?? {} });
      if ('refusal' in answer) throw new GraphQLError(answer.refusal.message);
      return true;
    },

    cancelRun: async ({ runID }: { runID: string }) => {
      if (!progressOf(services, runID)) throw new GraphQLError(`Run ${runID} not found.`);
      engine.cancel(runID, 'cancelled by API');
      await engine.durable();
      return functionRunView(services, progressOf(services, runID)!);
    },

    rerun: async ({ runID, fromStep }: { runID: string; fromStep?: FromStep | null }) => {
      const answer = await rerunRun(services, runID, fromStep ? rerunFrom(fromStep) : {});
      if ('refusal' in answer) throw new GraphQLError(answer.refusal.message);
      return answer.runId;
    },

    createDebugSession: () => {
      throw new GraphQLError('Debug sessions are not supported. Debug functions in the editor.');
    },
  };
}

interface FromStep {
  stepID: string;
  input?: string | null;
}

function rerunFrom({ stepID, input }: FromStep): RerunRequest {
  const from = { step: stepID };
  return typeof input === 'string' && input.trim() !== '' ? { from, input: readInput(input) } : { from };
}

/** The step's arguments as JSON: an array, or an object with an `input` array. */
function readInput(text: string): unknown[] {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    throw new GraphQLError('The step input must be valid JSON.');
  }
  const inner = isRecord(value) && 'input' in value ? value.input : value;
  if (!Array.isArray(inner))
    throw new GraphQLError("The step input must be an array of the step's arguments.");
  return inner;
}
