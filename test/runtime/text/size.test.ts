import { expect, test } from 'vitest';
import { sizeText } from '../../../runtime/src/text/size.ts';

test.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [8, '8 bytes'],
  [1023, '1023 bytes'],
  [1024, '1 KiB'],
  [512 * 1024, '512 KiB'],
  [1.5 * 1024 ** 2, '1.5 MiB'],
  [32 * 1024 ** 2, '32 MiB'],
  [3 * 1024 ** 4, '3072 GiB'],
])('%d bytes are %s', (bytes, text) => expect(sizeText(bytes)).toBe(text));
