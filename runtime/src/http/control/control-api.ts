/** Steplight's own interface under `/steplight/` (`contract/api.ts`), by subject. */
import { Hono } from 'hono';
import { requireToken } from '../guard.ts';
import { ReaderLimit } from '../reader-limit.ts';
import type { Services } from '../services.ts';
import { appRoutes } from './apps-api.ts';
import { bulkRoutes } from './bulk-api.ts';
import { clockRoutes } from './clock-api.ts';
import { eventRoutes } from './events-api.ts';
import { functionRoutes } from './functions-api.ts';
import { journalStream } from './journal-stream.ts';
import { pruneRoutes } from './prune-api.ts';
import { realtimeStream } from './realtime-stream.ts';
import { runRoutes } from './runs-api.ts';
import { whyRoutes } from './why-api.ts';

/** Of all streams together: editors, commands and panels, with much to spare. */
const maxReaders = 100;

export function controlApi(services: Services): Hono {
  const api = new Hono();
  api.use(requireToken(services.token));

  api.get('/status', (context) => context.json(services.status()));
  api.route('/events', eventRoutes(services));
  api.route('/runs', runRoutes(services));
  api.route('/', whyRoutes(services));
  api.route('/', functionRoutes(services));
  api.route('/', bulkRoutes(services));
  api.route('/', appRoutes(services));
  api.route('/clock', clockRoutes(services));
  api.route('/prune', pruneRoutes(services));

  const readers = new ReaderLimit(maxReaders);
  api.get('/stream', (context) => {
    const after = Number(context.req.header('last-event-id') ?? context.req.query('after') ?? 0);
    return journalStream(context, services, Number.isFinite(after) ? after : 0, readers);
  });
  api.get('/realtime', (context) => realtimeStream(context, services, context.req.query('channel'), readers));

  api.post('/stop', (context) => {
    setImmediate(() => services.stop());
    return context.json({ stopping: true });
  });

  return api;
}
