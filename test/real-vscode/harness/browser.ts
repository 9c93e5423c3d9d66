/** The browser that shows VS Code. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { requireBrowser } from '../../npm-scripts/install.mjs';

export interface Browser {
  page: Page;
  /** What the page printed as errors. */
  errors: string[];
  close: () => Promise<void>;
}

const quiet = [
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** @param size high enough for the whole sample: lines that are not on screen are not in the page. */
export async function openBrowser(size = { width: 1600, height: 1280 }): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), 'sl-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: requireBrowser(),
    headless: true,
    // Chromium refuses its sandbox to root, which build machines are.
    args: process.getuid?.() === 0 ? ['--no-sandbox', ...quiet] : quiet,
    viewport: size,
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = context.pages()[0] ?? (await context.newPage());
  const errors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  return {
    page,
    errors,
    close: async () => {
      await context.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
