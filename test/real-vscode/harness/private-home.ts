/** A throw-away home for one VS Code: settings, extensions, logs; nothing of the person's own is read or written. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Names in settings; the theme picker has other ones for some. */
export const themes = {
  light: 'Light Modern',
  dark: 'Dark Modern',
  'high contrast': 'Default High Contrast',
  'high contrast light': 'Default High Contrast Light',
} as const;
export type Theme = keyof typeof themes;

/** What would move, blink or ask during a test is off; what the product does is not touched. */
const quietSettings = {
  'workbench.startupEditor': 'none',
  'telemetry.telemetryLevel': 'off',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'workbench.tips.enabled': false,
  'update.showReleaseNotes': false,
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'git.enabled': false,
  'editor.minimap.enabled': false,
  'files.simpleDialog.enable': true,
  'window.autoDetectColorScheme': false,
};

export interface PrivateHome {
  folder: string;
  /** Command-line arguments that make VS Code use this home. */
  args: string[];
  /** Environment that makes it use this home, free of what npm and an outer VS Code left in ours. */
  env: (extra: Record<string, string>) => NodeJS.ProcessEnv;
  remove: () => void;
}

/** The path is kept short, for VS Code puts a Unix socket into it. */
export function makePrivateHome(settings: Record<string, unknown> = {}): PrivateHome {
  const folder = mkdtempSync(join(tmpdir(), 'sl-'));
  const config = join(folder, 'config.yaml');
  const data = join(folder, 'data');
  const all = { 'workbench.colorTheme': themes.light, ...quietSettings, ...settings };

  mkdirSync(join(data, 'User'), { recursive: true });
  writeFileSync(config, 'auth: none\ncert: false\n');
  writeFileSync(join(data, 'User/settings.json'), JSON.stringify(all, null, 2));

  return {
    folder,
    args: ['--config', config, '--user-data-dir', data, '--extensions-dir', join(folder, 'ext')],
    env: (extra) => ({
      ...withoutOuterEditor(process.env),
      CODE_SERVER_CONFIG: config,
      HOME: folder,
      ...extra,
    }),
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

function withoutOuterEditor(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const foreign = /^(npm_|VSCODE_|ELECTRON_|INNGEST_|STEPLIGHT_|PORT$|PASSWORD$|VITEST|NODE_OPTIONS$|XDG_)/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !foreign.test(name)));
}
