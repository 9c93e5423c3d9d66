/**
 * The GraphQL objects that lead to each other: runs, their events, spans and deferred functions. The views know their own
 * fields only; every link between them is here, as a method that costs nothing until a query follows it.
 */
import type { DeferProgress, RunProgress } from '../../contract/progress.ts';
import type { EventRecord } from '../../contract/run.ts';
import type { Services } from '../services.ts';
import { runsOfEvent } from '../views/newest-first.ts';
import { eventsOf } from '../views/run-facts.ts';
import { plainTraceOf, type TraceSpan, traceOf } from '../views/run-trace.ts';
import { functionOf } from './app-view.ts';
import { deferFields, deferParent, deferredRun } from './defer-view.ts';
import { eventFields, eventV2Fields, streamItemFields } from './event-view.ts';
import { functionRunFields } from './function-run-view.ts';
import { runFields } from './run-view.ts';
import { spanFields } from './span-view.ts';

/** What follows is only known once a query asks for it, which also ends the recursion of the types. */
type Linked<T> = T & { [link: string]: unknown };

type RunView = Linked<ReturnType<typeof runFields>>;

export function runView(services: Services, run: RunProgress): RunView {
  return {
    ...runFields(services, run),
    trace: ({ preview }: { preview?: boolean | null }) => rootSpanView(services, run, preview === true),
    defers: () => defersOf(services, run),
    siblingDefers: () => siblingDefers(services, run),
    deferredFrom: () => deferredFrom(services, run),
  };
}

type FunctionRunView = Linked<ReturnType<typeof functionRunFields>>;

export function functionRunView(services: Services, run: RunProgress): FunctionRunView {
  const events = () => eventsOf(services, run).map((event) => eventView(services, event));
  return { ...functionRunFields(services, run), event: () => events()[0] ?? null, events };
}

export function eventV2View(services: Services, event: EventRecord) {
  return {
    ...eventV2Fields(event),
    runs: () => runsOfEvent(services, event.internalId).map((run) => runView(services, run)),
  };
}

type EventView = Linked<ReturnType<typeof eventFields>>;

export function eventView(services: Services, event: EventRecord): EventView {
  return {
    ...eventFields(services, event),
    functionRuns: () => runsOfEvent(services, event.internalId).map((run) => functionRunView(services, run)),
  };
}

export function streamItem(services: Services, event: EventRecord) {
  const runs = runsOfEvent(services, event.internalId);
  return {
    ...streamItemFields(services, event, runs),
    runs: () => runs.map((run) => functionRunView(services, run)),
  };
}

type SpanView = Linked<ReturnType<typeof spanFields>>;

/** @param isPreview spans in the newer form, which the official server gives to those who ask for it. */
export function rootSpanView(services: Services, run: RunProgress, isPreview = false): SpanView {
  return spanView(services, run, isPreview ? traceOf(run) : plainTraceOf(run), null);
}

function spanView(services: Services, run: RunProgress, span: TraceSpan, parent: TraceSpan | null): SpanView {
  return {
    ...spanFields(services, run, span),
    run: () => functionRunView(services, run),
    childrenSpans: () => span.children.map((child) => spanView(services, run, child, span)),
    parentSpan: () => parent && spanView(services, run, parent, null),
  };
}

async function deferView(services: Services, run: RunProgress, defer: DeferProgress) {
  const deferred = await deferredRun(services, run, defer);
  return {
    ...deferFields(services, defer),
    runID: deferred?.runId ?? null,
    run: () => deferred && runView(services, deferred),
  };
}

function defersOf(services: Services, run: RunProgress) {
  return Promise.all((run.defers ?? []).map((defer) => deferView(services, run, defer)));
}

/** The other functions deferred by the run that deferred this one. */
async function siblingDefers(services: Services, run: RunProgress) {
  const parent = deferParent(services, run);
  const all = parent ? await defersOf(services, parent) : [];
  return all.filter(({ runID }) => runID !== run.runId);
}

function deferredFrom(services: Services, run: RunProgress) {
  const parent = deferParent(services, run);
  if (!parent) return [];
  return [
    {
      runID: parent.runId,
      function: () => functionOf(services, parent),
      run: () => runView(services, parent),
    },
  ];
}
