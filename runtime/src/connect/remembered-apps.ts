/**
 * Keeps the functions of connected apps on disk: after a restart of the runtime their workers may need minutes to come back, and
 * events that arrive in the meantime must start their functions.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RegisteredApp } from '../registration/registered-app.ts';

export interface RememberedApps {
  load(): RegisteredApp[];
  save(apps: readonly RegisteredApp[]): void;
}

/** Grows when an older file can no longer be read. */
const version = 1;

interface File {
  version: typeof version;
  apps: RegisteredApp[];
}

/** @param folder the runtime's data folder. */
export function rememberedApps(folder: string, log: (level: 'warn', text: string) => void): RememberedApps {
  const path = join(folder, 'connected-apps.json');
  return {
    load() {
      try {
        const file = JSON.parse(readFileSync(path, 'utf8')) as Partial<File>;
        return file.version === version && Array.isArray(file.apps) ? file.apps : [];
      } catch {
        // It does not exist yet, or is damaged: the workers name their functions again.
        return [];
      }
    },
    save(apps) {
      const file: File = { version, apps: [...apps] };
      try {
        writeFileSync(`${path}.new`, JSON.stringify(file), { mode: 0o600 });
        renameSync(`${path}.new`, path);
      } catch (error) {
        log('warn', `The functions of connected apps could not be saved: ${String(error)}`);
      }
    },
  };
}
