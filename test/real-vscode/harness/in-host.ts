/** Runs the tests inside the extension host of a VS Code server and answers how each went. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildInHostTests, bundle } from '../in-host/build.mjs';
import type { InHostResult } from '../in-host/run.ts';
import { openBrowser } from './browser.ts';
import { root } from './paths.ts';
import { makePrivateHome } from './private-home.ts';
import { freePort, startTestDriverServer } from './vscode-server.ts';

/** @param folder the workspace to open. */
export async function runInExtensionHost(folder: string): Promise<InHostResult[]> {
  await buildInHostTests();
  const home = makePrivateHome({
    'steplight.port': await freePort(),
    // This server has no switch for it, unlike the one that serves people.
    'security.workspace.trust.enabled': false,
  });
  const report = join(home.folder, 'in-host.json');
  const server = await startTestDriverServer(home, { STEPLIGHT_IN_HOST_REPORT: report });
  const { page, errors, close } = await openBrowser();
  try {
    const printed: string[] = [];
    await page.exposeFunction('codeAutomationLog', (_level: string, args: unknown[]) =>
      printed.push(args.join(' ')),
    );
    const ended = new Promise<number>((resolve) => page.exposeFunction('codeAutomationExit', resolve));
    const remote = (path: string) => `vscode-remote://127.0.0.1:${server.port}${path}`;
    const payload = [
      ['extensionDevelopmentPath', remote(root)],
      ['extensionTestsPath', remote(bundle)],
      ['skipWelcome', 'true'],
    ];
    const address = new URL(server.origin);
    address.searchParams.set('folder', folder);
    address.searchParams.set('payload', JSON.stringify(payload));
    await page.goto(address.href);
    await ended;
    if (existsSync(report)) return JSON.parse(readFileSync(report, 'utf8'));
    throw new Error(['The tests did not run.', ...printed, ...errors, server.program.output].join('\n'));
  } finally {
    await close();
    await server.program.stop();
    home.remove();
  }
}
