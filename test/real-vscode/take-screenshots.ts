/**
 * `npm run screenshots`: takes the pictures of README.md in a real VS Code, from the packaged .vsix. Needs
 * `npm run vsix` before, and what `npm test` installs.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './harness/paths.ts';
import { themes } from './harness/private-home.ts';
import { Session } from './harness/session.ts';
import { Steplight } from './harness/steplight.ts';
import { copySample } from './harness/workspace-copy.ts';

const folder = join(root, 'extension/media/screenshots');
mkdirSync(folder, { recursive: true });

const sample = copySample('sdk4');
const session = await Session.open({
  folder: sample.folder,
  settings: {
    'workbench.colorTheme': themes.dark,
    'editor.fontSize': 12,
    'editor.occurrencesHighlight': 'off',
    'workbench.activityBar.location': 'default',
  },
});
try {
  const { workbench } = session;
  const steplight = new Steplight(workbench);
  const take = (name: string) => workbench.page.screenshot({ path: join(folder, `${name}.png`) });
  await workbench.page.setViewportSize({ width: 1920, height: 960 });
  await workbench.openFile('src/contacts-import.ts');
  await workbench.lens(/^Graph$/).waitFor();
  await workbench.command('View: Toggle Primary Side Bar Visibility');
  await steplight.openGraph();
  const upload = { upload_id: 'spring-fair', filename: 'flaky.csv', user_id: 'ada' };
  await steplight.sendEvent('api/contact_list.uploaded', upload);
  await steplight.nodeIs('Enrich contacts information', 'retrying');
  await take('retrying');
  await steplight.nodeIs('api/contact_list.reviewed', 'waiting');
  await take('waiting');
  await steplight.sendEvent('api/contact_list.reviewed', { upload_id: 'autumn-fair', is_approved: true });
  await steplight.nodeIs('api/contact_list.reviewed', 'waiting');
  await (await steplight.node('api/contact_list.reviewed')).click();
  await (await steplight.graph()).getByText('autumn-fair').first().waitFor();
  await take('near-miss');
  await steplight.sendMatchingEvent({ is_approved: true });
  await steplight.inlineOf('createFunction(', /run completed/);
  // The hover stays as long as the mouse is on it.
  await workbench.page.mouse.move(5, 5);
  await workbench.clickLine('createFunction(');
  await take('completed');
  await workbench.command('Steplight: Open Run');
  const page = await steplight.runPage();
  await page.locator('.sl-tl-row', { hasText: 'Enrich contacts information' }).click();
  await page.getByRole('region', { name: 'Details of Enrich contacts information' }).waitFor();
  await take('run-page');
} catch (error) {
  await session.explain('taking screenshots');
  throw error;
} finally {
  await session.close();
  sample.remove();
}
