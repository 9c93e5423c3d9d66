/** The settings as they are now, and their changes. What there is to set is in {@link settingsTable}. */
import * as vscode from 'vscode';
import { readSettings, type SettingName, type SettingValues, settingsTable } from './settings-table.ts';

const section = 'steplight';

export class Settings {
  /** Every value, read anew. */
  get values(): SettingValues {
    const configuration = vscode.workspace.getConfiguration(section);
    return readSettings((key, fallback) => configuration.get(key, fallback));
  }

  get<Name extends SettingName>(name: Name): SettingValues[Name] {
    return this.values[name];
  }

  /** Fires once per change, however many of the settings it affects. */
  onDidChange(names: readonly SettingName[], listener: () => void): vscode.Disposable {
    const keys = names.map((name) => `${section}.${settingsTable[name].key}`);
    return vscode.workspace.onDidChangeConfiguration((event) => {
      if (keys.some((key) => event.affectsConfiguration(key))) listener();
    });
  }
}
