import { countText } from './count.ts';

const units = ['KiB', 'MiB', 'GiB'] as const;

/** `8 bytes`, `512 KiB`, `1.5 MiB`, `32 MiB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return countText(bytes, 'byte');
  const power = Math.min(Math.floor(Math.log2(bytes) / 10), units.length);
  return `${Number((bytes / 1024 ** power).toFixed(1))} ${units[power - 1]}`;
}
