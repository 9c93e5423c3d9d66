/** Finds the rows of a journal on the pages of its file, without the schema and the trees that lead to them. */
import { type EntryRow, isIntact } from '../row-checksum.ts';
import { type DatabasePages, treeHeader } from './database-pages.ts';
import { type Cell, readTreePage, rowsAnywhere, treeKinds, type Value } from './records.ts';

export interface Finder {
  entry(row: EntryRow): void;
  /** A key of a table that has nothing but keys. */
  key(key: string): void;
  /** How many numbers of entries are not in use. */
  absent(entries: number): void;
}

export interface Carved {
  /** A page of an index may be lost: what it named is not known. */
  lacksIndexPages: boolean;
  /** Pages of indexes. */
  indexPages: number[];
}

export function carve(pages: DatabasePages, finder: Finder): Carved {
  const readPage = (number: number) => pages.page(number);
  const indexPages: number[] = [];
  let lacksIndexPages = pages.lacksPages;
  for (let number = 1; number <= pages.count; number++) {
    if (pages.isFree(number) || !pages.isTree(number)) continue;
    const page = pages.page(number);
    const isLost = page === null || carvePage(page, treeHeader(number), readPage, finder) === 0;
    // The first page has nothing but the schema.
    if (isLost && number > 1) lacksIndexPages ||= pages.kindOfParent(number) !== treeKinds.tableInterior;
    if (page !== null && indexKinds.has(page[treeHeader(number)]!)) indexPages.push(number);
  }
  for (const page of pages.displaced()) carvePage(page, 0, readPage, finder);
  return { lacksIndexPages, indexPages };
}

/** Tells which entries the index of the subjects names, whether their rows can be read or not. */
export function mentionsOn(
  pages: DatabasePages,
  indexPages: readonly number[],
  mention: (subject: string, seq: number) => void,
): void {
  for (const number of indexPages) {
    const page = pages.page(number);
    if (page === null) continue;
    for (const { values } of readTreePage(page, treeHeader(number), (each) => pages.page(each)).cells) {
      const [subject, seq, rowid] = values;
      // `seq` is the row's id, which SQLite adds once more.
      if (values.length === 3 && typeof subject === 'string' && typeof seq === 'number' && seq === rowid)
        mention(subject, seq);
    }
  }
}

const indexKinds: ReadonlySet<number> = new Set([treeKinds.indexInterior, treeKinds.indexLeaf]);

/** @returns how much was found; 0 only on a page that is none of a tree any more. */
function carvePage(
  page: Buffer,
  start: number,
  readPage: (number: number) => Buffer | null,
  finder: Finder,
): number {
  const tree = readTreePage(page, start, readPage);
  let found = tree.isDamaged ? tree.cells.length : 1;
  let isDamaged = tree.isDamaged;
  for (const cell of tree.cells) {
    if (tree.kind !== treeKinds.tableLeaf) tellKey(cell, finder);
    else if (!tellRow(cell, finder)) isDamaged = true;
  }
  if (!isDamaged) return found;
  for (const cell of rowsAnywhere(page, readPage)) if (tellRow(cell, finder)) found++;
  return found;
}

/** False for a damaged entry. */
function tellRow({ rowid, values }: Cell, finder: Finder): boolean {
  const row = rowid === null ? null : entryRow(rowid, values);
  if (row) {
    const intact = isIntact(row);
    if (intact) finder.entry(row);
    return intact;
  }
  const [id, entries, check] = values;
  // `absent`: a row that is its own checksum.
  if (values.length === 3 && id === null && typeof entries === 'number' && check === -1 - entries)
    finder.absent(entries);
  return true;
}

function entryRow(seq: number, values: readonly Value[]): EntryRow | null {
  const [id, at, kind, subject, body, sum = null] = values;
  const isEntry =
    (values.length === 5 || values.length === 6) &&
    id === null &&
    typeof at === 'number' &&
    typeof kind === 'string' &&
    typeof subject === 'string' &&
    typeof body === 'string' &&
    typeof sum !== 'string';
  return isEntry && seq > 0 ? { seq, at, kind, subject, body, sum } : null;
}

function tellKey({ values: [key, ...others] }: Cell, finder: Finder): void {
  if (typeof key === 'string' && others.length === 0) finder.key(key);
}
