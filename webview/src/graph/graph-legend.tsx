/** Explains the picture, from the same tables that draw it. */
import type { JSX } from 'preact';
import type { EdgeKind, GraphNode, NodeKind } from '../../../server/src/workflow-graph.ts';
import { t } from '../l10n.ts';
import type { NodeStatus } from '../overlay/overlay.ts';
import { edgeLooks, kindLook, statusLooks } from '../view/draw/appearance.ts';
import { StrokeIcon } from '../view/draw/draw-box.tsx';
import { themePaint } from '../view/draw/paint.ts';

const shownKinds: [NodeKind, string | null, string][] = [
  ['start', null, 'what starts the function'],
  ['step', 'run', 'step: its result is kept'],
  ['step', 'waitForEvent', 'waits for an event or signal'],
  ['step', 'sleep', 'sleeps'],
  ['step', 'sendEvent', 'sends events or signals'],
  ['step', 'invoke', 'invokes a function'],
  ['step', 'fetch', 'fetches over HTTP'],
  ['step', 'ai.infer', 'asks a language model'],
  ['loop', null, 'loop'],
  ['try', null, 'guarded by catch'],
  ['call', null, 'function of yours with steps'],
  ['opaque', null, 'steps that the analysis cannot see'],
];

const shownEdges: EdgeKind[] = ['next', 'back', 'timeout', 'error'];

export function GraphLegend({ onClose }: { onClose(): void }): JSX.Element {
  return (
    <section class="sl-legend" aria-label={t('Legend')}>
      <header>
        <h2>{t('Legend')}</h2>
        <button type="button" class="sl-icon-button" aria-label={t('Close legend')} onClick={onClose}>
          <svg width="16" height="16" aria-hidden="true">
            <StrokeIcon x={0} y={0} scale={1} icon="cross" color="currentColor" />
          </svg>
        </button>
      </header>
      <h3>{t('State of a step')}</h3>
      <ul>
        {(Object.keys(statusLooks) as NodeStatus[]).map((status) => (
          <li key={status}>
            <svg width="16" height="16" aria-hidden="true">
              <StrokeIcon
                x={0}
                y={0}
                scale={1}
                icon={statusLooks[status].icon}
                color={themePaint[statusLooks[status].color]}
              />
            </svg>
            <b>{t(statusLooks[status].word)}</b> <span>{t(statusLooks[status].meaning)}</span>
          </li>
        ))}
      </ul>
      <h3>{t('Nodes')}</h3>
      <ul>
        {shownKinds.map(([kind, tool, meaning]) => {
          const look = kindLook(sampleNode(kind, tool));
          return (
            <li key={meaning}>
              <svg width="16" height="16" aria-hidden="true">
                <StrokeIcon x={0} y={0} scale={1} icon={look.icon} color={themePaint[look.color]} />
              </svg>
              <span>{t(meaning)}</span>
            </li>
          );
        })}
      </ul>
      <h3>{t('Edges')}</h3>
      <ul>
        {shownEdges.map((kind) => (
          <li key={kind}>
            <svg width="28" height="16" aria-hidden="true">
              <path
                d="M1 8h24"
                stroke={themePaint[edgeLooks[kind].color]}
                stroke-width="1.5"
                stroke-dasharray={edgeLooks[kind].dash ?? undefined}
              />
            </svg>
            <span>{t(edgeLooks[kind].meaning)}</span>
          </li>
        ))}
        <li>
          <svg width="28" height="16" aria-hidden="true">
            <path d="M1 8h24" stroke={themePaint.green} stroke-width="2.5" />
          </svg>
          <span>{t('taken by this run')}</span>
        </li>
      </ul>
      <h3>{t('Keys')}</h3>
      <p>
        <kbd>←↑→↓</kbd> {t('follow edges')} · <kbd>Enter</kbd> {t('open code')} · <kbd>+</kbd> <kbd>-</kbd>{' '}
        <kbd>0</kbd> {t('zoom, fit')} · <kbd>Esc</kbd> {t('close details')}
      </p>
    </section>
  );
}

function sampleNode(kind: NodeKind, tool: string | null): GraphNode {
  const at = { line: 0, character: 0 };
  const node: GraphNode = { id: '', kind, label: '', range: { start: at, end: at } };
  if (tool) node.step = { tool, id: { kind: 'unknown', source: '' } };
  return node;
}
