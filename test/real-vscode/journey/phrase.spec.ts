/** With the graph beside the code, the state of every step is read without scrolling, and no line of code moves. */
import { beforeAll, expect, test } from 'vitest';
import { until } from '../harness/conditions.ts';
import { withVsCode } from '../harness/with-vscode.ts';

/** Characters: symbol, count and time. */
const stateLength = 14;

const opened = withVsCode('sdk4');
const upload = { upload_id: 'phrase-1', filename: 'valid.csv', user_id: 'ina' };

/** Vertical places of the lines of code, by their text. */
async function linePlaces(): Promise<Record<string, number>> {
  return await opened.session.workbench.editor.evaluate((editor) =>
    Object.fromEntries(
      [...editor.querySelectorAll<HTMLElement>('.view-line')].map((line) => [
        `${line.textContent} ${line.style.top}`,
        line.getBoundingClientRect().top,
      ]),
    ),
  );
}

let before: Record<string, number> = {};

beforeAll(async () => {
  const { session, steplight } = opened;
  const { workbench } = session;
  await workbench.page.setViewportSize({ width: 1600, height: 1000 });
  await steplight.openGraph();
  await steplight.sendEvent('api/contact_list.uploaded', { ...upload, upload_id: 'phrase-0' });
  await workbench.lens('1 run').waitFor();
  await steplight.inlineOf('step.waitForEvent(', /waiting for/);
  before = await linePlaces();
  await steplight.sendEvent('api/contact_list.uploaded', upload);
  await workbench.lens('2 runs').waitFor();
  await steplight.inlineOf('step.waitForEvent(', /waiting for/);
  await steplight.sendEvent('api/contact_list.reviewed', { upload_id: 'other', is_approved: true });
  await steplight.inlineOf('step.waitForEvent(', /got "other", waits for "phrase-1"/);
});

test('no line of code has moved while the run went on', async () => {
  expect(await linePlaces()).toEqual(before);
});

/** Each phrase: what it says, and where its state ends from the left, with the right edge of what the editor shows. */
async function phrases(): Promise<{ text: string; end: number; edge: number }[]> {
  return await opened.session.workbench.editor.evaluate((editor, length) => {
    const scrollable = editor.querySelector('.monaco-scrollable-element.editor-scrollable');
    const edge = scrollable?.getBoundingClientRect().right ?? 0;
    const canvas = document.createElement('canvas').getContext('2d')!;
    return [...editor.querySelectorAll<HTMLElement>('.view-line span')].flatMap((span) => {
      const style = getComputedStyle(span, '::after');
      if (!style.content.startsWith('"')) return [];
      const text = style.content.slice(1, -1);
      canvas.font = `${style.fontSize} ${style.fontFamily}`;
      const wholeWidth = canvas.measureText(text).width;
      const stateWidth = canvas.measureText(text.slice(0, length)).width;
      // The pseudo-element ends where the span ends.
      return [{ text, end: span.getBoundingClientRect().right - wholeWidth + stateWidth, edge }];
    });
  }, stateLength);
}

test.each([1366, 1600, 1920])('at %d pixels every state is in view', async (width) => {
  const { workbench } = opened.session;
  await workbench.page.setViewportSize({ width, height: 1000 });
  const seen = await until('the editor to be laid out', async () => {
    const all = await phrases();
    return all.filter(({ text }) => /[✓◷]/.test(text)).length >= 3 && all;
  });
  const hidden = seen.filter(({ end, edge }) => end > edge);
  expect(hidden.map(({ text, end, edge }) => `${text}: ${end} > ${edge}`)).toEqual([]);
  await opened.session.screenshot(`phrase-${width}`);
});

test('what can be done about a wait is in its hover and in the lightbulb menu', async () => {
  const { workbench } = opened.session;
  const hover = await workbench.hover('step.waitForEvent(');
  expect(await hover.innerText()).toMatch(/Send Matching Event\s*·\s*Time Out Now/);
  await workbench.page.keyboard.press('Escape');
  await workbench.clickLine('step.waitForEvent(');
  await workbench.page.keyboard.press('Control+.');
  await workbench.page.locator('.action-widget').getByText('Send Matching Event').waitFor();
  await workbench.page.keyboard.press('Escape');
});

test('a click on the near miss in the status bar shows the step in the inspector', async () => {
  const { workbench } = opened.session;
  await workbench.statusBarItem('got "other", waits for "phrase-1"').click();
  const graph = await opened.steplight.graph();
  await graph.locator('.sl-inspector').getByText('got "other", waits for "phrase-1"').waitFor();
});
