/** What is in a zip file, from its central directory (APPNOTE 4.3.12). A .vsix is a zip file. */
import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';

export interface ZipEntry {
  name: string;
  /** Bytes when unpacked. */
  size: number;
  read: () => Buffer;
}

const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;

export function listZip(file: string): ZipEntry[] {
  const bytes = readFileSync(file);
  let end = bytes.length - 22;
  while (end >= 0 && bytes.readUInt32LE(end) !== endOfDirectory) end--;
  if (end < 0) throw new Error(`${file} is not a zip file`);

  const entries: ZipEntry[] = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    if (bytes.readUInt32LE(at) !== directoryEntry) throw new Error(`${file}: broken directory`);
    const method = bytes.readUInt16LE(at + 10);
    const packed = bytes.readUInt32LE(at + 20);
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) =>
      bytes.readUInt16LE(at + offset),
    );
    const start = bytes.readUInt32LE(at + 42);
    entries.push({
      name: bytes.toString('utf8', at + 46, at + 46 + nameLength!),
      size: bytes.readUInt32LE(at + 24),
      read: () => {
        const data = start + 30 + bytes.readUInt16LE(start + 26) + bytes.readUInt16LE(start + 28);
        const content = bytes.subarray(data, data + packed);
        return method === 0 ? content : inflateRawSync(content);
      },
    });
    at += 46 + nameLength! + extraLength! + commentLength!;
  }
  return entries;
}
