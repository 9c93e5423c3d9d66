/** The four variants of the sample, hosted from source, each with its own SDK from npm. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AppRegistry } from '../../../runtime/src/apps/app-registry.ts';
import { systemClock } from '../../../runtime/src/clock.ts';
import { driveFunction } from '../../support/analysis/drive-function.ts';

const sample = resolve(import.meta.dirname, '../../workspaces/contacts-import');

const variants = [
  { folder: 'sdk4', id: 'contacts-sdk4-contacts-import', sdk: 'js:v4.24.0' },
  { folder: 'sdk3', id: 'contacts-sdk3-contacts-import', sdk: 'js:v3.54.2' },
  { folder: 'sdk2', id: 'contacts-sdk-2-contacts-import-and-enrichment', sdk: 'js:v2.7.2' },
  { folder: 'sdk1', id: 'contacts-sdk-1-contacts-import-and-enrichment', sdk: 'js:v1.10.1' },
];

describe.each(variants)('the sample in $folder, hosted', ({ folder, id, sdk }) => {
  let data: string;
  let registry: AppRegistry;

  beforeAll(async () => {
    data = realpathSync(mkdtempSync(join(tmpdir(), 'steplight-sample-')));
    process.env.CONTACTS_DATA_DIR = data;
    registry = new AppRegistry({
      clock: systemClock,
      log: () => {},
      discovery: false,
      apps: [],
      serverOrigin: () => 'http://127.0.0.1:9',
    });
    await registry.configureHost({
      root: join(sample, folder),
      files: ['src/contacts-import.ts'],
      start: true,
    });
    delete process.env.CONTACTS_DATA_DIR;
  });

  afterAll(async () => {
    await registry.stop();
    rmSync(data, { recursive: true, force: true });
  });

  const run = (
    filename: string,
    uploadId: string,
    review: { is_approved: boolean; filters?: unknown } | null = null,
  ) =>
    driveFunction(
      registry.find(id)!.url,
      { name: 'api/contact_list.uploaded', data: { upload_id: uploadId, filename, user_id: 'ada' } },
      (name) => (review ? { name, data: { upload_id: uploadId, ...review } } : null),
    );

  const rows = (sql: string, ...values: string[]) => {
    const database = new DatabaseSync(join(data, 'crm.sqlite'), { readOnly: true });
    try {
      return database.prepare(sql).all(...values);
    } finally {
      database.close();
    }
  };

  test('is known by its id, name, trigger and SDK', () => {
    expect(registry.host()).toMatchObject({ status: 'ready', problem: null });
    expect(registry.all()).toHaveLength(1);
    expect(registry.find(id)).toMatchObject({
      name: 'Contacts Import and enrichment',
      triggers: [{ event: 'api/contact_list.uploaded' }],
      sdk,
      source: 'hosted',
      maxAttempts: 5,
      targetsThisRuntime: true,
    });
  });

  test('an approved upload whose enrichment fails once is imported, every contact exactly once', async () => {
    expect(await run('flaky.csv', 'u-approved', { is_approved: true })).toEqual({
      steps: [
        'Validate upload contents',
        'Enrich contacts information',
        'api/contact_list.reviewed',
        'Create contacts in CRM',
        'Notify user of successful import',
      ],
      failures: ['The enrichment service answered 503: Overloaded, please try again'],
      output: { outcome: 'imported', created: 5, filteredOut: 0 },
    });
    const contacts = rows('SELECT email FROM contacts WHERE upload_id = ? ORDER BY email', 'u-approved');
    expect(contacts.map(({ email }) => email)).toEqual([
      'donald.knuth@volumes.example',
      'frances.allen@optimizers.example',
      'hedy.lamarr@hopping.example',
      'margaret.hamilton@guidance.example',
      'radia.perlman@flaky.example',
    ]);
  });

  test('the filters of the review decide which contacts are created', async () => {
    const { output } = await run('large.csv', 'u-filtered', {
      is_approved: true,
      filters: { min_employees: 250 },
    });
    const created = rows('SELECT employees FROM contacts WHERE upload_id = ?', 'u-filtered');
    expect(created.length).toBeGreaterThan(0);
    expect(created.every(({ employees }) => Number(employees) >= 250)).toBe(true);
    expect(output).toEqual({
      outcome: 'imported',
      created: created.length,
      filteredOut: 500 - created.length,
    });
  });

  test('a rejected list is deleted', async () => {
    const { steps, output } = await run('valid.csv', 'u-rejected', { is_approved: false });
    expect(steps.at(-1)).toBe('Delete uploaded contact lists');
    expect(output).toEqual({ outcome: 'rejected' });
    expect(rows('SELECT * FROM enriched_lists WHERE upload_id = ?', 'u-rejected')).toEqual([]);
  });

  test('an invalid file is reported to the user, with its lines', async () => {
    const { steps, output } = await run('invalid.csv', 'u-invalid');
    expect(steps).toEqual(['Validate upload contents', 'Notify user of invalid contents']);
    expect(output).toEqual({
      outcome: 'invalid',
      errors: [
        'Line 3: "not-an-address" is not an email address',
        'Line 4: last_name is empty',
        'Line 5: linus@kernels.example is already on line 2',
        'Line 6: 3 values for 4 columns',
      ],
    });
  });

  test('when no review arrives, the user is notified', async () => {
    const { steps, output } = await run('valid.csv', 'u-silence');
    expect(steps.at(-1)).toBe('Notify user of missing review');
    expect(output).toEqual({ outcome: 'not reviewed' });
    expect(rows('SELECT text FROM notifications ORDER BY id DESC LIMIT 1')).toEqual([
      { text: 'Nobody reviewed valid.csv within 7 days; it was not imported' },
    ]);
  });
});
