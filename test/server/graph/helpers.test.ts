/** Where steps are reached through other functions: closures, objects, classes, records, generators. */
import { describe, test } from 'vitest';
import { checkFile, checkGraph } from '../../support/analysis/check-graph.ts';

describe('objects and closures', () => {
  test('methods of an object that a factory makes', () => {
    checkGraph(
      `const tools = makeTools(step);
       await tools.save();
       await tools.twice('b');
       function makeTools(s) {
         return { save: () => s.run('save', f), twice: async (id) => { await s.run(id, f); await s.run(id, f); } };
       }`,
      `start -> call tools.save
       call tools.save -> save
       save -> call tools.twice
       call tools.twice -> b
       b -> b #2
       b #2 -> end`,
    );
  });

  test('an object of closures, passed on to another function', () => {
    checkGraph(
      `const runtime = { run: async (id, fn) => parse(await step.run(id, fn)), pause: (id, at) => step.sleepUntil(id, at) };
       await execute(event.data, { runtime });
       async function execute(input, { runtime }) {
         await runtime.run('load', f);
         await runtime.pause('rest', input.at);
       }`,
      `start -> call execute
       call execute -> call runtime.run
       call runtime.run -> load
       load -> call runtime.pause
       call runtime.pause -> sleep until at
       sleep until at -> end`,
    );
  });

  test('the tools under other names', () => {
    checkGraph(
      `const io = { wait: step.sleep, task: step.run.bind(step), send: (events) => step.sendEvent('send', events) };
       await io.wait('rest', '10s');
       await io.task('work', f);
       await io.send([{ name: 'x' }]);`,
      `start -> sleep 10s
       sleep 10s -> work
       work -> call io.send
       call io.send -> send x
       send x -> end`,
    );
  });

  test('a function made by a function, called at once or later', () => {
    checkGraph(
      `const runner = (s) => (id) => (fn) => s.run(id, fn);
       await runner(step)('a')(f);
       const named = runner(step)('b');
       await named(f);`,
      `start -> call runner(step)('a')
       call runner(step)('a') -> a
       a -> call named
       call named -> b
       b -> end`,
    );
  });

  test('a wrapper that passes its arguments on', () => {
    checkGraph(
      `const logged = (fn) => async (...args) => { log(args); return fn(...args); };
       const work = logged(async (s, name) => { await s.run(\`work \${name}\`, f); });
       await work(step, 'x');`,
      `start -> call work
       call work -> call fn
       call fn -> work x
       work x -> end`,
    );
  });

  test('a variable that gets the tools later', () => {
    checkGraph(
      `let run;
       run = step.run;
       await run('a', f);`,
      `start -> a
       a -> end`,
    );
  });

  test('ids that the callers give', () => {
    checkGraph(
      `await ask(step, 'first');
       await ask(step, \`second \${event.data.n}\`);
       await ask(step);
       async function ask(s, what = 'nothing') { await s.run(\`ask \${what}\`, f); }`,
      `start -> call ask
       call ask -> ask first
       ask first -> call ask #2
       call ask #2 -> \`ask second \${event.data.n}\`
       \`ask second \${event.data.n}\` -> call ask #3
       call ask #3 -> ask nothing
       ask nothing -> end`,
    );
  });

  test('ids made of a member of the argument', () => {
    checkGraph(
      `await erase({ step, prefix: 'user' });
       await erase({ step, prefix: 'team' });
       async function erase(args) { await args.step.run(\`\${args.prefix}-erase\`, f); }`,
      `start -> call erase
       call erase -> user-erase
       user-erase -> call erase #2
       call erase #2 -> team-erase
       team-erase -> end`,
    );
  });

  test('step imported from the SDK, several files away', () => {
    checkFile(
      `import { Inngest, step } from 'inngest';
       import { far } from './far';
       const inngest = new Inngest({ id: 'app' });
       inngest.createFunction({ id: 'fn', triggers: { event: 'e' } }, async ({ event }) => { await far(event.data); await step.run('near', f); });
       //- /far.ts
       import { farther } from './farther';
       export async function far(data) { return farther(data); }
       //- /farther.ts
       import { step } from 'inngest';
       export const farther = async (data) => { await step.run('far', f); };`,
      `start -> call far
       call far -> call farther
       call farther -> far
       far -> near
       near -> end`,
    );
  });
});

describe('classes', () => {
  test('a field of the constructor', () => {
    checkGraph(
      `class Importer {
         constructor(private step, private readonly name) {}
         async run() { await this.load(); await this.step.run(\`import \${this.name}\`, f); }
         private async load() { await this.step.run('load', f); }
       }
       await new Importer(step, 'x').run();`,
      `start -> call new Importer(step, 'x').run
       call new Importer(step, 'x').run -> call this.load
       call this.load -> load
       load -> \`import \${this.name}\`
       \`import \${this.name}\` -> end`,
    );
  });

  test('fields that are assigned, arrow functions, private names', () => {
    checkGraph(
      `class Importer {
         #step; tools;
         constructor(options) { this.#step = options.step; this.tools = { again: options.step }; }
         go = async () => { await this.#step.run('go', f); await this.tools.again.run('again', f); };
       }
       const importer = new Importer({ step });
       await importer.go();`,
      `start -> call importer.go
       call importer.go -> go
       go -> again
       again -> end`,
    );
  });

  test('a setter method', () => {
    checkGraph(
      `class Importer { use(step) { this.step = step; } async run() { await this.step.run('a', f); } }
       const importer = new Importer();
       importer.use(step);
       await importer.run();`,
      `start -> call importer.run
       call importer.run -> a
       a -> end`,
    );
  });

  test('base classes and super', () => {
    checkGraph(
      `class Base { constructor(protected step) {} async done() { await this.step.run('done', f); } }
       class Importer extends Base { async done() { await super.done(); await this.step.run('mine', f); } async run() { await this.done(); } }
       await new Importer(step).run();`,
      `start -> call new Importer(step).run
       call new Importer(step).run -> call this.done
       call this.done -> call super.done
       call super.done -> done
       done -> mine
       mine -> end`,
    );
  });

  test('static methods, step as an argument', () => {
    checkGraph(
      `class Jobs { static async run(step) { await step.run('a', f); return Jobs.next(step); } static next(step) { return step.run('b', f); } }
       await Jobs.run(step);`,
      `start -> call Jobs.run
       call Jobs.run -> a
       a -> call Jobs.next
       call Jobs.next -> b
       b -> end`,
    );
  });

  test('an injected service, known by its type', () => {
    checkFile(
      `import { Inngest, type GetStepTools } from 'inngest';
       import { Mailer } from './mailer';
       const inngest = new Inngest({ id: 'app' });
       export class Jobs {
         constructor(private readonly mailer: Mailer) {}
         define() { return inngest.createFunction({ id: 'fn' }, { event: 'e' }, async ({ step }) => { await this.mailer.send(step, 'x'); }); }
       }
       //- /mailer.ts
       export class Mailer {
         async send(step, to) { await step.run('render', f); await this.deliver(step); }
         private async deliver(step) { await step.run('deliver', f); }
       }`,
      `start -> call this.mailer.send
       call this.mailer.send -> render
       render -> call this.deliver
       call this.deliver -> deliver
       deliver -> end`,
    );
  });

  test('one of a factory', () => {
    checkGraph(
      `const importer = await createImporter(step);
       await importer.run();
       async function createImporter(s) { const made = new Importer(s); await made.check(); return made; }
       class Importer { constructor(private s) {} async check() { await this.s.run('check', f); } async run() { await this.s.run('run', f); } }`,
      `start -> call createImporter
       call createImporter -> call made.check
       call made.check -> check
       check -> call importer.run
       call importer.run -> run
       run -> end`,
    );
  });
});

describe('one of several', () => {
  test('a record of functions', () => {
    checkGraph(
      `const handlers = {
         created: async (s) => { await s.run('create', f); },
         removed: async (s) => { await s.run('remove', f); },
       };
       await handlers[event.data.kind](step);
       await step.run('done', f);`,
      `start -> switch (event.data.kind)
       switch (event.data.kind) -case [created]-> call handlers[event.data.kind] created
       switch (event.data.kind) -case [removed]-> call handlers[event.data.kind] removed
       call handlers[event.data.kind] created -> create
       create -> done
       call handlers[event.data.kind] removed -> remove
       remove -> done
       done -> end`,
    );
  });

  test('a registry in other files, looked up by a function', () => {
    checkFile(
      `import { Inngest } from 'inngest';
       import { executorOf } from './registry';
       const inngest = new Inngest({ id: 'app' });
       inngest.createFunction({ id: 'fn' }, { event: 'e' }, async ({ event, step }) => {
         for (const node of event.data.nodes) { const execute = executorOf(node.type); await execute({ node, step }); }
       });
       //- /registry.ts
       import { mail, wait } from './executors';
       const registry: Record<Kind, Executor> = { [Kind.Mail]: mail, [Kind.Other]: mail, [Kind.Wait]: wait as Executor };
       export const executorOf = (kind: Kind) => { const found = registry[kind]; if (!found) throw new Error('none'); return found; };
       //- /executors.ts
       export const mail = async ({ node, step }) => step.run('mail', f);
       export const wait = async ({ step }) => { await step.sleep('rest', '1h'); };`,
      `start -> for (const node of event.data.nodes)
       for (const node of event.data.nodes) -true-> switch (execute)
       for (const node of event.data.nodes) -false-> end
       switch (execute) -case [Kind.Mail, Kind.Other]-> call execute Kind.Mail, Kind.Other
       switch (execute) -case [Kind.Wait]-> call execute Kind.Wait
       call execute Kind.Mail, Kind.Other -> mail
       mail -back-> for (const node of event.data.nodes)
       call execute Kind.Wait -> sleep 1h
       sleep 1h -back-> for (const node of event.data.nodes)`,
    );
  });

  test('entries of a record', () => {
    checkGraph(
      `const stages = { one: () => step.run('one', f), two: () => step.run('two', f) };
       for (const [name, run] of Object.entries(stages)) await run();`,
      `start -> for (const [name, run] of Object.entries(stages))
       for (const [name, run] of Object.entries(stages)) -true-> switch (run)
       for (const [name, run] of Object.entries(stages)) -false-> end
       switch (run) -case [one]-> call run one
       switch (run) -case [two]-> call run two
       call run one -> one
       one -back-> for (const [name, run] of Object.entries(stages))
       call run two -> two
       two -back-> for (const [name, run] of Object.entries(stages))`,
    );
  });

  test('a condition', () => {
    checkGraph(
      `const act = event.data.hard ? hard : soft;
       await act(step);
       async function hard(s) { await s.run('hard', f); }
       async function soft(s) { await s.run('soft', f); }`,
      `start -> event.data.hard?
       event.data.hard? -true-> call act
       event.data.hard? -false-> call act #2
       call act -> hard
       hard -> end
       call act #2 -> soft
       soft -> end`,
    );
  });

  test('functions in a list', () => {
    checkGraph(
      `for (const stage of [one, two]) await stage(step);
       async function one(s) { await s.run('one', f); }
       async function two(s) { await s.run('two', f); }`,
      `start -> for (const stage of [one, two])
       for (const stage of [one, two]) -true-> switch (stage)
       for (const stage of [one, two]) -false-> end
       switch (stage) -case [0]-> call stage 0
       switch (stage) -case [1]-> call stage 1
       call stage 0 -> one
       one -back-> for (const stage of [one, two])
       call stage 1 -> two
       two -back-> for (const stage of [one, two])`,
    );
  });
});

describe('generators', () => {
  test("the loop's body runs at each yield", () => {
    checkGraph(
      `async function* pages(s) {
         for (let page = 0; ; page++) {
           const rows = await s.run(\`page \${page}\`, f);
           if (!rows) return;
           yield rows;
         }
       }
       for await (const rows of pages(step)) {
         if (rows.skip) continue;
         if (rows.last) break;
         await step.run('work', f);
       }
       await step.run('after', f);`,
      `start -> call pages(step)
       call pages(step) -> for (let page = 0; ; page++)
       for (let page = 0; ; page++) -> \`page \${page}\`
       \`page \${page}\` -> !rows?
       !rows? -true-> after
       !rows? -false-> rows.skip?
       rows.skip? -false-> rows.last?
       rows.skip? -back [true]-> for (let page = 0; ; page++)
       rows.last? -true-> after
       rows.last? -false-> work
       after -> end
       work -back-> for (let page = 0; ; page++)`,
    );
  });
});
