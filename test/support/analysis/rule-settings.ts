/**
 * The settings of the rules as package.json and package.nls.json have to declare them. Run as a program
 * (`node test/support/analysis/rule-settings.ts`), it writes them there.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { severities } from '../../../server/src/rules/model/rule.ts';
import { documentationOf, ruleHeads } from '../../../server/src/rules/registry.ts';

const root = join(import.meta.dirname, '../../..');
export const settingPrefix = 'steplight.rules.';

interface Configuration {
  title: string;
  properties: Record<string, unknown>;
}

export interface Manifest {
  contributes: { configuration: Configuration | Configuration[] };
}

const heads = [...ruleHeads.values()].sort((a, b) => a.code.localeCompare(b.code));

export function ruleSettings(): Record<string, unknown> {
  return Object.fromEntries(
    heads.map(({ code, defaultSeverity }) => [
      settingPrefix + code,
      {
        type: 'string',
        enum: [...severities],
        default: defaultSeverity,
        markdownDescription: `%rule.${code}%`,
        scope: 'resource',
      },
    ]),
  );
}

export function ruleTexts(): Record<string, string> {
  return Object.fromEntries(
    heads.map(({ code, title }) => [`rule.${code}`, `${title}. [More](${documentationOf(code)})`]),
  );
}

export function isRuleSetting(name: string): boolean {
  return name.startsWith(settingPrefix);
}

function write(name: string, change: (content: Record<string, unknown>) => void): void {
  const path = join(root, name);
  const content = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  change(content);
  writeFileSync(path, `${JSON.stringify(content, null, 2)}\n`);
}

function without(given: Record<string, unknown>, isOld: (key: string) => boolean): Record<string, unknown> {
  return Object.fromEntries(Object.entries(given).filter(([key]) => !isOld(key)));
}

if (import.meta.main) {
  write('package.json', (content) => {
    const { contributes } = content as unknown as Manifest;
    const all = [contributes.configuration].flat();
    const [general] = all;
    if (!general) throw new Error('package.json declares no settings.');
    const rules: Configuration = { title: '%rules.title%', properties: ruleSettings() };
    contributes.configuration = [
      { ...general, properties: without(general.properties, isRuleSetting) },
      rules,
      ...all.slice(1).filter(({ title }) => title !== rules.title),
    ];
  });
  write('package.nls.json', (content) => {
    const others = without(content, (key) => key.startsWith('rule.'));
    for (const key of Object.keys(content)) delete content[key];
    Object.assign(content, others, { 'rules.title': 'Rules' }, ruleTexts());
  });
}
