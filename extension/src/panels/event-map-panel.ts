/** The event map's webview: its life, the typed channel to its page, and keeping it in step with the code. */
import * as vscode from 'vscode';
import type { EventMap } from '../../../server/src/event-map.ts';
import type { FromMap, MapPanelState, ToMap } from '../../../webview/src/map-protocol.ts';
import type { HandlersOf } from '../../../webview/src/protocol.ts';
import { openRange, toVsCodeRange } from '../graphs/open-code.ts';
import type { Log } from '../log.ts';
import { runCounts } from '../runtime/run-counts.ts';
import type { Runs } from '../runtime/runs.ts';
import type { ServerClient } from '../server/server-client.ts';
import { fillPage, panelIcon, saveSvg } from './page-html.ts';
import { SinglePanel } from './single-panel.ts';

const mapViewType = 'steplight.eventMap';
/** Milliseconds of quiet after an edit before the map is asked for again. */
const settleTime = 400;

export interface EventMapParts {
  extensionUri: vscode.Uri;
  server: ServerClient;
  runs: Runs;
  log: Log;
}

export class EventMapPanel implements vscode.Disposable {
  readonly #panel: vscode.WebviewPanel;
  readonly #parts: EventMapParts;
  readonly #subscriptions: vscode.Disposable[];
  readonly #closed = new vscode.EventEmitter<void>();
  readonly onDidClose = this.#closed.event;
  #map: EventMap | null = null;
  #uris: Record<string, string> = {};
  #isReady = false;
  #isOutdated = false;
  #lastMap = '';
  #lastRuns = '';
  #focus: string | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(panel: vscode.WebviewPanel, parts: EventMapParts) {
    this.#panel = panel;
    this.#parts = parts;
    const { extensionUri, server, runs } = parts;
    panel.iconPath = panelIcon(extensionUri);
    this.#subscriptions = [
      panel.onDidDispose(() => this.dispose()),
      panel.webview.onDidReceiveMessage((message: FromMap) => this.#receive(message)),
      panel.onDidChangeViewState(() => this.#isOutdated && panel.visible && this.#refreshSoon()),
      server.onGraphsChanged(() => this.#refreshSoon()),
      server.onFunctionsChanged(() => this.#refreshSoon()),
      runs.onDidReset(() => this.#showRuns()),
      runs.onDidChange(() => this.#showRuns()),
    ];
    fillPage(panel.webview, extensionUri, 'map');
  }

  static create(parts: EventMapParts): EventMapPanel {
    const title = vscode.l10n.t('Event Map');
    const panel = vscode.window.createWebviewPanel(mapViewType, title, vscode.ViewColumn.Active, {
      enableScripts: true,
    });
    return new EventMapPanel(panel, parts);
  }

  /** @param event name of the event to look at; null: leave the page as it is. */
  reveal(event: string | null): void {
    this.#panel.reveal();
    if (event === null) return;
    this.#focus = `event:${event}`;
    this.#showFocus();
  }

  readonly #handlers: HandlersOf<FromMap> = {
    ready: () => {
      this.#isReady = true;
      this.#lastMap = '';
      this.#lastRuns = '';
      void this.#refresh();
    },
    'open-graph': ({ key }) => {
      const one = this.#map?.functions.find((candidate) => candidate.key === key);
      const uri = one && this.#uris[one.file];
      if (uri) void vscode.commands.executeCommand('steplight.openGraph', uri, one.id);
    },
    'open-place': ({ place }) => {
      const uri = this.#uris[place.file];
      if (!uri) return;
      void openRange(vscode.Uri.parse(uri), toVsCodeRange(place.range), this.#panel.viewColumn);
    },
    'send-event': ({ event }) => void vscode.commands.executeCommand('steplight.sendEvent', null, event),
    'save-svg': ({ svg }) => void saveSvg(svg, 'event-map'),
    failed: ({ message }) => this.#parts.log.error(`the event map's page failed: ${message}`),
  };

  #receive(message: FromMap): void {
    const handler = this.#handlers[message.kind] as ((message: FromMap) => void) | undefined;
    handler?.(message);
  }

  /** A hidden panel costs nothing. */
  #refreshSoon(): void {
    this.#isOutdated = true;
    if (!this.#panel.visible) return;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#refresh(), settleTime);
  }

  async #refresh(): Promise<void> {
    this.#isOutdated = false;
    const answer = await this.#parts.server.eventMap();
    if (answer) {
      this.#map = answer.map;
      this.#uris = answer.uris;
    }
    const message = answer === null ? vscode.l10n.t('The language server is not responding.') : null;
    const text = JSON.stringify([this.#map, message]);
    if (text !== this.#lastMap) this.#post({ kind: 'show-map', map: this.#map, message });
    this.#lastMap = text;
    this.#showRuns();
    this.#showFocus();
  }

  #showRuns(): void {
    if (!this.#map || !this.#panel.visible) return;
    const runs = runCounts(this.#map.functions, this.#parts.runs.all());
    const text = JSON.stringify(runs);
    if (text !== this.#lastRuns) this.#post({ kind: 'show-runs', runs });
    this.#lastRuns = text;
  }

  #showFocus(): void {
    if (this.#focus === null || !this.#map || !this.#isReady) return;
    this.#post({ kind: 'focus', key: this.#focus });
    this.#focus = null;
  }

  #post(message: ToMap): void {
    if (this.#isReady) void this.#panel.webview.postMessage(message);
  }

  dispose(): void {
    if (this.#timer) clearTimeout(this.#timer);
    for (const subscription of this.#subscriptions.splice(0)) subscription.dispose();
    this.#panel.dispose();
    this.#closed.fire();
    this.#closed.dispose();
  }
}

/** The event map of the window. */
export class EventMapView extends SinglePanel<EventMapPanel, MapPanelState> {
  readonly #parts: EventMapParts;

  constructor(parts: EventMapParts) {
    super(mapViewType, (panel) => new EventMapPanel(panel, parts));
    this.#parts = parts;
  }

  /** @param event name of the event to focus on; null: none. */
  open(event: string | null): void {
    const panel = this.panel ?? this.keep(EventMapPanel.create(this.#parts));
    panel.reveal(event);
  }
}
