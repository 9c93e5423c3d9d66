/** Filter, the way back, how far to look, and the camera's buttons. */
import type { JSX } from 'preact';
import type { EventMap } from '../../../server/src/event-map.ts';
import { t } from '../l10n.ts';
import { Button } from '../view/button.tsx';
import { CameraButtons } from '../view/camera-buttons.tsx';
import { Toggle } from '../view/toggle.tsx';
import type { PictureControls } from '../view/use-picture.ts';
import { memberName } from './map-facts.ts';
import { isListShown, type MapAction, type MapState } from './map-model.ts';
import type { MapScope } from './map-picture.ts';

export interface MapToolbarProps {
  state: MapState;
  controls: PictureControls | null;
  scale: number;
  dispatch(action: MapAction): void;
  onSave(): void;
}

const distances = [1, 2, 3, 4];

export function MapToolbar({ state, controls, scale, dispatch, onSave }: MapToolbarProps): JSX.Element {
  const { map, choice, shown } = state;
  const isInside = choice.focus !== null || choice.group !== null || choice.filter !== '';
  return (
    <div class="sl-toolbar" role="toolbar" aria-label={t('Event Map')}>
      <div class="sl-pickers">
        <Toggle
          pressed={isListShown(state)}
          name={t('List functions and events')}
          onClick={() => dispatch({ kind: 'toggle-list' })}
        >
          {t('List')}
        </Toggle>
        <input
          type="search"
          class="sl-filter"
          placeholder={t('Filter functions and events')}
          aria-label={t('Filter functions and events')}
          value={choice.filter}
          onInput={(event) => dispatch({ kind: 'filter', text: event.currentTarget.value })}
        />
        {isInside ? (
          <Button look="secondary" onClick={() => dispatch({ kind: 'open-group', key: null })}>
            {t('Show Whole Map')}
          </Button>
        ) : null}
        {choice.focus === null ? null : (
          <select
            aria-label={t('Distance')}
            value={choice.hops}
            onChange={(change) => dispatch({ kind: 'hops', hops: Number(change.currentTarget.value) })}
          >
            {distances.map((hops) => (
              <option key={hops} value={hops}>
                {hops === 1 ? t('1 link away') : t('{0} links away', hops)}
              </option>
            ))}
          </select>
        )}
        {map && shown ? (
          <span class="sl-quiet sl-scope" role="status">
            {scopeText(shown.picture.scope, state)}
          </span>
        ) : null}
      </div>
      {shown ? (
        <div class="sl-tools">
          <Toggle
            pressed={state.legend}
            name={t('Legend')}
            onClick={() => dispatch({ kind: 'toggle-legend' })}
          >
            {t('Legend')}
          </Toggle>
          <span class="sl-gap" />
          <CameraButtons controls={controls} scale={scale} onSave={onSave} />
        </div>
      ) : null}
    </div>
  );
}

function sizeText({ functions, events }: EventMap): string {
  const sizes = [
    functions.length === 1 ? t('1 function') : t('{0} functions', functions.length),
    events.length === 1 ? t('1 event') : t('{0} events', events.length),
  ];
  return sizes.join(', ');
}

function scopeText(scope: MapScope, { map }: MapState): string {
  if (!map) return '';
  switch (scope.kind) {
    case 'all':
      return sizeText(map);
    case 'groups':
      return t('{0}, by app and folder. Select one.', sizeText(map));
    case 'group':
      return scope.group.name;
    case 'neighbors':
      return t('neighbors of {0}', memberName(map, scope.key));
    case 'matches':
      return scope.count === 1 ? t('1 match') : t('{0} matches', scope.count);
  }
}
