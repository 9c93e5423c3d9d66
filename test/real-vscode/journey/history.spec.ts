/** One run, back through its past and forth to now: text, graph and the run's page show the same moment. */
import type { Frame, Locator } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { until } from '../harness/conditions.ts';
import { withVsCode } from '../harness/with-vscode.ts';

const review = 'api/contact_list.reviewed';
const looks = ['Light Modern', 'Dark Modern', 'Dark High Contrast', 'Light High Contrast'];

const opened = withVsCode('sdk4');

beforeAll(async () => {
  const { steplight } = opened;
  await steplight.openGraph();
  await steplight.sendEvent('api/contact_list.uploaded', {
    upload_id: 'history-1',
    filename: 'valid.csv',
    user_id: 'gustav',
  });
  await steplight.nodeIs(review, 'waiting');
});

function sliderOf(frame: Frame): Locator {
  return frame.getByRole('slider', { name: 'Moment' });
}

/** `12 of 17, 10:42:07, …` */
async function momentOf(frame: Frame): Promise<string> {
  return (await sliderOf(frame).getAttribute('aria-valuetext')) ?? '';
}

/** Whether the text says how long the run still waits. */
async function textSaysWaiting(): Promise<boolean> {
  const texts = await opened.session.workbench.inlineTexts();
  return texts.some(({ inline }) => /\b[67]d\b/.test(inline));
}

async function nodeStatus(label: string): Promise<string> {
  return (await opened.steplight.nodeNames()).find((name) => name.includes(label)) ?? '';
}

test('the slider opens at live, with all entries of the run', async () => {
  const graph = await opened.steplight.graph();
  await graph.getByRole('button', { name: /^History/ }).click();
  await sliderOf(graph).waitFor();
  const [, index, count] = /^(\d+) of (\d+), /.exec(await momentOf(graph)) ?? [];
  expect(index).toBe(count);
  expect(await graph.getByRole('button', { name: 'Live' }).getAttribute('aria-pressed')).toBe('true');
  await until('the text to say how long the run waits', textSaysWaiting);
});

test('by the keyboard, text and graph go back together and say so', async () => {
  const { session, steplight } = opened;
  const { page } = session.workbench;
  const graph = await steplight.graph();
  await sliderOf(graph).focus();
  await until('the run not to wait yet', async () => {
    await page.keyboard.press('ArrowLeft');
    return !(await nodeStatus(review)).includes(', waiting');
  });
  await until('the text not to say that it waits', async () => !(await textSaysWaiting()));
  await graph.getByText(/^Viewing the past: /).waitFor();
  await session.workbench.statusBarItem('Back to Live').waitFor();
  await session.workbench.lens(/Viewing the past: /).waitFor();
  expect(await session.workbench.lenses()).not.toContain('Send Matching Event');
  for (const theme of looks) {
    await session.workbench.pickTheme(theme);
    await session.screenshot(`history-${theme.toLowerCase().replaceAll(' ', '-')}`);
  }
});

test("the run's page is at the same moment, and moves the graph", async () => {
  const { session, steplight } = opened;
  const moment = await momentOf(await steplight.graph());
  await session.workbench.command('Steplight: Open Run');
  const page = await steplight.runPage();
  await sliderOf(page).waitFor();
  await until("the page to be at the graph's moment", async () => (await momentOf(page)) === moment);
  await page.getByRole('button', { name: 'Previous Entry' }).click();
  const before = await until('the page to go back', async () => {
    const now = await momentOf(page);
    return now !== moment && now;
  });
  await session.workbench.tab('Contacts Import').click();
  const graph = await steplight.graph();
  await until('the graph to follow', async () => (await momentOf(graph)) === before);
});

test('playing ends at live, and back to live is one click from anywhere', async () => {
  const { session, steplight } = opened;
  const graph = await steplight.graph();
  await graph.getByRole('button', { name: 'Play' }).click();
  await steplight.nodeIs(review, 'waiting');
  const live = graph.getByRole('button', { name: 'Live' });
  await until('the slider to be live', async () => (await live.getAttribute('aria-pressed')) === 'true');

  await graph.getByRole('button', { name: 'Previous Step' }).click();
  await session.workbench.lens(/Viewing the past: /).waitFor();
  await session.workbench.statusBarItem('Back to Live').click();
  await until(
    'the slider to be live again',
    async () => (await live.getAttribute('aria-pressed')) === 'true',
  );
  await until('the text to say how long the run waits', textSaysWaiting);
  await until('nothing to speak of the past', async () => {
    const lenses = await session.workbench.lenses();
    return !lenses.some((lens) => lens.includes('Viewing the past'));
  });
});
