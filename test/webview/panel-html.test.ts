/** The page's frame. */
import { expect, test } from 'vitest';
import { panelHtml } from '../../webview/src/public.ts';

const html = panelHtml({
  cspSource: 'https://panel.test',
  nonce: 'n0nce',
  scriptUri: 'https://panel.test/webview.js?a=1&b="2"',
  styleUri: 'https://panel.test/webview.css',
  workerUri: 'https://panel.test/elk-worker.js',
  strings: { Legend: 'Légende "<b>"' },
});

test('nothing is allowed that is not named: no inline script, no eval, no other place', () => {
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
  expect(policy.split('; ')).toEqual([
    "default-src 'none'",
    "script-src 'nonce-n0nce'",
    'style-src https://panel.test',
    'font-src https://panel.test',
    'img-src https://panel.test data:',
    'connect-src https://panel.test',
    'worker-src blob:',
  ]);
  expect(html).not.toMatch(/unsafe|<script(?![^>]*nonce="n0nce")|\son\w+=|style="/);
});

test('addresses and translations are escaped', () => {
  expect(html).toContain('src="https://panel.test/webview.js?a=1&amp;b=&quot;2&quot;"');
  const strings = /data-strings="([^"]*)"/.exec(html)?.[1] ?? '';
  const read = strings
    .replace(/&quot;/g, '"')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');
  expect(JSON.parse(read)).toEqual({ Legend: 'Légende "<b>"' });
});
