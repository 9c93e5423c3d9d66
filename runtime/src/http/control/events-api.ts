/** Events under `/steplight/events` (`contract/api.ts`). */
import { Hono } from 'hono';
import type { SendEventResponse } from '../../contract/api.ts';
import { failure } from '../guard.ts';
import { readEvent } from '../sdk/read-events.ts';
import { readJson } from '../sdk/sdk-api.ts';
import type { Services } from '../services.ts';

export function eventRoutes({ engine }: Pick<Services, 'engine'>): Hono {
  const routes = new Hono();

  routes.post('/', async (context) => {
    const result = readEvent(await readJson(context), 0, { now: engine.now, newId: () => engine.newId() });
    if ('error' in result) return context.json(failure('event-rejected', sentence(result.error)), 400);
    const [receipt] = engine.intake.receive([result.event], 'control');
    const { event, resumed, notMatched } = receipt!;
    await engine.durable();
    const runs = await receipt!.runs;
    await engine.durable();
    const ref = ({ runId, hashedId }: { runId: string; hashedId: string }) => ({ runId, hashedId });
    const answer: SendEventResponse = {
      event,
      runs,
      resumed: resumed.map(ref),
      notMatched: notMatched.map(ref),
    };
    return context.json(answer);
  });

  return routes;
}

function sentence(text: string): string {
  return `${text[0]?.toUpperCase()}${text.slice(1)}.`;
}
