/** Entry of the pages of a run and of two compared runs: a bundle of its own, so that the graph's page does not load it. */
import { render } from 'preact';
import { vsCodeChannel } from './channel.ts';
import { ComparisonApp } from './comparison/comparison-app.tsx';
import type { ComparisonPanelState, FromComparison, ToComparison } from './comparison-protocol.ts';
import { useTranslations } from './l10n.ts';
import { RunApp } from './run/run-app.tsx';
import type { FromRunPage, RunPanelState, ToRunPage } from './run-protocol.ts';

const root = document.getElementById('steplight');
if (!root) throw new Error('The page has no element "steplight".');

useTranslations(JSON.parse(root.dataset.strings ?? '{}') as Record<string, string>);
if (root.dataset.page === 'comparison') {
  const channel = vsCodeChannel<ToComparison, FromComparison, ComparisonPanelState>();
  tellErrors(channel.post);
  render(<ComparisonApp channel={channel} />, root);
} else {
  const channel = vsCodeChannel<ToRunPage, FromRunPage, RunPanelState>();
  tellErrors(channel.post);
  render(<RunApp channel={channel} />, root);
}

function tellErrors(post: (message: { kind: 'failed'; message: string }) => void): void {
  window.addEventListener('error', ({ message }) => post({ kind: 'failed', message }));
}
