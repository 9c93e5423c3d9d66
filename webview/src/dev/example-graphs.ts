/** Graphs of the development page: small, middle and huge. */
import type { WorkflowGraph } from '../../../server/src/workflow-graph.ts';
import { graphFromText } from './graph-notation.ts';

export const contactsImport: WorkflowGraph = graphFromText(`
  function Contacts Import and enrichment on api/contact_list.uploaded sdk 4
  validate: run "Validate upload contents"
  valid: decision "!validation.isValid"
  invalid: run "Notify user of invalid contents"
  endInvalid: end "return"
  enrich: run "Enrich contacts information"
  review: waitForEvent "wait-for-review" event=api/contact_list.reviewed timeout=7d match=data.upload_id
  nobody: run "Notify user that the review expired"
  endNobody: end "return"
  rejected: decision "review.data.is_approved === false"
  delete: run "Delete uploaded contact lists"
  endRejected: end "return"
  create: run "Create contacts in CRM"
  success: run "Notify user of successful import"
  start -> validate -> valid
  valid -true-> invalid -> endInvalid
  valid -false-> enrich -> review
  review -> rejected
  review -timeout-> nobody -> endNobody
  rejected -true-> delete -> endRejected
  rejected -false-> create -> success -> end
`);

export const orderFulfilment: WorkflowGraph = graphFromText(`
  function Fulfil order on shop/order.paid if event.data.total > 0, cron 0 6 * * * sdk 4
  load: run "load-order"
  fork: fork "Promise.all"
  reserve: run "reserve-stock"
  fraud: ai.infer "screen-for-fraud"
  rate: fetch "shipping rates"
  join: join ""
  items: loop "for (const item of order.items)"
  pick: run "pick item" pattern="^pick-.*$" in=items
  backorder: decision "!picked.available" in=items
  wait: waitForEvent "restocked" event=warehouse/item.restocked timeout=3d if="async.data.sku == event.data.sku" in=items
  skip: run "mark as unavailable" in=items
  pack: run "pack item" in=items
  try: try "try"
  charge: invoke "charge-card" function=billing-charge-card in=try
  catch: catch "catch (error)"
  refund: call "refundAndTell(order, error)"
  release: run "release stock" in=refund
  tell: sendEvent "tell customer" event=shop/order.refused in=refund
  endThrow: end "throw"
  cool: sleep "cooling-off" duration=2h
  handler: opaque "courier.ship(step, order)"
  publish: realtime.publish "publish progress"
  start -> load -> fork
  fork -> reserve -> join
  fork -> fraud -> join
  fork -> rate -> join
  join -> items
  items -> pick -> backorder
  backorder -true-> wait -> pack
  wait -timeout-> skip
  backorder -false-> pack
  pack -back-> items
  skip -back-> items
  items -next[done]-> try -> charge -> cool
  charge -error-> catch -> refund -> release -> tell -> endThrow
  cool -> handler -> publish -> end
`);

/** A made-up function with about `size` nodes: sequences, decisions, waits, loops and forks in turn. */
export function hugeGraph(size: number): WorkflowGraph {
  const lines = ['function Huge on load/started sdk 4'];
  let last = 'start';
  let count = 0;
  for (let part = 0; count < size - 2; part += 1) {
    const name = (suffix: string): string => `p${part}${suffix}`;
    switch (part % 5) {
      case 0:
        lines.push(
          `${name('a')}: run "Step ${part} reads"`,
          `${name('b')}: run "Step ${part} writes the result"`,
        );
        lines.push(`${last} -> ${name('a')} -> ${name('b')}`);
        last = name('b');
        count += 2;
        break;
      case 1:
        lines.push(`${name('d')}: decision "state.kind === ${part}"`);
        lines.push(`${name('t')}: run "Handle kind ${part}"`, `${name('f')}: run "Handle the others"`);
        lines.push(`${name('m')}: run "Go on after ${part}"`);
        lines.push(`${last} -> ${name('d')} -true-> ${name('t')} -> ${name('m')}`);
        lines.push(`${name('d')} -false-> ${name('f')} -> ${name('m')}`);
        last = name('m');
        count += 4;
        break;
      case 2:
        lines.push(
          `${name('w')}: waitForEvent "answer ${part}" event=load/answered timeout=1d match=data.id`,
        );
        lines.push(`${name('g')}: run "Give up ${part}"`, `${name('e')}: end "return"`);
        lines.push(`${last} -> ${name('w')} -timeout-> ${name('g')} -> ${name('e')}`);
        last = name('w');
        count += 3;
        break;
      case 3:
        lines.push(`${name('l')}: loop "for (const page of pages)"`);
        lines.push(
          `${name('x')}: run "Fetch page" in=${name('l')}`,
          `${name('y')}: run "Store page" in=${name('l')}`,
        );
        lines.push(`${last} -> ${name('l')} -> ${name('x')} -> ${name('y')} -back-> ${name('l')}`);
        last = name('l');
        count += 3;
        break;
      default:
        lines.push(`${name('k')}: fork "Promise.all"`, `${name('j')}: join ""`);
        for (const branch of ['a', 'b', 'c']) {
          lines.push(`${name(branch)}: run "Branch ${branch} of ${part}"`);
          lines.push(`${name('k')} -> ${name(branch)} -> ${name('j')}`);
        }
        lines.push(`${last} -> ${name('k')}`);
        last = name('j');
        count += 5;
    }
  }
  lines.push(`${last} -> end`);
  return graphFromText(lines.join('\n'));
}
