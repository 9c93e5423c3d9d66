/** Sending an event, from asking for its payload to reporting what it did. */
import * as vscode from 'vscode';
import type { SendEventResponse } from '../../../runtime/src/contract/api.ts';
import type { WaitProgress } from '../../../runtime/src/contract/progress.ts';
import type { EventPayload, FunctionSummary } from '../../../server/src/protocol.ts';
import { Notice } from '../actionable-error.ts';
import { graphViewType } from '../panels/graph-panel.ts';
import { install, installationFor, installTitle } from '../runtime/install-packages.ts';
import { liveStep } from '../runtime/live-step.ts';
import { openPlace, withPlace } from '../runtime/open-place.ts';
import { belongsTo } from '../runtime/run-of-function.ts';
import type { Runs } from '../runtime/runs.ts';
import type { RuntimeSession } from '../runtime/runtime-session.ts';
import type { ServedFunctions } from '../runtime/served-functions.ts';
import type { ServerClient } from '../server/server-client.ts';
import { askPayload, type PayloadQuestion } from './ask-payload.ts';
import { type MatchingEvent, matchingEvent } from './matching-event.ts';
import { overlay, type Payload, startingPayload } from './payload.ts';
import type { PayloadDocuments } from './payload-documents.ts';
import type { PayloadMemory } from './payload-memory.ts';
import { type SendReport, sendReport } from './send-report.ts';

const statusMessageMs = 6_000;

export interface SenderParts {
  server: ServerClient;
  served: ServedFunctions;
  session: RuntimeSession;
  runs: Runs;
  memory: PayloadMemory;
  documents: PayloadDocuments;
}

export class EventSender {
  readonly #parts: SenderParts;

  constructor(parts: SenderParts) {
    this.#parts = parts;
  }

  /** Asks for the payload, then sends. */
  async ask(event: string): Promise<void> {
    this.#parts.session.requireAllowed();
    await this.#askWith(event, this.#question(event));
  }

  async #question(event: string): Promise<PayloadQuestion> {
    const type = await this.#parts.server.eventPayload(event);
    const { skeleton, schema } = type;
    const payload = startingPayload(skeleton, this.#parts.memory.recall(event));
    return { payload, skeleton, schema, hint: sourceHint(type) };
  }

  /** As {@link ask}, with the fields filled in that end the wait of a step, or of the same step in a newer run. */
  async askMatching(runId: string, hashedId: string): Promise<void> {
    this.#parts.session.requireAllowed();
    const { runs } = this.#parts;
    const live = liveStep(runs.all(), { runId, hashedId });
    const wait = live?.step.wait;
    if (!live || !wait) throw new Notice(vscode.l10n.t('This step is no longer waiting for an event.'));
    await this.#askWith(wait.event, this.#matchingQuestion(live.runId, wait));
  }

  async #matchingQuestion(runId: string, wait: WaitProgress): Promise<PayloadQuestion> {
    const { runs, server, memory } = this.#parts;
    const [[trigger], { skeleton, schema }] = await Promise.all([
      runs.eventsOf(runId),
      server.eventPayload(wait.event),
    ]);
    const match = matchingEvent(wait.if, trigger ?? null);
    const payload = overlay(startingPayload(skeleton, memory.recall(wait.event)), match.data);
    return { payload, skeleton: overlay(skeleton, match.data), schema, hint: matchHint(match) };
  }

  async #askWith(event: string, question: Promise<PayloadQuestion>): Promise<void> {
    const answer = await askPayload(event, question);
    if (answer.kind === 'send') await this.send(event, answer.payload);
    if (answer.kind === 'edit') await this.#parts.documents.open(event, documentText(answer.payload));
  }

  /** The text of a payload document that is opened for the first time. */
  async firstText(event: string): Promise<string> {
    const type = await this.#parts.server.eventPayload(event);
    return documentText(startingPayload(type.skeleton, this.#parts.memory.recall(event)));
  }

  /** The text of a payload from the event's type alone. */
  async resetText(event: string): Promise<string> {
    this.#parts.memory.forget(event);
    return documentText((await this.#parts.server.eventPayload(event)).skeleton);
  }

  async send(event: string, payload: Payload): Promise<void> {
    const { session, memory } = this.#parts;
    memory.remember(event, payload);
    const title = vscode.l10n.t('Sending {0}', event);
    const response = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title },
      async () => (await session.ready()).sendEvent({ name: event, data: payload }),
    );
    await this.#report(event, response);
  }

  /** Asks for the payload of a function and starts it, whatever its triggers are. */
  async askInvoke(summary: FunctionSummary): Promise<void> {
    this.#parts.session.requireAllowed();
    const title = vscode.l10n.t('Invoke {0}', summary.name);
    const answer = await askPayload(summary.name, this.#invokeQuestion(summary), title);
    if (answer.kind === 'send') await this.invoke(summary, answer.payload);
  }

  async #invokeQuestion(summary: FunctionSummary): Promise<PayloadQuestion> {
    const { memory, server } = this.#parts;
    const event = summary.triggers.find((trigger) => trigger.event)?.event;
    const { skeleton, schema } = event ? await server.eventPayload(event) : { skeleton: {}, schema: null };
    const payload = startingPayload(skeleton, memory.recall(memoryOf(summary)));
    const hint = vscode.l10n.t('The value of event.data.');
    return { payload, skeleton, schema, hint, inBoxOnly: true };
  }

  /** Starts a function whatever its triggers are. */
  async invoke(summary: FunctionSummary, payload: Payload): Promise<void> {
    const { session, runs, memory } = this.#parts;
    memory.remember(memoryOf(summary), payload);
    const title = vscode.l10n.t('Starting {0}', summary.name);
    const response = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title },
      async () => {
        const client = await session.ready();
        const served = (runs.status?.apps ?? []).flatMap((app) => app.functions);
        const onTheWire = served.find(({ id }) => belongsTo(id, summary))?.id ?? summary.id;
        return client.invoke(onTheWire, { data: payload });
      },
    );
    await this.#report(summary.name, response);
  }

  async #report(event: string, response: SendEventResponse): Promise<void> {
    const { session, runs } = this.#parts;
    const client = await session.ready();
    const waiting = await Promise.all(
      response.runs.length + response.resumed.length > 0
        ? []
        : response.notMatched.slice(0, 3).map(async ({ runId }) => (await client.getRun(runId)).run),
    );
    const isNothing = response.runs.length + response.resumed.length === 0;
    const why = isNothing ? await client.whyEvent(response.event.internalId) : null;
    const report = sendReport(event, response, waiting, vscode.l10n, why);
    const problem = runs.status?.host.status === 'failed' ? runs.status.host.problem : null;
    if (problem && response.resumed.length === 0) void showHostProblem(problem);
    else this.#tell(report, waiting[0]?.functionId ?? response.runs[0]?.functionId ?? null, response);
  }

  /** In the status bar when the effect is visible on the screen, else as a notification. */
  #tell(report: SendReport, functionId: string | null, { event }: SendEventResponse): void {
    const summary = functionId === null ? undefined : this.#parts.served.named(functionId);
    const isSeen = summary !== undefined && isOnScreen(summary.uri);
    if (report.kind === 'no-effect' || (report.kind === 'not-matched' && !isSeen)) {
      void offerWhy(report.text, event);
      return;
    }
    const icon = report.kind === 'effect' ? 'check' : 'warning';
    vscode.window.setStatusBarMessage(`$(${icon}) ${report.text}`, statusMessageMs);
    if (summary && !isSeen && !hasGraphOnScreen()) void offerGraph(summary, report.text);
  }
}

function isOnScreen(uri: string): boolean {
  return vscode.window.visibleTextEditors.some((editor) => editor.document.uri.toString() === uri);
}

function hasGraphOnScreen(): boolean {
  return vscode.window.tabGroups.all.some(({ activeTab }) => {
    return (
      activeTab?.input instanceof vscode.TabInputWebview && activeTab.input.viewType.includes(graphViewType)
    );
  });
}

/** Says that an event had no effect, and leads to the reasons. */
async function offerWhy(text: string, event: { internalId: string; name: string }): Promise<void> {
  const why = vscode.l10n.t('Why?');
  if ((await vscode.window.showWarningMessage(text, why)) === why)
    await vscode.commands.executeCommand('steplight.explainEvent', event.internalId, event.name);
}

function memoryOf(summary: FunctionSummary): string {
  return `invoke ${summary.id}`;
}

/** Says what was started, and leads to its graph. */
async function offerGraph(summary: FunctionSummary, text: string): Promise<void> {
  const open = vscode.l10n.t('Open Graph');
  if ((await vscode.window.showInformationMessage(text, open)) === open) {
    await vscode.commands.executeCommand('steplight.openGraph', summary.uri, summary.id);
  }
}

function matchHint(match: MatchingEvent): string {
  if (match.unresolved.length > 0) {
    return vscode.l10n.t('Must satisfy: {0}', match.unresolved.join(' && '));
  }
  const filled = Object.keys(match.data).join(', ');
  return filled === ''
    ? vscode.l10n.t('Any event with this name matches.')
    : vscode.l10n.t('Filled in to match: {0}', filled);
}

function sourceHint(type: EventPayload): string {
  switch (type.source) {
    case 'types':
      return vscode.l10n.t("The payload (data), generated from the event's type.");
    case 'usage':
      return vscode.l10n.t('The payload (data), generated from how the code uses it.');
    case 'none':
      return vscode.l10n.t('The payload (data) as JSON.');
  }
}

function documentText(payload: Payload): string {
  return `${JSON.stringify(payload, null, 2)}\n`;
}

async function showHostProblem(problem: {
  message: string;
  file: string | null;
  line: number | null;
}): Promise<void> {
  const open = vscode.l10n.t('Open File');
  const output = vscode.l10n.t('Show Output');
  const [message = ''] = problem.message.split('\n', 1);
  const text = vscode.l10n.t('Could not load the functions: {0}', withPlace({ ...problem, message }));
  const installation = installationFor(problem);
  const buttons = [
    ...(installation ? [installTitle(installation)] : []),
    ...(problem.file === null ? [] : [open]),
    output,
  ];
  const choice = await vscode.window.showErrorMessage(text, ...buttons);
  if (installation && choice === installTitle(installation)) install(installation);
  if (choice === output) await vscode.commands.executeCommand('steplight.showOutput');
  if (choice === open && problem.file !== null) await openPlace(problem.file, problem.line);
}
