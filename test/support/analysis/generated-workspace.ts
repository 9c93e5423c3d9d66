/** Workspaces of any size for measuring: plain modules, and among them modules that define a function. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface GeneratedWorkspace {
  folder: string;
  functionFiles: string[];
  remove(): void;
}

/** `functions` of the `files` define one function each; the rest is ordinary code of the same size. */
export function generateWorkspace(files: number, functions: number): GeneratedWorkspace {
  const folder = mkdtempSync(join(tmpdir(), 'steplight-bench-'));
  const every = Math.floor(files / functions);
  const functionFiles: string[] = [];
  writeFileSync(join(folder, 'package.json'), '{ "dependencies": { "inngest": "^4.0.0" } }\n');
  writeFileSync(
    join(folder, 'client.ts'),
    "import { Inngest } from 'inngest';\nexport const inngest = new Inngest({ id: 'bench' });\n",
  );
  for (let index = 0; index < files; index += 1) {
    const part = join(folder, `part-${Math.floor(index / 100)}`);
    if (index % 100 === 0) mkdirSync(part);
    const isFunction = index % every === 0 && functionFiles.length < functions;
    const path = join(part, `module-${index}.ts`);
    if (isFunction) functionFiles.push(path);
    writeFileSync(path, isFunction ? functionModule(index, 60) : plainModule(index));
  }
  return { folder, functionFiles, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function plainModule(index: number): string {
  const parts = Array.from(
    { length: 12 },
    (_, part) => `export function work${part}(items: readonly Item${index}[]): number {
  let total = ${part};
  for (const item of items) total += item.amount * ${part + 1};
  return total;
}
`,
  );
  return `export interface Item${index} { id: string; amount: number }\n${parts.join('')}`;
}

/** A function of about `lines` lines: steps, decisions, a wait, a loop, parallel branches, over and over. */
export function functionModule(index: number, lines: number): string {
  const sections: string[] = [];
  for (let section = 0; section * 20 < lines; section += 1) sections.push(sectionOf(section));
  return `import { inngest } from '../client';

export const function${index} = inngest.createFunction(
  { id: 'function-${index}', name: 'Function ${index}', triggers: { event: 'bench/event.${index}' } },
  async ({ event, step }) => {
${sections.join('')}  },
);
`;
}

function sectionOf(n: number): string {
  return `    const loaded${n} = await step.run('load ${n}', async () => {
      const answer = await fetch(\`https://example.com/\${event.data.id}/${n}\`);
      return (await answer.json()) as { ok: boolean; items: string[] };
    });
    if (!loaded${n}.ok) {
      await step.run('report ${n}', () => console.log('not ok', loaded${n}.items.length));
      throw new Error('section ${n} is not ok');
    }
    for (const item of loaded${n}.items) {
      if (item === '') continue;
      await step.run('store ${n}', () => console.log(item));
    }
    const review${n} = await step.waitForEvent('review ${n}', {
      event: 'bench/reviewed.${n}', timeout: '7d', match: 'data.id',
    });
    if (!review${n}) await step.sendEvent('remind ${n}', { name: 'bench/reminder', data: event.data });
    await Promise.all([
      step.run('left ${n}', () => review${n}?.data.left ?? 0),
      step.run('right ${n}', () => review${n}?.data.right ?? 0),
    ]);
`;
}
