/** Reads the cells of b-tree pages, whatever state their tree is in (https://www.sqlite.org/fileformat2.html#b_tree_pages). */

export type Value = null | number | string;

export interface Cell {
  /** Null in an index. */
  rowid: number | null;
  values: Value[];
}

export const treeKinds = { indexInterior: 2, tableInterior: 5, indexLeaf: 10, tableLeaf: 13 } as const;

/** Reads an overflow page. */
type ReadPage = (number: number) => Buffer | null;

export interface TreePage {
  kind: number;
  cells: Cell[];
  /** Some of its cells could not be read, or it is no page of a tree. */
  isDamaged: boolean;
}

/** @param start of the page's header: 100 on the first page, otherwise 0. */
export function readTreePage(page: Buffer, start: number, readPage: ReadPage): TreePage {
  const kind = page[start]!;
  const isLeaf = kind === treeKinds.tableLeaf || kind === treeKinds.indexLeaf;
  if (!isLeaf && kind !== treeKinds.tableInterior && kind !== treeKinds.indexInterior) {
    return { kind, cells: [], isDamaged: true };
  }
  const count = page.readUInt16BE(start + 3);
  const pointers = start + (isLeaf ? 8 : 12);
  if (pointers + count * 2 > page.length) return { kind, cells: [], isDamaged: true };
  if (kind === treeKinds.tableInterior) return { kind, cells: [], isDamaged: false };
  const cells: Cell[] = [];
  for (let index = 0; index < count; index++) {
    const cell = readCell(page, page.readUInt16BE(pointers + index * 2), kind, readPage);
    if (cell) cells.push(cell);
  }
  return { kind, cells, isDamaged: cells.length < count };
}

/** Everything on the page that looks like a row of a table, wherever its header says that rows are. */
export function* rowsAnywhere(page: Buffer, readPage: ReadPage): Generator<Cell> {
  for (let offset = 0; offset < page.length - 8; offset++) {
    const cell = readCell(page, offset, treeKinds.tableLeaf, readPage);
    if (cell) yield cell;
  }
}

function readCell(page: Buffer, offset: number, kind: number, readPage: ReadPage): Cell | null {
  if (offset >= page.length) return null;
  const cursor = new Cursor(page, kind === treeKinds.indexInterior ? offset + 4 : offset);
  const length = cursor.varint();
  const rowid = kind === treeKinds.tableLeaf ? cursor.varint() : null;
  if (!isLength(length) || (rowid !== null && !Number.isSafeInteger(rowid))) return null;
  const start = cursor.position;
  const local = localBytes(length, page.length, kind);
  if (start + local > page.length || !mayBeRecord(page, start, length)) return null;
  const payload =
    local === length
      ? page.subarray(start, start + length)
      : withOverflow(page, { start, local, length }, readPage);
  const values = payload && valuesOf(payload);
  return values ? { rowid, values } : null;
}

/** Cheap, since most places of a page are none. */
function mayBeRecord(page: Buffer, start: number, length: number): boolean {
  const header = page[start] ?? 0;
  return header >= 2 && header < 128 && header <= length;
}

const maxPayloadBytes = 1_000_000_000;
const isLength = (length: number) => length >= 2 && length <= maxPayloadBytes;

/** How much of a record is on its page; the rest is on overflow pages. */
function localBytes(length: number, pageSize: number, kind: number): number {
  const isTable = kind === treeKinds.tableLeaf;
  const max = isTable ? pageSize - 35 : Math.floor(((pageSize - 12) * 64) / 255) - 23;
  if (length <= max) return length;
  const min = Math.floor(((pageSize - 12) * 32) / 255) - 23;
  const fitting = min + ((length - min) % (pageSize - 4));
  return fitting <= max ? fitting : min;
}

function withOverflow(
  page: Buffer,
  { start, local, length }: { start: number; local: number; length: number },
  readPage: ReadPage,
): Buffer | null {
  if (start + local + 4 > page.length) return null;
  const parts = [page.subarray(start, start + local)];
  let left = length - local;
  let next = page.readUInt32BE(start + local);
  while (left > 0) {
    const overflow = readPage(next);
    if (overflow === null) return null;
    const part = overflow.subarray(4, 4 + left);
    parts.push(part);
    left -= part.length;
    next = overflow.readUInt32BE(0);
  }
  return Buffer.concat(parts);
}

/** Null when the bytes are not exactly one record. */
function valuesOf(payload: Buffer): Value[] | null {
  const header = new Cursor(payload, 0);
  const headerEnd = header.varint();
  if (headerEnd > payload.length) return null;
  const values: Value[] = [];
  let at = headerEnd;
  while (header.position < headerEnd) {
    const type = header.varint();
    const bytes = bytesOf(type);
    if (bytes === null || at + bytes > payload.length) return null;
    values.push(valueAt(payload, at, type, bytes));
    at += bytes;
  }
  return at === payload.length && header.position === headerEnd ? values : null;
}

const bytesByType = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0];

function bytesOf(type: number): number | null {
  if (type < 10) return bytesByType[type] ?? null;
  return type >= 12 && type <= 2 * maxPayloadBytes ? Math.floor((type - 12) / 2) : null;
}

function valueAt(payload: Buffer, at: number, type: number, bytes: number): Value {
  if (type === 0) return null;
  if (type === 8 || type === 9) return type - 8;
  if (type >= 12) return payload.toString(type % 2 === 1 ? 'utf8' : 'hex', at, at + bytes);
  if (type === 7) return payload.readDoubleBE(at);
  return type === 6 ? Number(payload.readBigInt64BE(at)) : payload.readIntBE(at, bytes);
}

class Cursor {
  position: number;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer, position: number) {
    this.#bytes = bytes;
    this.position = position;
  }

  /** NaN at the end of the bytes. */
  varint(): number {
    let value = 0;
    for (let index = 0; index < 8; index++) {
      const byte = this.#bytes[this.position++];
      if (byte === undefined) return Number.NaN;
      value = value * 128 + (byte & 0x7f);
      if (byte < 0x80) return value;
    }
    return value * 256 + (this.#bytes[this.position++] ?? Number.NaN);
  }
}
