/**
 * Reads a write-ahead log (https://www.sqlite.org/fileformat2.html#the_write_ahead_log). SQLite ignores everything after the first
 * frame whose checksum is wrong, without a word; here the frames after it count, too.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

export interface LogFrame {
  /** Number of the page that it is a version of. */
  page: number;
  /** Of the page's bytes in the file. */
  offset: number;
  isIntact: boolean;
}

export interface WriteAheadLog {
  pageSize: number;
  /** What was committed, in order. */
  frames: readonly LogFrame[];
  /** Pages of the database after the last commit; null: none is readable. */
  pageCount: number | null;
  isDamaged: boolean;
  /** Of some frames not even the page is known. */
  lacksFrames: boolean;
}

const headerBytes = 32;
const frameHeaderBytes = 24;
/** The lowest bit says in which order the bytes of the words of the checksum are. */
const magic = 0x377f0682;

type Sum = readonly [number, number];

/** Null when there is none. */
export function readLog(path: string): WriteAheadLog | null {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  try {
    const { size } = fstatSync(file);
    return size > headerBytes ? readFrames(file, size) : null;
  } finally {
    closeSync(file);
  }
}

interface FoundFrame extends LogFrame {
  /** Which log it is of, as its salts say. */
  origin: 'this' | 'earlier' | 'unknown';
  /** Of a commit: pages of the database; otherwise 0. */
  databasePages: number;
}

function readFrames(file: number, size: number): WriteAheadLog {
  const header = readAt(file, 0, headerBytes);
  const found = header.readUInt32BE(0);
  const isBigEndian = found === magic + 1;
  const isHeaderIntact =
    (found === magic || isBigEndian) &&
    isSame(sumOf(header.subarray(0, 24), [0, 0], isBigEndian), storedSum(header, 24));
  const pageSize = isPageSize(header.readUInt32BE(8)) ? header.readUInt32BE(8) : 4096;
  const frameBytes = frameHeaderBytes + pageSize;
  if (size < headerBytes + frameBytes) {
    return { pageSize, frames: [], pageCount: null, isDamaged: false, lacksFrames: false };
  }
  const salts = isHeaderIntact ? header.subarray(16, 24) : latestSalts(file, size, frameBytes);
  let before = storedSum(header, 24);
  const all: FoundFrame[] = [];
  for (let offset = headerBytes; offset + frameBytes <= size; offset += frameBytes) {
    const frame = readAt(file, offset, frameBytes);
    const origin = originOf(frame.subarray(8, 16), salts);
    const sum = storedSum(frame, 16);
    const afterHeader = sumOf(frame.subarray(0, 8), before, isBigEndian);
    const isIntact =
      origin === 'this' && isSame(sumOf(frame.subarray(frameHeaderBytes), afterHeader, isBigEndian), sum);
    all.push({
      page: frame.readUInt32BE(0),
      offset: offset + frameHeaderBytes,
      isIntact,
      origin,
      databasePages: origin === 'this' ? frame.readUInt32BE(4) : 0,
    });
    before = sum;
  }
  return committed(all, pageSize, isHeaderIntact);
}

/** What follows the last commit was never finished, or is left from an earlier log. */
function committed(all: readonly FoundFrame[], pageSize: number, isHeaderIntact: boolean): WriteAheadLog {
  const end = all.findLastIndex(({ databasePages }) => databasePages > 0) + 1;
  const frames = all.slice(0, end);
  const lastCommit = frames.findLast(({ databasePages, isIntact }) => databasePages > 0 && isIntact);
  const lacksFrames =
    frames.some(({ origin }) => origin !== 'this') ||
    all.slice(end).some(({ origin }) => origin === 'unknown');
  return {
    pageSize,
    frames,
    pageCount: lastCommit?.databasePages ?? null,
    lacksFrames,
    isDamaged:
      lacksFrames || (frames.length > 0 && (!isHeaderIntact || frames.some(({ isIntact }) => !isIntact))),
  };
}

/** Each log begins with a greater salt than the one before, in the same file. */
function originOf(salts: Buffer, current: Buffer): FoundFrame['origin'] {
  if (salts.equals(current)) return 'this';
  const age = (current.readUInt32BE(0) - salts.readUInt32BE(0)) >>> 0;
  return age > 0 && age < maxLogsBefore ? 'earlier' : 'unknown';
}

const maxLogsBefore = 1 << 20;

/** When the header does not say it. */
function latestSalts(file: number, size: number, frameBytes: number): Buffer {
  const counts = new Map<string, number>();
  for (let offset = headerBytes; offset + frameBytes <= size; offset += frameBytes) {
    const salts = readAt(file, offset + 8, 8).toString('hex');
    counts.set(salts, (counts.get(salts) ?? 0) + 1);
  }
  counts.delete('0'.repeat(16));
  const usual = [...counts].filter(([, count]) => count > 1);
  const [latest] = (usual.length > 0 ? usual : [...counts])
    .map(([salts]) => salts)
    .sort()
    .reverse();
  return Buffer.from(latest ?? '0'.repeat(16), 'hex');
}

function readAt(file: number, offset: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  readSync(file, bytes, 0, length, offset);
  return bytes;
}

function storedSum(bytes: Buffer, offset: number): Sum {
  return [bytes.readUInt32BE(offset), bytes.readUInt32BE(offset + 4)];
}

function isSame(one: Sum, other: Sum): boolean {
  return one[0] === other[0] && one[1] === other[1];
}

function sumOf(bytes: Buffer, start: Sum, isBigEndian: boolean): Sum {
  let [first, second] = start;
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    const low = isBigEndian ? bytes.readInt32BE(at) : bytes.readInt32LE(at);
    const high = isBigEndian ? bytes.readInt32BE(at + 4) : bytes.readInt32LE(at + 4);
    first = (first + low + second) | 0;
    second = (second + high + first) | 0;
  }
  return [first >>> 0, second >>> 0];
}

export function isPageSize(bytes: number): boolean {
  return bytes >= 512 && bytes <= 65_536 && (bytes & (bytes - 1)) === 0;
}
