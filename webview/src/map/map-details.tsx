/** The panel about the selected member: its links, and where the code makes them. */
import type { JSX } from 'preact';
import type { EventMap, Place } from '../../../server/src/event-map.ts';
import { t } from '../l10n.ts';
import type { FromMap, RunCount } from '../map-protocol.ts';
import { Button } from '../view/button.tsx';
import { PanelHeader } from '../view/panel-header.tsx';
import { factsOf, type MapFact, memberName } from './map-facts.ts';
import { danglingLook, eventRemark, mapLooks } from './map-text.ts';

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
  const look = remarks.length > 0 && event?.origin === 'workspace' ? danglingLook : mapLooks[kind];
  return (
    <section class="sl-inspector" aria-label={t('Details of {0}', name)}>
      <PanelHeader look={look} title={name} code={kind !== 'function'} onClose={props.onClose} />
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
          <Button look="primary" onClick={() => post({ kind: 'open-graph', key: found.key })}>
            {t('Open Graph')}
          </Button>
        ) : null}
        {event && event.origin === 'workspace' ? (
          <Button look="primary" onClick={() => post({ kind: 'send-event', event: event.name })}>
            {t('Send Event')}
          </Button>
        ) : null}
        {props.isFocus ? null : (
          <Button look="secondary" onClick={() => props.onFocus(selected)}>
            {t('Show Neighbors Only')}
          </Button>
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
        <Button look="link" class="sl-map-name" onClick={() => onFocus(key)}>
          {fact.name}
        </Button>
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
    <Button
      look="link"
      class="sl-map-place"
      tip={t('Open {0}', placeText(place))}
      onClick={() => post({ kind: 'open-place', place: { file, range } })}
    >
      {placeText(place)}
    </Button>
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
