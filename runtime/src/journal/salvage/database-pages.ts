/** The pages of a database file that SQLite may no longer be able to open (https://www.sqlite.org/fileformat2.html). */
import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { treeKinds } from './records.ts';
import { isPageSize, readLog, type WriteAheadLog } from './write-ahead-log.ts';

/** Where the bytes of a version of a page are. */
interface Place {
  file: number;
  offset: number;
}

const pageKinds = { root: 1, free: 2, tree: 5 } as const;

export class DatabasePages {
  readonly pageSize: number;
  /** Pages are numbered from 1. */
  readonly count: number;
  /** Pages are missing, and nothing says which. */
  readonly lacksPages: boolean;
  readonly #file: number;
  readonly #logFile: number | null;
  readonly #log: WriteAheadLog | null;
  readonly #inLog = new Map<number, Place>();
  readonly #displaced: Place[] = [];
  readonly #bytesInFile: number;
  readonly #hasPageMap: boolean;
  /** Null: it cannot be read. */
  readonly #freeList: ReadonlySet<number> | null;
  #lastMap: { number: number; bytes: Buffer | null } = { number: 0, bytes: null };

  constructor(path: string) {
    this.#log = readLog(`${path}-wal`);
    this.#file = openSync(path, 'r');
    this.#logFile = existsSync(`${path}-wal`) ? openSync(`${path}-wal`, 'r') : null;
    this.#bytesInFile = fstatSync(this.#file).size;
    this.pageSize = this.#findPageSize();
    this.#placeLog();
    const inFile = Math.ceil(this.#bytesInFile / this.pageSize);
    this.count = this.#log?.pageCount ?? inFile;
    const header = this.page(1);
    const told = header && isHeaderSane(header) ? header.readUInt32BE(28) : 0;
    this.lacksPages =
      this.#log?.lacksFrames ||
      this.#bytesInFile % this.pageSize !== 0 ||
      (this.#log?.pageCount == null && told > inFile);
    this.#hasPageMap = this.page(2)?.[0] === pageKinds.root;
    this.#freeList = header && isHeaderSane(header) ? this.#readFreeList(header) : null;
  }

  /** Its latest version; null: it is not there. */
  page(number: number): Buffer | null {
    const offset = (number - 1) * this.pageSize;
    const place = this.#inLog.get(number) ?? { file: this.#file, offset };
    if (place.file === this.#file && (number < 1 || offset >= this.#bytesInFile)) return null;
    return this.#bytesAt(place);
  }

  /** Versions of pages that are later ones only if a damaged part of the log can be trusted. */
  *displaced(): Generator<Buffer> {
    for (const place of this.#displaced) yield this.#bytesAt(place);
  }

  /** What it holds was deleted. */
  isFree(number: number): boolean {
    if (!this.#hasPageMap) return this.#freeList?.has(number) ?? false;
    return this.#kindOf(number) === pageKinds.free && (this.#freeList?.has(number) ?? true);
  }

  /** Whether it should be a page of a table or an index. Without a map of the pages, any may be. */
  isTree(number: number): boolean {
    if (!this.#hasPageMap) return true;
    if (this.#isPageMap(number)) return false;
    const kind = this.#kindOf(number);
    // Overflow pages have the kinds between.
    return kind !== 3 && kind !== 4;
  }

  close(): void {
    closeSync(this.#file);
    if (this.#logFile !== null) closeSync(this.#logFile);
  }

  #findPageSize(): number {
    const header = Buffer.alloc(100);
    readSync(this.#file, header, 0, 100, 0);
    const inHeader = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16);
    return isPageSize(inHeader) ? inHeader : (this.#log?.pageSize ?? 4096);
  }

  #placeLog(): void {
    if (this.#log === null || this.#logFile === null || this.#log.pageSize !== this.pageSize) return;
    for (const { page, offset, isIntact } of this.#log.frames) {
      const place = { file: this.#logFile, offset };
      if (!isIntact) {
        const inFile = (page - 1) * this.pageSize;
        const before = this.#inLog.get(page);
        if (before) this.#displaced.push(before);
        else if (inFile >= 0 && inFile < this.#bytesInFile)
          this.#displaced.push({ file: this.#file, offset: inFile });
      }
      this.#inLog.set(page, place);
    }
  }

  #bytesAt({ file, offset }: Place): Buffer {
    const bytes = Buffer.alloc(this.pageSize);
    readSync(file, bytes, 0, this.pageSize, offset);
    return bytes;
  }

  #isPageMap(number: number): boolean {
    return number >= 2 && (number - 2) % (Math.floor(this.pageSize / 5) + 1) === 0;
  }

  /** 0 when it is not in the map. */
  #kindOf(number: number): number {
    return this.#mapEntry(number)?.[0] ?? 0;
  }

  /** The kind of the page that leads to this one in its tree; null: it is not known. */
  kindOfParent(number: number): number | null {
    const entry = this.#hasPageMap ? this.#mapEntry(number) : null;
    if (entry?.[0] !== pageKinds.tree) return null;
    const parent = entry.readUInt32BE(1);
    // The first page is the root of the schema, which is a table.
    return parent === 1 ? treeKinds.tableInterior : (this.page(parent)?.[0] ?? null);
  }

  #mapEntry(number: number): Buffer | null {
    if (number < 3 || this.#isPageMap(number)) return null;
    const covered = Math.floor(this.pageSize / 5) + 1;
    const map = 2 + Math.floor((number - 2) / covered) * covered;
    if (this.#lastMap.number !== map) this.#lastMap = { number: map, bytes: this.page(map) };
    const offset = (number - map - 1) * 5;
    return this.#lastMap.bytes?.subarray(offset, offset + 5) ?? null;
  }

  #readFreeList(header: Buffer): ReadonlySet<number> | null {
    const free = new Set<number>();
    let trunk = header.readUInt32BE(32);
    while (trunk !== 0) {
      const page = free.has(trunk) ? null : this.page(trunk);
      const leaves = page?.readUInt32BE(4) ?? 0;
      if (page === null || leaves > this.pageSize / 4 - 2) return null;
      free.add(trunk);
      for (let index = 0; index < leaves; index++) free.add(page.readUInt32BE(8 + index * 4));
      trunk = page.readUInt32BE(0);
    }
    return free;
  }
}

/** Where the tree's part of a page begins: the first page begins with the header of the file. */
export function treeHeader(page: number): number {
  return page === 1 ? 100 : 0;
}

/** Whether the first bytes of a file are as SQLite writes them for a journal. */
export function isHeaderSane(header: Buffer): boolean {
  if (header.length < 100 || header.toString('latin1', 0, 16) !== 'SQLite format 3\0') return false;
  const pageSize = header.readUInt16BE(16);
  return (
    (pageSize === 1 || isPageSize(pageSize)) &&
    header.subarray(18, 20).every((format) => format === 1 || format === 2) &&
    header.subarray(20, 24).equals(Buffer.from([0, 64, 32, 32])) &&
    header.readUInt32BE(44) <= 4 &&
    // UTF-8
    header.readUInt32BE(56) <= 1
  );
}
