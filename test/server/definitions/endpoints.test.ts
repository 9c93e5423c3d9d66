/** Durable endpoints of SDK 4: functions that are called by their address. */
import { expect, test } from 'vitest';
import { checkFunctions } from '../../support/analysis/check-functions.ts';
import { checkFile } from '../../support/analysis/check-graph.ts';

const head = `import { Inngest, step } from 'inngest';
const inngest = new Inngest({ id: 'app', endpointAdapter });
`;
const work = 'async (request) => { await step.run("load", f); }';

test.each([
  ['the path a router has for it', `serve({ routes: { '/report': inngest.endpoint(${work}) } });`, '/report'],
  ['the path an app is told', `app.get('/report', inngest.endpoint(${work}));`, '/report'],
  ['a constant', `export const report = inngest.endpoint(${work});`, 'report'],
  ['nothing', `export default inngest.endpoint(${work});`, 'endpoint'],
])('goes by %s', (_name, code, name) => {
  checkFunctions(head + code, `app-${name} <- inngest/http.request`);
});

test('in a route file it is named after its method and the path of the file', () => {
  checkFunctions(
    `//- /src/app/(shop)/api/orders/[id]/route.ts
${head}export const GET = inngest.endpoint(${work});
export const POST = inngest.endpoint(async () => {});`,
    `/src/app/(shop)/api/orders/[id]/route.ts app-GET /api/orders/[id] <- inngest/http.request
     /src/app/(shop)/api/orders/[id]/route.ts app-POST /api/orders/[id] <- inngest/http.request`,
  );
});

test('endpoints of other libraries are ignored', () => {
  checkFunctions(`${head}router.endpoint(${work}); api.endpoint({ path: '/x' });`, '');
  checkFunctions(`${head}export const poll = inngest.endpointProxy();`, '');
});

test('its graph is that of any function', () => {
  checkFile(
    `${head}export const GET = inngest.endpoint(async (request) => {
      const id = new URL(request.url).searchParams.get('id');
      if (!id) return new Response('no id', { status: 400 });
      const [a, b] = await Promise.all([step.run('hotel', f), step.run('flight', f)]);
      await step.sleep('hold', '1m');
      return Response.json({ a, b });
    });`,
    `start -> !id?
     !id? -true-> return new Response('no id', { status: 400 })
     !id? -false-> fork Promise.all
     fork Promise.all -> hotel
     fork Promise.all -> flight
     hotel -> join all done
     flight -> join all done
     join all done -> sleep 1m
     sleep 1m -> return Response.json({ a, b })`,
  );
});

test('steps reached through the imported `step` in a helper are inlined', () => {
  const { notes } = checkFile(
    `${head}const load = (id) => step.run('load', () => find(id));
    export const GET = inngest.endpoint(async () => { await load(1); });`,
    `start -> call load
     call load -> load
     load -> end`,
  );
  expect(notes).toEqual([]);
});
