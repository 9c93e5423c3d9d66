/** An app is named by a URL, a host and port, or a port. */
import { expect, test } from 'vitest';
import { appUrl } from '../../../extension/src/runtime/app-url.ts';

function checkUrl(text: string, expected: string | null): void {
  expect(appUrl(text)).toBe(expected);
}

test('a port, with or without a path', () => {
  checkUrl('4000', 'http://localhost:4000/');
  checkUrl(':4000', 'http://localhost:4000/');
  checkUrl('4000/api/jobs', 'http://localhost:4000/api/jobs');
});

test('a host and a URL', () => {
  checkUrl('my-app.test:4000', 'http://my-app.test:4000/');
  checkUrl(' https://my-app.test/api/inngest ', 'https://my-app.test/api/inngest');
});

test('anything else is refused', () => {
  checkUrl('', null);
  checkUrl('70000', null);
  checkUrl('ftp://my-app.test', null);
  checkUrl('my app', null);
  checkUrl('file:///etc/passwd', null);
});
