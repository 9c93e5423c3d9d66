import { test } from 'vitest';
import { ruleChecker } from '../../support/analysis/check-rule.ts';

const rule = ruleChecker('unreachable-step');

test('after a return', () =>
  rule.finds(`await step.run('a', work);\nreturn 1;\nawait [|step.run('b', work)|];\nnext();`, {
    says: 'Step "b" can never be reached because of the `return` on line 4.',
    severity: 'warning',
    fix: 'Remove the step',
    after: `await step.run('a', work);\nreturn 1;\nnext();`,
  }));

test('after branches that both leave, and after an endless loop', async () => {
  await rule.finds(
    `if (event.data.x) return 1;\nelse { throw new Error('x'); }\nconst b = await [|step.run('b', work)|];`,
    {
      says: 'because of the `if`',
      fix: 'Remove the step',
      after: `if (event.data.x) return 1;\nelse { throw new Error('x'); }`,
    },
  );
  await rule.finds(`while (true) {\n  await step.sleep('pause', '1h');\n}\n[|step.run('b', work)|];`, {
    says: 'because of the `while`',
    fix: 'Remove the step',
    after: `while (true) {\n  await step.sleep('pause', '1h');\n}`,
  });
});

test('steps that can be reached', () =>
  rule.isSilent(
    `if (event.data.x) return 1;
     while (true) {
       if (await step.run('a', work)) break;
     }
     try {
       throw new Error('x');
     } catch {
       await step.run('b', work);
     }
     switch (event.data.y) {
       case 1:
         return 2;
       default:
         await step.run('c', work);
     }`,
  ));
