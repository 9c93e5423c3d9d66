/** The graph view in a real browser. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Frame, type Page } from 'playwright-core';
import { serveGraphView } from '../../../webview/dev/serve.ts';
import type { FromWebview, ToWebview } from '../../../webview/src/protocol.ts';
import type { FromRunPage, ToRunPage } from '../../../webview/src/run-protocol.ts';

export interface GraphBrowser {
  /** The development page with one of its example graphs. @param at how many journal entries are folded in. */
  openExample(graph: string, options?: { theme?: string; at?: number }): Promise<Page>;
  /** The development page of the event map, with one of its example maps. */
  openMap(map: string, theme?: string): Promise<Page>;
  /** The development page of runs, with one of its example runs. @param at how many journal entries are folded in. */
  openRun(run: string, options?: { theme?: string; at?: number; width?: number }): Promise<Page>;
  /** The page as the extension makes it; `tell` plays the extension. */
  openPanel(): Promise<OpenPanel<ToWebview>>;
  openRunPanel(): Promise<OpenPanel<ToRunPage>>;
  close(): Promise<void>;
}

export interface OpenPanel<Message> {
  page: Page;
  tell(message: Message): Promise<void>;
  /** Errors and warnings of the browser, such as those of the Content-Security-Policy. */
  complaints: string[];
}

export async function startGraphBrowser(): Promise<GraphBrowser> {
  const browser = await launch();
  const { url, server } = await serveGraphView();
  return {
    async openExample(graph, { theme = 'vscode-dark', at } = {}) {
      const page = await browser.newPage({ viewport: { width: 1100, height: 900 } });
      page.setDefaultTimeout(10_000);
      let failure: Error | null = null;
      page.on('pageerror', (error) => {
        failure ??= error;
      });
      await page.goto(`${url}#graph=${graph}&theme=${theme}${at === undefined ? '' : `&at=${at}`}`);
      await page.waitForSelector(graph === 'none' ? '.sl-empty' : '.sl-node').catch((error) => {
        throw failure ?? error;
      });
      return page;
    },
    async openMap(map, theme = 'vscode-dark') {
      const page = await browser.newPage({ viewport: { width: 1100, height: 900 } });
      page.setDefaultTimeout(10_000);
      await page.goto(`${url}map#map=${map}&theme=${theme}`);
      await page.waitForSelector(map === 'none' ? '.sl-empty h2' : '.sl-node');
      return page;
    },
    async openRun(run, { theme = 'vscode-dark', at, width = 1200 } = {}) {
      const page = await browser.newPage({ viewport: { width, height: 800 } });
      page.setDefaultTimeout(10_000);
      await page.goto(`${url}run#run=${run}&theme=${theme}${at === undefined ? '' : `&at=${at}`}`);
      await page.waitForSelector('.sl-tl-row');
      return page;
    },
    openPanel: () => openPanel(browser, `${url}panel`),
    openRunPanel: () => openPanel(browser, `${url}run-panel`),
    async close() {
      await browser.close();
      await new Promise((done) => server.close(done));
    },
  };
}

async function openPanel<Message>(browser: Browser, address: string): Promise<OpenPanel<Message>> {
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.addInitScript(() => {
    const sent: unknown[] = [];
    let state: unknown;
    Object.assign(window, {
      sent,
      acquireVsCodeApi: () => ({
        postMessage: (message: unknown) => sent.push(message),
        getState: () => state,
        setState: (next: unknown) => {
          state = next;
        },
      }),
    });
  });
  await page.goto(address);
  const tell = (message: Message): Promise<void> =>
    page.evaluate((data) => window.postMessage(data, '*'), message as unknown as object);
  return { page, tell, complaints };
}

/** What the page has told the extension so far. */
export function sentBy<Message = FromWebview>(page: Page): Promise<Message[]> {
  return page.evaluate(() => (window as unknown as { sent: unknown[] }).sent) as Promise<Message[]>;
}

/** As {@link sentBy}, of the page of a run. */
export const sentByRun = (page: Page): Promise<FromRunPage[]> => sentBy<FromRunPage>(page);

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Serious problems that axe finds, as texts. */
export async function accessibilityProblems(page: Page | Frame): Promise<string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: {
        run(on: string): Promise<{ violations: { impact: string; id: string; nodes: { html: string }[] }[] }>;
      };
    };
    const { violations } = await axe.run('#steplight');
    return violations
      .filter((one) => one.impact === 'serious' || one.impact === 'critical')
      .map((one) => `${one.id}: ${one.nodes.map((found) => found.html.slice(0, 160)).join(' | ')}`);
  });
}

function launch(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
  if (!existsSync(executablePath)) {
    throw new Error(
      `There is no browser at ${executablePath}. Install chromium, or say where it is in CHROMIUM.`,
    );
  }
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}
