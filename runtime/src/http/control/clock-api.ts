/** The runtime's clock under `/steplight/clock` (`contract/api.ts`). */
import { Hono } from 'hono';
import type { ClockRequest, ClockResponse } from '../../contract/api.ts';
import type { ClockMove } from '../../engine/clock-control.ts';
import { failure } from '../guard.ts';
import { readJson } from '../sdk/sdk-api.ts';
import type { Services } from '../services.ts';

export function clockRoutes({ clock, engine, status }: Services): Hono {
  const routes = new Hono();
  const answer = ({ fired, arrived }: ClockMove): ClockResponse => ({
    now: engine.now,
    clock: status().clock,
    fired,
    arrived,
  });
  const stood: ClockMove = { fired: 0, arrived: true };

  routes.get('/', (context) => context.json(answer(stood)));

  routes.post('/', async (context) => {
    const request = (await readJson(context)) as Partial<ClockRequest> | undefined;
    const { signal } = context.req.raw;
    switch (request?.action) {
      case 'pause':
        await clock.pause();
        return context.json(answer(stood));
      case 'resume':
        await clock.resume();
        return context.json(answer(stood));
      case 'next':
        return context.json(answer(await clock.next(signal)));
      case 'advance':
        if (typeof request.by === 'number' && Number.isFinite(request.by) && request.by >= 0)
          return context.json(answer(await clock.advance(request.by, signal)));
    }
    const message =
      'POST /steplight/clock needs an action: pause, resume, next, or advance with `by` in milliseconds.';
    return context.json(failure('bad-request', message), 400);
  });

  return routes;
}
