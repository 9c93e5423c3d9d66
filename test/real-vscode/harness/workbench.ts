/** VS Code's window as a person uses it: mouse and keyboard in, what can be seen out. Knows nothing of Steplight. */
import type { Locator, Page } from 'playwright-core';
import { until } from './conditions.ts';

export class Workbench {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** @param file absolute path of a file to open at once; null for none. */
  async open(origin: string, folder: string, file: string | null = null): Promise<void> {
    await this.page.goto(workbenchAddress(origin, folder, file));
    await this.page.locator('.monaco-workbench').waitFor({ timeout: 90_000 });
    await this.page
      .locator('.explorer-folders-view .monaco-list-row, .editor-instance')
      .first()
      .waitFor({ timeout: 90_000 });
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.page.locator('.monaco-workbench').waitFor({ timeout: 90_000 });
  }

  // Quick input

  get quickInput(): Locator {
    return this.page.locator('.quick-input-widget:visible .quick-input-box input');
  }

  quickPick(label: string | RegExp): Locator {
    return this.page.locator('.quick-input-widget:visible .quick-input-list .monaco-list-row', {
      hasText: label,
    });
  }

  /** Runs a command through the palette, by the title a person reads there. */
  async command(title: string): Promise<void> {
    const label = paletteLabel(title);
    await this.page.keyboard.press('F1');
    await this.quickInput.waitFor();
    await this.quickInput.fill(`>${label}`);
    // Others may have the same words in them, and even stand above.
    await this.page
      .locator(`.quick-input-widget:visible .monaco-list-row[aria-label^="${label}"]`)
      .first()
      .click();
  }

  async hasCommand(title: string): Promise<boolean> {
    const label = paletteLabel(title);
    await this.page.keyboard.press('F1');
    await this.quickInput.waitFor();
    await this.quickInput.fill(`>${label}`);
    const rows = this.page.locator('.quick-input-widget:visible .quick-input-list .monaco-list-row');
    await rows.first().waitFor();
    const found = (await this.quickPick(label).count()) > 0;
    await this.page.keyboard.press('Escape');
    return found;
  }

  /** Opens a file by typing its name into Quick Open. */
  async openFile(name: string): Promise<void> {
    await this.page.keyboard.press('Control+P');
    await this.quickInput.waitFor();
    await this.quickInput.fill(name);
    const base = name.split('/').at(-1) ?? name;
    // By a click: until the list is filtered, its first row is the file before.
    await this.quickPick(base).first().click();
    await this.tab(base).waitFor();
    await this.editor.locator('.view-line').first().waitFor();
  }

  tab(label: string | RegExp): Locator {
    return this.page.locator('.tabs-container .tab', { hasText: label }).first();
  }

  /** @param label as the theme picker shows it, such as `Dark Modern`. */
  async pickTheme(label: string): Promise<void> {
    await this.command('Preferences: Color Theme');
    await this.quickPick(label).first().waitFor();
    await this.quickInput.fill(label);
    await this.quickPick(label).first().waitFor();
    await this.page.keyboard.press('Enter');
    await this.quickInput.waitFor({ state: 'hidden' });
  }

  // Text editor

  /** The text editor that is in front in the first group that has one. */
  get editor(): Locator {
    return this.page.locator('.editor-instance:visible').first();
  }

  line(text: string | RegExp): Locator {
    return this.editor.locator('.view-line', { hasText: text }).first();
  }

  /** Puts the cursor into the first line with this text by a click on it; the line must be on screen. */
  async clickLine(text: string | RegExp): Promise<void> {
    const [editor, line] = await until(`the line ${text} to be on screen`, async () => {
      const boxes = [await this.editor.boundingBox(), await this.line(text).boundingBox()] as const;
      return boxes[0] !== null && boxes[1] !== null && ([boxes[0], boxes[1]] as const);
    });
    // By coordinates, for a click on the element would scroll a long line into view first.
    await this.page.mouse.click(editor.x + editor.width / 2, line.y + line.height / 2);
  }

  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  async hover(text: string | RegExp): Promise<Locator> {
    const hover = this.page.locator('.monaco-hover:visible');
    await until(
      `a hover over ${text}`,
      async () => {
        await this.page.mouse.move(5, 5);
        await this.line(text).hover({ position: { x: 30, y: 8 } });
        await hover.first().waitFor({ timeout: 3000 });
        return true;
      },
      20_000,
    );
    return hover.first();
  }

  /** Code lenses on screen, from top to bottom, as they are written. */
  async lenses(): Promise<string[]> {
    const texts = await this.editor.locator('.codelens-decoration').allInnerTexts();
    return texts.map((text) => text.replaceAll('\u00a0', ' ').trim()).filter((text) => text !== '');
  }

  lens(label: string | RegExp): Locator {
    return this.editor.locator('.codelens-decoration a', { hasText: label }).first();
  }

  /** The lines on screen from top to bottom, and what decorations put after their code; empty for most. */
  async inlineTexts(): Promise<{ code: string; inline: string }[]> {
    return await this.editor.evaluate((editor) => {
      const found: { code: string; inline: string; top: number }[] = [];
      for (const line of editor.querySelectorAll<HTMLElement>('.view-line')) {
        const parts: string[] = [];
        for (const span of line.querySelectorAll('span')) {
          for (const pseudo of ['::before', '::after']) {
            const content = getComputedStyle(span, pseudo).content;
            if (content.startsWith('"')) parts.push(content.slice(1, -1).replaceAll(/\\(["\\])/g, '$1'));
          }
        }
        const inline = parts.join(' ').replaceAll('\u00a0', ' ').trim();
        const code = (line.textContent ?? '').replaceAll('\u00a0', ' ');
        found.push({ code, inline, top: line.getBoundingClientRect().top });
      }
      return found.sort((a, b) => a.top - b.top).map(({ code, inline }) => ({ code, inline }));
    });
  }

  // Around the editor

  async statusBarTexts(): Promise<string[]> {
    return await this.page.locator('.statusbar-item:visible').allInnerTexts();
  }

  statusBarItem(text: string | RegExp): Locator {
    return this.page.locator('.statusbar-item', { hasText: text }).first();
  }

  notification(text: string | RegExp): Locator {
    return this.page
      .locator('.notifications-toasts .notification-toast, .notifications-center .notification-list-item', {
        hasText: text,
      })
      .first();
  }

  async notifications(): Promise<string[]> {
    return await this.page.locator('.notification-toast').allInnerTexts();
  }

  viewContainer(title: string): Locator {
    return this.page.locator(`.activitybar .action-label[aria-label*="${title}"]`).first();
  }

  treeRow(text: string | RegExp): Locator {
    return this.page.locator('.sidebar .monaco-list-row', { hasText: text }).first();
  }
}

/**
 * @param folder or a `.code-workspace` file.
 * @param file absolute path of a file to open; null for none.
 */
export function workbenchAddress(origin: string, folder: string, file: string | null): string {
  const address = new URL(origin);
  address.searchParams.set(folder.endsWith('.code-workspace') ? 'workspace' : 'folder', folder);
  if (file !== null) {
    const uri = `vscode-remote://${address.host}${file}`;
    address.searchParams.set('payload', JSON.stringify([['openFile', uri]]));
  }
  return address.href;
}

/** `Steplight: Show Runs` stands in the palette with the whole name of the extension. */
function paletteLabel(title: string): string {
  return title.replace(/^Steplight: /, 'Steplight for Inngest: ');
}
