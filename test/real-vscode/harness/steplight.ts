/** What a person sees and does of Steplight in the workbench. */
import type { Frame, Locator } from 'playwright-core';
import { until } from './conditions.ts';
import type { Workbench } from './workbench.ts';

export interface StepLine {
  /** The text on the line of the step. */
  code: string;
  inline: string;
}

export class Steplight {
  readonly #workbench: Workbench;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
  }

  // Events

  /**
   * Sends an event as by the command palette: the name is picked by typing it, the payload is written over what is
   * suggested.
   */
  async sendEvent(name: string, data: Record<string, unknown>): Promise<void> {
    const { page } = this.#workbench;
    await this.#workbench.command('Steplight: Send Event…');
    await this.#workbench.quickPick(name).first().waitFor();
    await page.keyboard.type(name);
    await this.#workbench.quickPick(name).first().waitFor();
    await page.keyboard.press('Enter');
    await this.#sendPayload(() => data);
  }

  /** Sends the event that the shown run waits for, by the hover on its wait; `change` is made to the payload that is filled in. */
  async sendMatchingEvent(change: Record<string, unknown>): Promise<Record<string, unknown>> {
    await this.#clickInHover('Send Matching Event');
    return await this.#sendPayload((suggested) => ({ ...suggested, ...change }));
  }

  /** @returns what had been filled in. */
  async #sendPayload(
    write: (suggested: Record<string, unknown>) => Record<string, unknown>,
  ): Promise<Record<string, unknown>> {
    const input = this.#workbench.quickInput;
    const suggested = await until('a payload to be suggested', async () => {
      const text = await input.inputValue();
      return text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : null;
    });
    await input.fill(JSON.stringify(write(suggested)));
    await this.#workbench.page.keyboard.press('Enter');
    await input.waitFor({ state: 'hidden' });
    return suggested;
  }

  async timeOutNow(): Promise<void> {
    await this.#clickInHover('Time Out Now');
  }

  async #clickInHover(link: string): Promise<void> {
    const hover = await this.#workbench.hover('step.waitForEvent(');
    await hover.getByText(link).click();
  }

  // In the text

  /**
   * Waits until what the text says of a step matches, and answers it. It stands at the line with these words, or below it,
   * before the next step begins.
   */
  async inlineOf(step: string, text: RegExp, limit = 60_000): Promise<string> {
    let seen = '';
    let all: { code: string; inline: string }[] = [];
    const found = await until(
      `"${step}" to say ${text} in the text`,
      async () => {
        all = await this.#workbench.inlineTexts();
        const own = all.findIndex(({ code }) => code.includes(step));
        const below = own < 0 ? [] : all.slice(own + 1);
        const next = below.findIndex(({ code }) => /\bstep\.|createFunction\(/.test(code));
        const lines = own < 0 ? [] : all.slice(own, next < 0 ? undefined : own + 1 + next);
        seen = lines
          .map(({ inline }) => inline)
          .filter(Boolean)
          .join(' ');
        return text.test(seen) && { inline: seen };
      },
      limit,
    ).catch((error: Error) => {
      const said = all
        .filter(({ inline }) => inline !== '')
        .map(({ code, inline }) => `  ${code.trim()}  ←  ${inline}`)
        .join('\n');
      throw new Error(`${error.message}; it says "${seen}". All lines:\n${said}`);
    });
    return found.inline;
  }

  // The graph

  async openGraph(): Promise<void> {
    await this.#workbench.lens(/^Graph$/).click();
    await until('the graph to be drawn', async () => (await this.nodeNames()).length > 0, 90_000);
  }

  /** The page of the graph among the frames of the window; it is another one after the window was reloaded. */
  async graph(): Promise<Frame> {
    return await this.#page('graph');
  }

  /** The page of a run that is in front. */
  async runPage(): Promise<Frame> {
    return await this.#page('run');
  }

  async comparisonPage(): Promise<Frame> {
    return await this.#page('comparison');
  }

  async #page(kind: 'graph' | 'run' | 'comparison'): Promise<Frame> {
    return await until(`the page of the ${kind}`, async () => {
      for (const frame of this.#workbench.page.frames()) {
        const isShown = (page: string) =>
          document.querySelector(`#steplight[data-page="${page}"] > *`) !== null && innerWidth > 0;
        if (await frame.evaluate(isShown, kind).catch(() => false)) return frame;
      }
      return null;
    });
  }

  /** Nodes are buttons with a name for screen readers: kind, label and, in a run, status: `step Charge, done, 12 ms`. */
  async node(label: string): Promise<Locator> {
    return (await this.graph()).locator(`[data-node][data-name*="${label}"]`).first();
  }

  async nodeNames(): Promise<string[]> {
    return await (await this.graph())
      .locator('[data-node]')
      .evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-name') ?? ''));
  }

  /** Waits until a node says a status: `done`, `retrying`, `waiting`, `timed out` … */
  async nodeIs(label: string, status: string, limit = 60_000): Promise<void> {
    let seen = '';
    await until(
      `the node "${label}" to be ${status}`,
      async () => {
        seen = (await this.nodeNames()).find((name) => name.includes(label)) ?? '';
        return seen.includes(`, ${status}`);
      },
      limit,
    ).catch((error: Error) => {
      throw new Error(`${error.message}; it is "${seen}"`);
    });
  }
}
