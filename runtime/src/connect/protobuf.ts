/** Protocol buffer messages as tables of fields: the table is the type, the reader and the writer (proto3). */
import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

interface Field<T> {
  number: number;
  wire: WireType;
  /** When the message does not have it. */
  initial: T;
  /** @param before what was read of the field so far. */
  read(reader: BinaryReader, before: T): T;
  write(writer: BinaryWriter, number: number, value: T): void;
}

export interface MessageType<T> {
  /** @throws when the bytes cannot be decoded. Unknown fields are skipped. */
  decode(bytes: Uint8Array): T;
  /** Omitted fields have their initial values, which take no bytes. */
  encode(value: Partial<T>): Uint8Array<ArrayBuffer>;
}

export function message<T extends object>(fields: { [K in keyof T]: Field<T[K]> }): MessageType<T> {
  const named = Object.entries(fields) as [string, Field<unknown>][];
  const byNumber = new Map(named.map(([name, field]) => [field.number, { name, field }]));
  return {
    decode(bytes) {
      const reader = new BinaryReader(bytes);
      const value = Object.fromEntries(named.map(([name, { initial }]) => [name, initial]));
      while (reader.pos < reader.len) {
        const [number, wire] = reader.tag();
        const known = byNumber.get(number);
        if (known?.field.wire === wire) value[known.name] = known.field.read(reader, value[known.name]);
        else reader.skip(wire, number);
      }
      return value as T;
    },
    encode(value) {
      const writer = new BinaryWriter();
      for (const [name, field] of named) {
        const given = (value as Record<string, unknown>)[name];
        if (given !== undefined && given !== field.initial) field.write(writer, field.number, given);
      }
      return writer.finish();
    },
  };
}

function delimited<T>(
  number: number,
  initial: T,
  read: Field<T>['read'],
  encoded: (writer: BinaryWriter, value: T) => void,
): Field<T> {
  const write: Field<T>['write'] = (writer, tag, value) =>
    encoded(writer.tag(tag, WireType.LengthDelimited), value);
  return { number, wire: WireType.LengthDelimited, initial, read, write };
}

export function text(number: number): Field<string> {
  return delimited(
    number,
    '',
    (reader) => reader.string(),
    (writer, value) => writer.string(value),
  );
}

export function optionalText(number: number): Field<string | null> {
  return delimited<string | null>(
    number,
    null,
    (reader) => reader.string(),
    (writer, value) => writer.string(value ?? ''),
  );
}

export function texts(number: number): Field<readonly string[]> {
  return {
    number,
    wire: WireType.LengthDelimited,
    initial: [],
    read: (reader, before) => [...before, reader.string()],
    write: (writer, tag, values) => {
      for (const value of values) writer.tag(tag, WireType.LengthDelimited).string(value);
    },
  };
}

const noBytes = new Uint8Array();

export function bytes(number: number): Field<Uint8Array> {
  return delimited<Uint8Array>(
    number,
    noBytes,
    (reader) => reader.bytes(),
    (writer, value) => writer.bytes(value),
  );
}

export function flag(number: number): Field<boolean> {
  return {
    number,
    wire: WireType.Varint,
    initial: false,
    read: (reader) => reader.bool(),
    write: (writer, tag, value) => writer.tag(tag, WireType.Varint).bool(value),
  };
}

/** Of any integer type whose values are counts. */
export function count(number: number): Field<number> {
  return {
    number,
    wire: WireType.Varint,
    initial: 0,
    read: (reader) => Number(reader.int64()),
    write: (writer, tag, value) => writer.tag(tag, WireType.Varint).int64(value),
  };
}

export function nested<T>(number: number, type: MessageType<T>): Field<T | null> {
  return delimited<T | null>(
    number,
    null,
    (reader) => type.decode(reader.bytes()),
    (writer, value) => writer.bytes(type.encode(value ?? {})),
  );
}

export function nestedList<T>(number: number, type: MessageType<T>): Field<readonly T[]> {
  return {
    number,
    wire: WireType.LengthDelimited,
    initial: [],
    read: (reader, before) => [...before, type.decode(reader.bytes())],
    write: (writer, tag, values) => {
      for (const value of values) writer.tag(tag, WireType.LengthDelimited).bytes(type.encode(value));
    },
  };
}
