/** Entry of the page of a run: a bundle of its own, so that the graph's page does not load it. */
import { render } from 'preact';
import { vsCodeChannel } from './channel.ts';
import { useTranslations } from './l10n.ts';
import { RunApp } from './run/run-app.tsx';
import type { FromRunPage, RunPanelState, ToRunPage } from './run-protocol.ts';

const root = document.getElementById('steplight');
if (!root) throw new Error('The page has no element "steplight".');

useTranslations(JSON.parse(root.dataset.strings ?? '{}') as Record<string, string>);
const channel = vsCodeChannel<ToRunPage, FromRunPage, RunPanelState>();
window.addEventListener('error', ({ message }) => channel.post({ kind: 'failed', message }));
render(<RunApp channel={channel} />, root);
