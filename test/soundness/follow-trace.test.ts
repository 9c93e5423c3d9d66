/** Which traces the checker accepts as a path through a graph, and which it does not. */
import { describe, expect, test } from 'vitest';
import { filesIn, graphOf, handlerFile } from '../support/analysis/check-graph.ts';
import { followTrace } from './follow-trace.ts';
import { TokenGraph } from './token-graph.ts';
import { parseTrace } from './trace.ts';

/** The index of the first event that the graph does not allow; null: it allows them all. */
function lostAt(body: string, trace: string): number | null {
  const source = handlerFile(body);
  const files = filesIn(source);
  const followed = followTrace(new TokenGraph(graphOf(source), files), parseTrace(trace));
  return followed.kind === 'lost' ? followed.index : null;
}

function allows(body: string, trace: string): void {
  expect(lostAt(body, trace)).toBe(null);
}

/** The last line is the first that is wrong. */
function refuses(body: string, trace: string): void {
  expect(lostAt(body, trace)).toBe(trace.trim().split('\n').length - 1);
}

const a = "step.run('a', f)";
const b = "step.run('b', f)";
const c = "step.run('c', f)";

describe('sequences', () => {
  test('in their order, to the end', () => {
    allows(`await ${a}; await ${b};`, 'a starts\na done\nb starts\nb done\nreturn');
    refuses(`await ${a}; await ${b};`, 'b starts');
    refuses(`await ${a}; await ${b};`, 'a starts\nb starts');
    refuses(`await ${a}; await ${b};`, 'a starts\na done\nreturn');
  });

  test('what fails and is not caught ends the run', () => {
    allows(`await ${a}; await ${b};`, 'a starts\na failed\nthrow');
    refuses(`await ${a}; await ${b};`, 'a starts\na failed\nb starts');
    refuses(`await ${a}; await ${b};`, 'a starts\na failed\nreturn');
  });

  test('what fails and is caught goes on where it is caught', () => {
    const body = `try { await ${a}; } catch (e) { await ${b}; }`;
    allows(body, 'a starts\na failed\nb starts\nb done\nreturn');
    refuses(body, 'a starts\na failed\nthrow');
    refuses(body, 'a starts\na done\nb starts');
  });

  test('the run takes the branch of the answer', () => {
    const body = `if (event.data.k1) { await ${a}; } else { await ${b}; }`;
    allows(body, 'k1 is true\na starts\na done\nreturn');
    refuses(body, 'k1 is true\nb starts');
    refuses(body, 'k1 is false\na starts');
    refuses(body, 'a starts');
  });

  test('a switch falls through, and takes the default for the rest', () => {
    const body = `switch (event.data.n1) { case 0: await ${a}; case 1: await ${b}; break; default: await ${c}; }`;
    allows(body, 'n1 is 0\na starts\na done\nb starts\nb done\nreturn');
    allows(body, 'n1 is 3\nc starts\nc done\nreturn');
    refuses(body, 'n1 is 1\na starts');
    refuses(body, 'n1 is 3\nb starts');
  });

  test('a wait that returned null takes the null path', () => {
    const body = `const w = await step.waitForEvent('w', { event: 'e', timeout: '1h' });
      if (w) { await ${a}; } else { await ${b}; }`;
    allows(body, 'waitForEvent w starts\nw null\nb starts');
    refuses(body, 'waitForEvent w starts\nw null\na starts');
    refuses(body, 'waitForEvent w starts\nw done\nb starts');
  });

  test('loops iterate as often as the answers say', () => {
    const body = `for (const x of event.data.l1) { await step.run(\`a-\${x}\`, f); }`;
    allows(body, 'l1 is true\na-0 starts\na-0 done\nl1 is true\na-1 starts\na-1 done\nl1 is false\nreturn');
    refuses(body, 'l1 is true\na-0 starts\na-0 done\na-1 starts');
    refuses(body, 'l1 is false\na-0 starts');
  });
});

describe('parallel steps', () => {
  test('all are started, and all are awaited', () => {
    const body = `await Promise.all([${a}, ${b}]); await ${c};`;
    allows(body, 'a starts\nb starts\nb done\na done\nc starts');
    refuses(body, 'a starts\nb starts\nb done\nc starts');
  });

  test('one failure is enough; the others are ignored', () => {
    const body = `try { await Promise.all([${a}, ${b}]); } catch (e) { await ${c}; }`;
    allows(body, 'a starts\nb starts\nb failed\nc starts\na done\nc done\nreturn');
    refuses(body, 'a starts\nb starts\nb failed\nreturn');
  });

  test('the first decides a race', () => {
    const body = `await Promise.race([${a}, ${b}]); await ${c};`;
    allows(body, 'a starts\nb starts\nb done\nc starts\na failed\nc done\nreturn');
    allows(body, 'a starts\nb starts\nb failed\nthrow');
    refuses(body, 'a starts\nb starts\nc starts');
  });

  test('as many as there are elements', () => {
    const body = `await Promise.all(event.data.l1.map((x) => step.run(\`a-\${x}\`, f))); await ${b};`;
    allows(body, 'l1 has 2\na-0 starts\na-1 starts\na-1 done\na-0 done\nb starts');
    allows(body, 'l1 has 0\nb starts');
    refuses(body, 'l1 has 2\na-0 starts\na-0 done\nb starts');
    refuses(body, 'l1 has 1\na-0 starts\na-1 starts');
  });

  test('code for each element that always throws rejects the promise of the list', () => {
    const body = `await Promise.all(event.data.l1.map(async (x) => { await step.run(\`a-\${x}\`, f); throw new Error('no'); })); await ${b};`;
    allows(body, 'l1 has 2\na-0 starts\na-1 starts\na-1 done\nthrow');
    allows(body, 'l1 has 0\nb starts');
    refuses(body, 'l1 has 1\na-0 starts\nb starts');
    refuses(body, 'l1 has 2\na-0 starts\na-1 starts\na-1 done\nreturn');
  });

  test('code that always throws rejects the parallel promises, too', () => {
    const body = `try { await Promise.all([${a}, (async () => { await ${b}; throw new Error('no'); })()]); } catch (e) { await ${c}; }`;
    allows(body, 'a starts\nb starts\nb done\nc starts\na done\nc done\nreturn');
    refuses(body, 'a starts\nb starts\na done\nc starts');
    refuses(body, 'a starts\nb starts\nb done\nreturn');
  });

  test('a list that is not awaited is started once per element', () => {
    const body = `const p = (async () => {
        await Promise.all(event.data.l1.map((x) => step.run(\`a-\${x}\`, f)));
      })();
      await ${b};`;
    allows(body, 'l1 has 2\na-0 starts\na-1 starts\nb starts\nb done\nreturn');
    refuses(body, 'l1 has 1\na-0 starts\na-1 starts');
  });

  test('a step that was started early is joined where it is awaited', () => {
    const body = `const p = ${a}; await ${b}; await p; await ${c};`;
    allows(body, 'a starts\nb starts\nb done\na done\nc starts');
    allows(body, 'a starts\nb starts\na failed\nb done\nthrow');
    refuses(body, 'a starts\nb starts\nb done\nc starts');
    refuses(body, 'b starts\nb done\nc starts');
  });
});

describe('several paths', () => {
  test('what is started in a `finally` goes on while the code returns or throws again', () => {
    const body = `try { await ${a}; } finally { const p = ${b}; }`;
    allows(body, 'a starts\na done\nb starts\nreturn');
    allows(body, 'a starts\na failed\nb starts\nthrow');
    refuses(body, 'a starts\nb starts');
  });

  test('parallel edges to one node all count as taken, although one explains the run', () => {
    const source = handlerFile(`try { await Promise.any([${a}, ${b}]); } catch (e) {} await ${c};`);
    const graph = graphOf(source);
    const trace = 'a starts\nb starts\na failed\nb failed\nc starts\nc done\nreturn';
    const followed = followTrace(new TokenGraph(graph, filesIn(source)), parseTrace(trace));
    const kinds = followed.kind === 'lost' ? [] : [...followed.edges].map(kindOf);
    expect(kinds).toContain('error');
    function kindOf(id: string) {
      const edge = graph.edges.find((each) => each.id === id);
      return edge && graph.nodes.find((node) => node.id === edge.from)?.kind === 'join' ? edge.kind : '';
    }
  });
});
