/** Sources of a shop with one function, for workspaces that are hosted. */
import { driveFunction } from '../analysis/drive-function.ts';
import { type HostedWorkspace, onlyFunction } from './hosted-workspace.ts';

export const client = `
  import { Inngest } from 'inngest';
  export const inngest = new Inngest({ id: 'shop' });
`;

/** A function with the given local id that returns the value of an expression from one step. */
export const functionOf = (id: string, expression: string) => `
  inngest.createFunction({ id: '${id}', triggers: { event: 'shop/paid' } }, async ({ event, step }) =>
    step.run('work', async () => ${expression}))`;

export const paid = { name: 'shop/paid', data: { n: 1 } };

/** What the workspace's only function returns. */
export async function outputOf(workspace: HostedWorkspace): Promise<unknown> {
  return (await driveFunction(onlyFunction(workspace).url, paid)).output;
}
