/** The runtime's clock under `/steplight/clock` (`contract/api.ts`). */
import { Hono } from 'hono';
import type { ClockRequest, ClockResponse } from '../../contract/api.ts';
import type { ClockMove } from '../../engine/clock-control.ts';
import { failure } from '../guard.ts';
import type { Services } from '../services.ts';
import { clockBody, readBody } from './request-bodies.ts';

const unmoved: ClockMove = { fired: 0, arrived: true };

export function clockRoutes(services: Services): Hono {
  const { engine, status } = services;
  const routes = new Hono();
  const answer = ({ fired, arrived }: ClockMove): ClockResponse => ({
    now: engine.now,
    clock: status().clock,
    fired,
    arrived,
  });

  routes.get('/', (context) => context.json(answer(unmoved)));

  routes.post('/', async (context) => {
    const request = await readBody(context, clockBody);
    if ('problem' in request) return context.json(failure('bad-request', request.problem), 400);
    return context.json(answer(await setClock(services, request.body, context.req.raw.signal)));
  });

  return routes;
}

async function setClock(
  { clock }: Pick<Services, 'clock'>,
  request: ClockRequest,
  signal: AbortSignal,
): Promise<ClockMove> {
  switch (request.action) {
    case 'pause':
      await clock.pause();
      return unmoved;
    case 'resume':
      await clock.resume();
      return unmoved;
    case 'next':
      return clock.next(signal);
    case 'advance':
      return clock.advance(request.by, signal);
  }
}
