/** The panel about the selected node. */
import type { JSX } from 'preact';
import type { RunProgress, StepProgress } from '../../../runtime/src/contract/progress.ts';
import type { GraphNode, Note, StepInfo, WorkflowGraph } from '../../../server/src/workflow-graph.ts';
import { t } from '../l10n.ts';
import { toolText } from '../layout/node-text.ts';
import { writtenDurationText } from '../layout/written-duration.ts';
import type { DecisionReason, NodeState } from '../overlay/overlay.ts';
import type { FromWebview } from '../protocol.ts';
import { Button } from '../view/button.tsx';
import { kindLook } from '../view/draw/appearance.ts';
import { notesByNode } from '../view/node-notes.ts';
import { PanelHeader } from '../view/panel-header.tsx';
import { DecisionFacts } from './decision-facts.tsx';
import { RunDetails } from './run-details.tsx';
import { StatusLine } from './status-line.tsx';
import { StepDetails } from './step-details.tsx';

export interface InspectorProps {
  graph: WorkflowGraph;
  node: GraphNode;
  /** Those whose graph can be opened. */
  functions: readonly { id: string; name: string }[];
  state: NodeState | null;
  /** Null: not a decision, not passed, or not known. */
  reason: DecisionReason | null;
  run: RunProgress | null;
  now: number;
  post(message: FromWebview): void;
  onClose(): void;
}

export function Inspector(props: InspectorProps): JSX.Element {
  const { graph, node, state, run, post } = props;
  const steps = (state?.steps ?? [])
    .map((id) => run?.steps.find((step) => step.step.hashedId === id))
    .filter((step): step is StepProgress => step !== undefined);
  const place = `${node.file ?? graph.file}:${node.range.start.line + 1}`;
  const showsRun = run !== null && (node.kind === 'start' || (node.kind === 'end' && state !== null));
  return (
    <section class="sl-inspector" aria-label={t('Details of {0}', node.label)}>
      <PanelHeader
        look={kindLook(node)}
        title={node.kind === 'start' ? graph.name : node.label || node.kind}
        code={node.kind === 'decision' || node.kind === 'loop'}
        onClose={props.onClose}
      />
      <p class="sl-where">
        {node.step ? <span>{t(toolText(node.step.tool))} · </span> : null}
        <Button look="link" onClick={() => post({ kind: 'open-source', nodeId: node.id })}>
          {place}
        </Button>
      </p>
      {node.kind === 'start' ? <Triggers graph={graph} post={post} /> : null}
      {node.step ? <StepFacts step={node.step} functions={props.functions} post={post} /> : null}
      <Notes notes={notesByNode(graph).get(node.id) ?? []} />
      {run && state && steps.length > 0 ? (
        <Steps
          key={node.id}
          run={run}
          nodeId={node.id}
          state={state}
          steps={steps}
          now={props.now}
          post={post}
        />
      ) : state && node.kind !== 'start' && node.kind !== 'end' ? (
        <StatusLine status={state.status} text="" />
      ) : null}
      {props.reason ? <DecisionFacts reason={props.reason} graph={graph} post={post} /> : null}
      {run && node.step && steps.length === 0 && !state ? (
        <p class="sl-quiet">{t('This run has not reached this step.')}</p>
      ) : null}
      {showsRun ? <RunDetails run={run} post={post} /> : null}
    </section>
  );
}

function Triggers({ graph, post }: Pick<InspectorProps, 'graph' | 'post'>): JSX.Element {
  return (
    <ul class="sl-triggers">
      {graph.triggers.map((trigger) => (
        <li key={`${trigger.event}${trigger.cron}${trigger.if}`}>
          <div>
            {trigger.event ? (
              <EventLink event={trigger.event} post={post} />
            ) : (
              <code>{`cron ${trigger.cron}`}</code>
            )}
            {trigger.if ? (
              <div class="sl-quiet">
                {t('if')} <code>{trigger.if}</code>
              </div>
            ) : null}
          </div>
          {trigger.event ? (
            <Button look="primary" onClick={() => post({ kind: 'send-event', event: trigger.event ?? null })}>
              {t('Send Event')}
            </Button>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

interface StepFactsProps extends Pick<InspectorProps, 'functions' | 'post'> {
  step: StepInfo;
}

function StepFacts({ step, functions, post }: StepFactsProps): JSX.Element | null {
  const id = step.id.kind === 'literal' ? step.id.value : step.id.source;
  const code = (value: string): JSX.Element => <code>{value}</code>;
  const isEvent = step.tool === 'waitForEvent' || step.tool === 'sendEvent';
  const facts: [string, JSX.Element | string][] = [[t('Step ID'), code(id)]];
  if (step.event) {
    facts.push([t('Event'), isEvent ? <EventLink event={step.event} post={post} /> : code(step.event)]);
  }
  if (step.timeout) facts.push([t('Timeout'), writtenDurationText(step.timeout)]);
  if (step.match) facts.push([t('Match'), code(step.match)]);
  if (step.if) facts.push([t('If'), code(step.if)]);
  if (step.duration) facts.push([t('Sleeps'), writtenDurationText(step.duration)]);
  const invoked = functions.find((one) => one.id === step.function);
  if (invoked) facts.push([t('Function'), <FunctionLink key={invoked.id} target={invoked} post={post} />]);
  else if (step.function) facts.push([t('Function'), code(step.function)]);
  return (
    <dl class="sl-facts">
      {facts.map(([name, value]) => (
        <>
          <dt key={name}>{name}</dt>
          <dd key={`${name} value`}>{value}</dd>
        </>
      ))}
    </dl>
  );
}

/** To the event map: what sends it, and what it starts, resumes or cancels. */
function EventLink({ event, post }: { event: string } & Pick<InspectorProps, 'post'>): JSX.Element {
  return (
    <Button
      look="link"
      tip={t('Show {0} on the event map', event)}
      onClick={() => post({ kind: 'show-event', event })}
    >
      <code>{event}</code>
    </Button>
  );
}

/** To the graph of the invoked function. */
function FunctionLink(props: {
  target: { id: string; name: string };
  post: InspectorProps['post'];
}): JSX.Element {
  const { id, name } = props.target;
  return (
    <Button
      look="link"
      tip={t('Show the graph of {0}', name)}
      onClick={() => props.post({ kind: 'pick-function', functionId: id })}
    >
      <code>{id}</code>
    </Button>
  );
}

function Notes({ notes }: { notes: readonly Note[] }): JSX.Element | null {
  if (notes.length === 0) return null;
  return (
    <section class="sl-notes" aria-label={t('Notes')}>
      <h3>{t('Notes')}</h3>
      <ul>
        {notes.map(({ severity, code, message, range }) => (
          <li key={`${code} ${range.start.line}:${range.start.character}`} class={`sl-note-${severity}`}>
            {message}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Several steps on one node: loops and fan-outs. Which one is shown is chosen for the text, too. */
function Steps(props: {
  run: RunProgress;
  nodeId: string;
  state: NodeState;
  steps: StepProgress[];
  now: number;
  post(message: FromWebview): void;
}): JSX.Element {
  const { run, nodeId, state, steps, post } = props;
  const shown = steps.find(({ step }) => step.hashedId === state.shown) ?? (steps.at(-1) as StepProgress);
  const choose = (value: string): void =>
    post({ kind: 'choose-instance', runId: run.runId, nodeId, hashedId: value === '' ? null : value });
  return (
    <section class="sl-run" aria-label={t('In this run')}>
      <h3>{t('In this run')}</h3>
      {steps.length > 1 ? (
        <label class="sl-several">
          {t('Ran {0} times', steps.length)}
          <select
            value={state.chosen === null ? '' : shown.step.hashedId}
            onChange={(event) => choose(event.currentTarget.value)}
          >
            <option value="">{t('All instances')}</option>
            {steps.map((candidate, index) => (
              <option key={candidate.step.hashedId} value={candidate.step.hashedId}>
                {`${index + 1}. ${candidate.step.name} · ${candidate.status}`}
              </option>
            ))}
          </select>
        </label>
      ) : null}
      <StepDetails key={shown.step.hashedId} run={run} step={shown} now={props.now} post={post} />
    </section>
  );
}
