import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';

/** Stands in for the bucket that uploads go to: the sample's `uploads` folder. */
const uploadsFolder = resolve(import.meta.dirname, '../../uploads');

/** @throws when there is no such file. */
export async function downloadUpload(filename: string): Promise<string> {
  if (filename !== basename(filename)) throw new Error(`"${filename}" is not the name of an upload`);
  return readFile(resolve(uploadsFolder, filename), 'utf8');
}
