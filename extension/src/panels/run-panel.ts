/** The page of a run: an editor tab, one for each run. What it shows is the run at its shown moment. */
import * as vscode from 'vscode';
import { messageOf } from '../../../runtime/src/contract/error-text.ts';
import type { RunProgress, StepProgress } from '../../../runtime/src/contract/progress.ts';
import { type EventRecord, endedStatuses } from '../../../runtime/src/contract/run.ts';
import { type ShownStatus, shownStatus } from '../../../runtime/src/contract/shown-status.ts';
import type { RunWhy } from '../../../runtime/src/contract/why.ts';
import { type ExportedRun, isImportedId } from '../../../runtime/src/history/exported-run.ts';
import type { RunHistory } from '../../../runtime/src/history/run-history.ts';
import type { FromMomentSlider } from '../../../webview/src/moment-protocol.ts';
import type { HandlersOf } from '../../../webview/src/protocol.ts';
import type {
  FromRunPage,
  RunLink,
  RunSection,
  ShownFacts,
  ToRunPage,
} from '../../../webview/src/run-protocol.ts';
import { stateLook } from '../format/state-look.ts';
import type { Log } from '../log.ts';
import type { Moments } from '../runtime/moments.ts';
import { openPlace } from '../runtime/open-place.ts';
import type { Runs } from '../runtime/runs.ts';
import type { RuntimeProcess } from '../runtime/runtime-process.ts';
import type { ServedFunctions } from '../runtime/served-functions.ts';
import { stateIcon } from '../state-icon.ts';
import { MomentChannel } from './moment-channel.ts';
import { fillPage } from './page-html.ts';
import { commandIds } from './run-commands.ts';
import { RunFeed } from './run-feed.ts';
import { linksOf } from './run-links.ts';
import { RunTimeline } from './run-timeline.ts';

export const runViewType = 'steplight.run';

/** Milliseconds. */
const frame = 16;
const whyPace = 2_000;
/** Characters at the end of a run ID that tell runs apart at a glance. */
const shortId = 4;

export interface RunPanelParts {
  extensionUri: vscode.Uri;
  runtime: RuntimeProcess;
  runs: Runs;
  moments: Moments;
  served: ServedFunctions;
  log: Log;
}

export class RunPanel implements vscode.Disposable {
  readonly runId: string;
  readonly #panel: vscode.WebviewPanel;
  readonly #parts: RunPanelParts;
  readonly #subscriptions: vscode.Disposable[];
  readonly #closed = new vscode.EventEmitter<void>();
  readonly onDidClose = this.#closed.event;
  readonly #timeline = new RunTimeline();
  readonly #slider: MomentChannel;
  /** Null until the page is ready. */
  #feed: RunFeed | null = null;
  #history: RunHistory | null = null;
  /** Why there is no history. */
  #problem: string | null = null;
  #selected: string | null;
  #open = new Set<RunSection>();
  #toReveal: { hashedId: string | null; section: RunSection | null } | null = null;
  #events: readonly EventRecord[] | null = null;
  /** Where an imported run comes from; null: it is not imported, or not read yet. */
  #source: ExportedRun['source'] | null = null;
  #why: RunWhy | null | undefined;
  #links: readonly RunLink[] = [];
  #areLinksOld = true;
  #icon: ShownStatus | null = null;
  #commands: ReadonlySet<string> = new Set();
  #frame: NodeJS.Timeout | null = null;
  #whyTimer: NodeJS.Timeout | null = null;

  constructor(
    panel: vscode.WebviewPanel,
    runId: string,
    parts: RunPanelParts,
    selected: string | null = null,
  ) {
    this.runId = runId;
    this.#panel = panel;
    this.#parts = parts;
    this.#selected = selected;
    const { runs, moments, runtime } = parts;
    this.#slider = new MomentChannel(moments, (message) => this.#post(message));
    const soonIfOwn = (changed: string): void => {
      if (changed === this.runId) this.#soon();
    };
    this.#subscriptions = [
      panel.onDidDispose(() => this.dispose()),
      panel.webview.onDidReceiveMessage((message: FromRunPage) => this.#receive(message)),
      panel.onDidChangeViewState(() => this.#soon()),
      moments.onDidGrow(soonIfOwn),
      moments.onDidChange(soonIfOwn),
      runs.onDidChange(() => {
        this.#areLinksOld = true;
        this.#soon();
      }),
      runs.onDidReset(() => void this.#load()),
      runs.onDidChangeStatus(() => this.#soon()),
      runtime.onDidChange(() => this.#soon()),
      this.#slider,
    ];
    this.#setTitle();
    fillPage(panel.webview, parts.extensionUri, 'run');
    void vscode.commands.getCommands(true).then((all) => {
      this.#commands = new Set(all);
      this.#soon();
    });
    // The page of a run always has its slider.
    this.#slider.open();
    void this.#load();
  }

  /** @param section to bring into view; null: leave the page as it is. */
  reveal(section: RunSection | null, hashedId: string | null): void {
    this.#panel.reveal();
    if (section === null && hashedId === null) return;
    this.#toReveal = { section, hashedId };
    if (section !== null) this.#open.add(section);
    this.#soon();
  }

  readonly #handlers: HandlersOf<Exclude<FromRunPage, FromMomentSlider>> = {
    ready: () => {
      this.#feed = new RunFeed();
      this.#slider.restart();
      this.#soon();
    },
    select: ({ hashedId }) => {
      this.#selected = hashedId;
      this.#soon();
    },
    'open-section': ({ section, isOpen }) => {
      if (isOpen) this.#open.add(section);
      else this.#open.delete(section);
      this.#soon();
    },
    'open-code': ({ hashedId }) => this.#openCode(hashedId),
    'show-on-graph': ({ hashedId }) => execute('steplight.showRunOnGraph', this.runId, hashedId),
    'open-run': ({ runId }) => execute('steplight.openRun', runId),
    'open-frame': ({ file, line }) => void this.#openFrame(file, line),
    command: ({ command }) => execute(commandIds[command], this.runId),
    skip: ({ runId, hashedId }) => execute('steplight.skipWait', runId, hashedId),
    'send-matching-event': ({ runId, hashedId }) => execute('steplight.sendMatchingEvent', runId, hashedId),
    'rerun-from': ({ runId, hashedId, edited }) =>
      execute(edited ? 'steplight.rerunEdited' : 'steplight.rerunFrom', runId, hashedId),
    'explain-run': () => this.reveal('why', null),
    failed: ({ message }) => this.#parts.log.error(`the page of a run failed: ${message}`),
  };

  #receive(message: FromRunPage): void {
    const handlers: Partial<HandlersOf<FromRunPage>> = { ...this.#handlers, ...this.#slider.handlers };
    const handler = handlers[message.kind] as ((message: FromRunPage) => void) | undefined;
    handler?.(message);
  }

  #openCode(hashedId: string | null): void {
    if (hashedId !== null) {
      execute('steplight.revealStep', this.runId, hashedId);
      return;
    }
    const summary = this.#parts.served.named(this.#run()?.functionId ?? '');
    if (summary) execute('steplight.openFunction', { id: summary.id, uri: summary.uri });
  }

  async #openFrame(file: string, line: number): Promise<void> {
    try {
      await openPlace(file, line);
    } catch (error) {
      void vscode.window.showWarningMessage(vscode.l10n.t('{0} cannot be opened.', file));
      this.#parts.log.warn(`a frame of a stack cannot be opened: ${messageOf(error)}`);
    }
  }

  /** Reads the run's journal, from which on it grows by itself. */
  async #load(): Promise<void> {
    this.#history = null;
    try {
      if (isImportedId(this.runId) || this.#parts.runtime.state.status === 'ready')
        this.#history = await this.#parts.moments.historyOf(this.runId);
      this.#problem = null;
      this.#source = this.#parts.runs.imports.whole(this.runId)?.exported.source ?? null;
      this.#events = await this.#parts.runs.eventsOf(this.runId);
    } catch (error) {
      this.#problem = messageOf(error);
    }
    this.#areLinksOld = true;
    this.#soon();
  }

  /** At most once in a frame, and not at all while nobody sees it. */
  #soon(): void {
    if (!this.#panel.visible) return;
    this.#frame ??= setTimeout(() => {
      this.#frame = null;
      this.#show();
    }, frame);
  }

  #run(): RunProgress | null {
    const moment = this.#parts.moments.momentOf(this.runId);
    const history = this.#history;
    if (history) return moment ? history.at(moment.seq) : history.latest;
    return null;
  }

  #show(): void {
    this.#setTitle();
    const feed = this.#feed;
    if (!feed) return;
    const run = this.#run();
    const moment = this.#parts.moments.momentOf(this.runId);
    const { timeline, logs } = this.#timeline.at(this.#history?.entries ?? [], moment?.seq ?? null);
    if (run && !moment) this.#followWhy(run);
    this.#slider.follow(run && this.runId);
    const messages = feed.next({
      facts: run && this.#facts(run),
      message: this.#message(),
      timeline: run && timeline,
      logs,
      step: run && this.#selectedStep(run),
      events: this.#events,
      why: this.#why,
      links: run ? this.#linksOf(run) : [],
      open: this.#open,
    });
    for (const message of messages) this.#post(message);
    if (run && this.#toReveal) {
      const { hashedId, section } = this.#toReveal;
      this.#toReveal = null;
      this.#selected = hashedId;
      this.#post({ kind: 'reveal', hashedId, section });
    }
  }

  #post(message: ToRunPage): void {
    if (this.#feed) void this.#panel.webview.postMessage(message);
  }

  #selectedStep(run: RunProgress): StepProgress | null {
    if (this.#selected === null) return null;
    return run.steps.find(({ step }) => step.hashedId === this.#selected) ?? null;
  }

  #facts(progress: RunProgress): ShownFacts {
    const { moments, runs, runtime, served } = this.#parts;
    return {
      progress,
      status: shownStatus(progress),
      moment: moments.momentOf(this.runId),
      clock: runs.clock,
      abilities: {
        hasCode: served.named(progress.functionId) !== undefined,
        canExport: this.#commands.has(commandIds.export),
        canCompare: this.#commands.has(commandIds.compare),
        isReadOnly: isImportedId(this.runId) || runtime.state.status !== 'ready',
      },
      importedFrom: this.#source,
    };
  }

  #message(): string {
    if (this.#problem !== null) return this.#problem;
    switch (this.#parts.runtime.state.status) {
      case 'ready':
        return vscode.l10n.t('Loading the run…');
      case 'off':
        return vscode.l10n.t('The runtime is stopped. Start it to see this run.');
      default:
        return vscode.l10n.t('The runtime is starting…');
    }
  }

  #linksOf(run: RunProgress): readonly RunLink[] {
    if (this.#areLinksOld) {
      this.#areLinksOld = false;
      const { runs } = this.#parts;
      const first = this.#history?.entries[0];
      this.#links = linksOf(run, { all: runs.all(), first, events: this.#events ?? [] });
    }
    return this.#links;
  }

  /** Asks again as long as the run is active and somebody reads the answer. */
  #followWhy(run: RunProgress): void {
    if (this.#whyTimer || !this.#open.has('why')) return;
    if (this.#why !== undefined && endedStatuses.has(run.status) && this.#why?.status === run.status) return;
    this.#whyTimer = setTimeout(() => {
      this.#whyTimer = null;
      this.#soon();
    }, whyPace);
    void this.#askWhy();
  }

  async #askWhy(): Promise<void> {
    const { state } = this.#parts.runtime;
    try {
      this.#why =
        state.status === 'ready' && !isImportedId(this.runId) ? await state.client.whyRun(this.runId) : null;
    } catch {
      // The run or the runtime is gone: there is nothing to tell.
      this.#why = null;
    }
    this.#soon();
  }

  #setTitle(): void {
    const run = this.#history?.latest ?? this.#parts.runs.get(this.runId);
    const id = this.runId.slice(-shortId);
    const name = run?.functionName ?? vscode.l10n.t('Run');
    const title = isImportedId(this.runId)
      ? vscode.l10n.t('{0} · {1} (imported)', name, id)
      : `${name} · ${id}`;
    if (this.#panel.title !== title) this.#panel.title = title;
    this.#setIcon(run ? shownStatus(run) : 'queued');
  }

  #setIcon(status: ShownStatus): void {
    if (status === this.#icon) return;
    this.#icon = status;
    this.#panel.iconPath = stateIcon(stateLook(status));
  }

  dispose(): void {
    if (this.#frame) clearTimeout(this.#frame);
    if (this.#whyTimer) clearTimeout(this.#whyTimer);
    for (const subscription of this.#subscriptions.splice(0)) subscription.dispose();
    this.#panel.dispose();
    this.#closed.fire();
    this.#closed.dispose();
  }
}

function execute(command: string, ...args: unknown[]): void {
  void vscode.commands.executeCommand(command, ...args);
}
