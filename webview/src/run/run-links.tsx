/** The runs that have to do with this one, each of which opens its page. */
import type { JSX } from 'preact';
import { t } from '../l10n.ts';
import type { FromRunPage, RunLink } from '../run-protocol.ts';
import { Button } from '../view/button.tsx';
import { runLooks, statusLooks } from '../view/draw/appearance.ts';
import { Icon } from '../view/icon.tsx';

const relations: Record<RunLink['relation'], string> = {
  'invoked-by': 'Invoked by',
  invokes: 'Invokes',
  'rerun-of': 'Rerun of',
  reruns: 'Reruns',
  'deferred-by': 'Deferred by',
  defers: 'Defers',
};

/** More are of no use in a list, and slow it down. */
const mostShown = 50;

export function RunLinks(props: {
  links: readonly RunLink[];
  post(message: FromRunPage): void;
}): JSX.Element | null {
  const { links, post } = props;
  if (links.length === 0) return null;
  return (
    <div class="sl-links">
      <h3>{t('Related runs')}</h3>
      <ul>
        {links.slice(0, mostShown).map((link) => (
          <li key={`${link.relation} ${link.runId} ${link.hashedId}`}>
            <span class="sl-quiet">{t(relations[link.relation])}</span>
            <Link link={link} post={post} />
          </li>
        ))}
      </ul>
      {links.length > mostShown ? (
        <p class="sl-quiet">{t('and {0} more', links.length - mostShown)}</p>
      ) : null}
    </div>
  );
}

function Link({ link, post }: { link: RunLink; post(message: FromRunPage): void }): JSX.Element {
  const { runId, functionName, status } = link;
  const look = status === null ? null : statusLooks[runLooks[status]];
  if (runId === null) return <span>{t('{0} (not started yet)', functionName)}</span>;
  return (
    <span class="sl-link">
      {look ? <Icon name={look.icon} color={look.color} size={14} spinning={look.animated} /> : null}
      <Button look="link" name={t('Open Run {0}', runId)} onClick={() => post({ kind: 'open-run', runId })}>
        {functionName === '' ? runId : `${functionName} · ${runId.slice(-4)}`}
      </Button>
      {status === null ? null : <span class="sl-quiet">{t(status)}</span>}
    </span>
  );
}
