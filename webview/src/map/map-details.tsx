/** The panel about the selected member: whom it is linked with, and every place in the code that says so. */
import type { JSX } from 'preact';
import type { EventMap, Place } from '../../../server/src/event-map.ts';
import { t } from '../l10n.ts';
import type { FromMap, RunCount } from '../map-protocol.ts';
import { StrokeIcon } from '../view/draw/draw-box.tsx';
import { themePaint } from '../view/draw/paint.ts';
import { factsOf, type MapFact, memberName } from './map-facts.ts';
import { eventRemark, looseLook, mapLooks } from './map-text.ts';

export interface MapDetailsProps {
  map: EventMap;
  /** Key of the member. */
  selected: string;
  isFocus: boolean;
  runs: RunCount | null;
  post(message: FromMap): void;
  onFocus(key: string): void;
  onClose(): void;
}

export function MapDetails(props: MapDetailsProps): JSX.Element {
  const { map, selected, post } = props;
  const name = memberName(map, selected);
  const event = map.events.find(({ key }) => key === selected);
  const found = map.functions.find(({ key }) => key === selected);
  const kind = event ? 'event' : found ? 'function' : 'code';
  const remarks = event ? eventRemark({ kind: 'event', key: event.key, event }) : [];
  const look = remarks.length > 0 && event?.origin === 'workspace' ? looseLook : mapLooks[kind];
  return (
    <section class="sl-inspector" aria-label={t('Details of {0}', name)}>
      <header>
        <svg width="18" height="18" aria-hidden="true">
          <StrokeIcon x={0} y={0} scale={1.1} icon={look.icon} color={themePaint[look.color]} />
        </svg>
        <h2 class={kind === 'function' ? undefined : 'sl-code'}>{name}</h2>
        <button type="button" class="sl-icon-button" aria-label={t('Close details')} onClick={props.onClose}>
          <svg width="16" height="16" aria-hidden="true">
            <StrokeIcon x={0} y={0} scale={1} icon="cross" color="currentColor" />
          </svg>
        </button>
      </header>
      <p class="sl-where">
        {[t(mapLooks[kind].meaning), ...remarks.map((remark) => t(remark))].join(' · ')}
        {found ? (
          <>
            {' · '}
            <PlaceLink place={found} post={post} />
          </>
        ) : null}
      </p>
      {props.runs ? <p class="sl-where">{runText(props.runs)}</p> : null}
      <div class="sl-actions">
        {found ? (
          <button
            type="button"
            class="sl-button"
            onClick={() => post({ kind: 'open-graph', key: found.key })}
          >
            {t('Graph')}
          </button>
        ) : null}
        {event && event.origin === 'workspace' ? (
          <button
            type="button"
            class="sl-button"
            onClick={() => post({ kind: 'send-event', event: event.name })}
          >
            {t('Send event')}
          </button>
        ) : null}
        {props.isFocus ? null : (
          <button type="button" class="sl-button sl-secondary" onClick={() => props.onFocus(selected)}>
            {t('Only its neighbours')}
          </button>
        )}
      </div>
      {factsOf(map, selected).map(({ title, facts }) => (
        <section key={title} class="sl-map-section" aria-label={t(title)}>
          <h3>{t(title)}</h3>
          <ul>
            {facts.map((fact) => (
              <Fact key={`${fact.key} ${fact.name} ${placeText(fact.places[0])}`} fact={fact} {...props} />
            ))}
          </ul>
        </section>
      ))}
    </section>
  );
}

function Fact({ fact, post, onFocus }: { fact: MapFact } & MapDetailsProps): JSX.Element {
  const { key } = fact;
  return (
    <li>
      {key === null ? null : (
        <button type="button" class="sl-link-button sl-map-name" onClick={() => onFocus(key)}>
          {fact.name}
        </button>
      )}
      {fact.places.map((place) => (
        <PlaceLink key={placeText(place)} place={place} post={post} />
      ))}
    </li>
  );
}

function PlaceLink({ place, post }: { place: Place; post: MapDetailsProps['post'] }): JSX.Element {
  const { file, range } = place;
  return (
    <button
      type="button"
      class="sl-link-button sl-map-place"
      title={t('Open {0}', placeText(place))}
      onClick={() => post({ kind: 'open-place', place: { file, range } })}
    >
      {placeText(place)}
    </button>
  );
}

function placeText(place: Place | undefined): string {
  return place ? `${place.file}:${place.range.start.line + 1}` : '';
}

function runText({ total, active, failed }: RunCount): string {
  return [
    total === 1 ? t('1 run') : t('{0} runs', total),
    ...(active > 0 ? [t('{0} active', active)] : []),
    ...(failed > 0 ? [t('{0} failed', failed)] : []),
  ].join(' · ');
}
