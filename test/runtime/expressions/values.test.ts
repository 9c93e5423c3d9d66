/**
 * What expressions come to, value by value: the cases of the official server's own tests (`pkg/expressions`) and what
 * follows from its code. Where that surprises, a comment says why it is so.
 */
import { describe, test } from 'vitest';
import { checkExpressions } from '../../support/analysis/check-expressions.ts';

const data = {
  id: 7,
  n: 4,
  half: 0.5,
  big: 1_234_567,
  zero: 0,
  name: 'Ada',
  empty: '',
  yes: true,
  no: false,
  nothing: null,
  list: [1, 2, 3],
  none: [],
  tags: ['a', 'b'],
  map: { name: 'inngest', n: 1 },
  when: '2026-01-02T03:04:05Z',
};
const event = { name: 'list.uploaded', ts: 1_700_000_000_000, data };
const check = (cases: Record<string, string>) => checkExpressions({ event }, cases);

describe('missing fields', () => {
  test('equal a literal null, and nothing else', () =>
    check({
      'event.data.nope == null': 'true',
      'event.data.nope != null': 'false',
      'event.data.nope == "foo"': 'false',
      'event.data.nope != "foo"': 'true',
      'event.data.nope == 0': 'false',
      'event.data.nope != 0': 'true',
      'event.data.nope != ""': 'true',
      'event.data.nope == event.data.nada': 'false',
      'event.data.nope.deeper == null': 'true',
      'event.data.nothing.deeper != "another"': 'true',
      'event.data.nothing == null': 'true',
      'event["data"].nope != true': 'true',
    }));

  test('are ordered before any value', () =>
    check({
      'event.data.nope < 5': 'true',
      'event.data.nope <= 5': 'true',
      '5 < event.data.nope': 'false',
      '5 <= event.data.nope': 'false',
      'event.data.nope > 5': 'false',
      'event.data.nope >= 5': 'false',
      '5 > event.data.nope': 'true',
      '5 >= event.data.nope': 'true',
      'event.data.n > event.data.nope': 'true',
    }));

  test('add nothing', () =>
    check({
      'event.data.name + event.data.nope': '"Ada"',
      'event.data.nope + event.data.name': '"Ada"',
      'event.data.nope + event.data.nada': 'false',
      'event.data.nope + 2': '2',
    }));

  test('make calls false, including has() and negation', () =>
    check({
      'event.data.nope': 'false',
      'has(event.data.id)': 'true',
      'has(event.data.nope)': 'false',
      // Missing is no boolean: what is not there cannot be denied.
      '!has(event.data.nope)': 'false',
      '!event.data.nope': 'false',
      'event.data.nope.contains("x")': 'false',
      'lowercase(event.data.nope)': 'false',
      'event.data.nope in ["a"]': 'false',
      '(event.data.nope in ["a"]) == false': 'true',
      'event.data.nope.exists(x, x == "a")': 'false',
      'size(event.data.nope)': '0',
      'event.data.nope - 1': 'false',
      'now_plus(event.data.nope)': 'false',
      '[event.data.nope, 1] == null': 'true',
    }));

  test('in a wait, a field missing from the triggering event is null', () =>
    checkExpressions(
      { event, async: { data: { id: 7, x: null } } },
      {
        'event.data.id == async.data.id': 'true',
        'event.data.nope == async.data.nope': 'true',
        'event.data.nope == async.data.x': 'true',
        'event.data.nope == async.data.id': 'false',
        'async.data.nope == async.data.nada': 'false',
      },
    ));
});

describe('null', () => {
  test('equals null, and is ordered as the zero of the other side', () =>
    check({
      'null == null': 'true',
      'null == "foo"': 'false',
      '"foo" != null': 'true',
      'null < "foo"': 'true',
      '"foo" < null': 'false',
      'null < 5': 'true',
      '5 < null': 'false',
      'null > 0': 'false',
      'null <= 0': 'true',
      'null >= 1': 'false',
      'null < 0.5': 'true',
      'null < uint(5)': 'true',
      'event.data.half > null && event.data.n > null': 'true',
      'event.data.half <= null': 'false',
      'null < true': 'error',
    }));

  test('is concatenated with a string under its name in Go', () =>
    check({ '"a" + null': '"aNULL_VALUE"', 'null + null': 'error' }));
});

describe('numbers', () => {
  test('in events are doubles, and literals are integers; they compare by value', () =>
    check({
      'event.data.n == 4': 'true',
      'event.data.n in [4, 5]': 'true',
      'event.data.n > 3.141 && event.data.half <= 2': 'true',
      'type(event.data.n) == double': 'true',
      'type(4) == int': 'true',
      '9007199254740993 == 9007199254740992.0': 'false',
    }));

  test('of different types are concatenated as strings by +', () =>
    check({
      '5 + 4': '9',
      '5.0 + 4.0': '9.0',
      'event.data.n + 1.0': '5.0',
      'event.data.n + 1': '"41"',
      'int(event.data.n) + 1': '5',
      '5 + 4.5': '"54.5"',
    }));

  test('of different types fail in other arithmetic', () =>
    check({
      'event.data.n * 2': 'error',
      'event.data.n * 2.0': '8.0',
      'event.data.n % 2 == 0': 'false',
      'int(event.data.n) % 2 == 0': 'true',
      '7 / 2': '3',
      '-7 / 2': '-3',
      '-7 % 2': '-1',
      '7.0 / 2.0': '3.5',
      '1 / 0': 'error',
      '1.0 / 0.0 > 5.0': 'true',
      '3u + 4u': '7u',
      '3u - 4u': 'error',
      '9223372036854775807 + 1': 'error',
    }));

  test('are converted', () =>
    check({
      'int("12") + 1': '13',
      'int("12.5")': 'error',
      'int(12.9)': '12',
      'int(true)': 'error',
      'double("1.5")': '1.5',
      'double(3)': '3.0',
      'uint(5)': '5u',
      'uint(-5)': 'error',
      'string(event.data.n)': '"4"',
      'string(1.5)': '"1.5"',
      'string(true)': '"true"',
      'bool("true") && bool("1") && !bool("F")': 'true',
      'bool("yes")': 'error',
      'int(timestamp("2026-01-01T00:00:00Z"))': '1767225600',
    }));
});

describe('strings', () => {
  test('are concatenated with any value as Go prints it', () =>
    check({
      '"-" + event.data.half + "-" + event.data.yes + "-"': '"-0.5-true-"',
      '"" + event.data.list': '"[1 2 3]"',
      '"" + event.data.map': '"map[n:1 name:inngest]"',
      'event.data.big + "-x"': '"1.234567e+06-x"',
      'event.data.n + "-" + event.data.name': '"4-Ada"',
    }));

  test('compare with strings only', () =>
    check({
      '"a" < "b"': 'true',
      '"200" == 200': 'false',
      '"200" > 100': 'error',
      // In a condition the failure counts as false.
      '"200" > 100 || event.data.yes': 'true',
    }));

  test('are searched', () =>
    check({
      '"hello".contains("llo")': 'true',
      'event.data.name.startsWith("A") && event.data.name.endsWith("a")': 'true',
      'event.data.name.contains(5)': 'error',
      'event.data.name.matches("^A.a$")': 'true',
      'matches(event.data.name, "d")': 'true',
      '"nope".matches("^[a-z\\\\d]{0,10}$")': 'true',
      'event.data.name.matches("(")': 'error',
      '"é𝄞".size()': '2',
    }));

  test('are changed', () =>
    check({
      'uppercase(event.data.name) + " is my name"': '"ADA is my name"',
      'lowercase("URGENT") == "urgent"': 'true',
      'lowercase(5)': '""',
      'b64decode("aGkgdGhlcmUh")': '"hi there!"',
      'json_parse("{\\"nested\\": {\\"n\\": 2}}").nested.n': '2.0',
      'json_parse("[1]")': '{}',
      'json_parse("no json").a == null': 'true',
    }));
});

describe('logic', () => {
  test('takes any value and returns the first that decides, or the last', () =>
    check({
      'event.data.name || event.data.id': '"Ada"',
      'event.data.empty || event.data.name': '"Ada"',
      'event.data.nope || event.data.name': '"Ada"',
      'event.data.zero || event.data.name': '"Ada"',
      'event.data.nope || event.data.nada': 'false',
      'null || event.data.name': '"Ada"',
      'event.data.half || false': '0.5',
      'false || event.data.tags': '["a", "b"]',
      'uint(5) || false': '5u',
      'event.data.name && event.data.id': '7.0',
      'event.data.empty && event.data.name': '""',
      'event.data.no || event.data.yes': 'true',
      'event.data.none && event.data.yes': 'true',
    }));

  test('negates booleans only', () =>
    check({ '!event.data.no': 'true', '!event.data.name': 'error', '!0': 'error' }));

  test('chooses by truthiness', () =>
    check({
      'event.data.nope ? event.data.nope : event.data.id': '7.0',
      'event.data.list ? "yes" : "no"': '"yes"',
      'event.data.name.contains(5) ? 1 : 2': '2',
    }));
});

describe('lists and maps', () => {
  test('compare item by item', () =>
    check({
      'event.data == event.data': 'true',
      'event.data.list == [1, 2, 3]': 'true',
      'event.data.map == {"name": "inngest", "n": 1}': 'true',
      'event.data.list == [3, 2, 1]': 'false',
      '[1] + [2] == [1, 2]': 'true',
    }));

  test('are accessed by index and key', () =>
    check({
      'event.data.list[0]': '1.0',
      'event.data.list[9]': 'error',
      'event.data.list[9] == null': 'true',
      '"name" in event.data.map': 'true',
      '2 in event.data.list': 'true',
      '"a" in event.data.name': 'error',
      'size(event.data.list) + size(event.data.map)': '5',
    }));

  test('are iterated over', () =>
    check({
      'event.data.tags.exists(x, x == "d" || x == "a")': 'true',
      'event.data.tags.exists(x, x == "d")': 'false',
      '[1, 2, 3].all(x, x > 0)': 'true',
      'event.data.list.exists_one(x, x > 2)': 'true',
      'event.data.list.filter(x, x > 1)': '[2.0, 3.0]',
      '[1, 2, 3].map(x, x * 2)': '[2, 4, 6]',
      '[1, 2, 3].map(x, x > 1, x * 2)': '[4, 6]',
      '[[1], [2]].map(x, x.map(y, y + 1))': '[[2], [3]]',
      '[{"a": 1}, {"b": 2}].filter(x, has(x.a))': '[{a: 1}]',
      'event.data.map.exists(name, name == "n")': 'true',
      'event.data.name.exists(x, true)': 'error',
    }));
});

describe('times', () => {
  test('dates are parsed in many forms', () =>
    check({
      'date("2026-01-02T03:04:05.5Z")': '2026-01-02T03:04:05.500Z',
      'date("2026-01-02T03:04:05+02:00")': '2026-01-02T01:04:05.000Z',
      'date("2020-01-01T12:00:00") + duration("6h35m10s") == date("2020-01-01T18:35:10")': 'true',
      'date("2026-01-02")': '2026-01-02T00:00:00.000Z',
      'date("Fri, 02 Jan 2026 03:04:05 GMT")': '2026-01-02T03:04:05.000Z',
      'date("02 Jan 26 03:04 -0500")': '2026-01-02T08:04:00.000Z',
      'date("Friday, 02-Jan-26 03:04:05 UTC")': '2026-01-02T03:04:05.000Z',
      'date("Fri Jan  2 03:04:05 UTC 2026")': '2026-01-02T03:04:05.000Z',
      'date("Fri Jan 02 03:04:05 -0500 2026")': '2026-01-02T08:04:05.000Z',
      'date(1767323045) == date(1767323045000)': 'true',
      'date("2026-02-30")': 'error',
    }));

  test('in events require int(), since they are doubles; a bad date cannot be compensated for', () =>
    check({
      'date(int(event.ts)) == date("2023-11-14T22:13:20Z")': 'true',
      'date(event.ts) > now()': 'error',
      'event.data.yes || date("soon") > now()': 'error',
    }));

  test('now, and what is before and after', () =>
    check({
      'date(event.data.when) < now()': 'true',
      'date(event.data.when) > now_minus("12h")': 'false',
      'now_plus("1d") - now() == duration("24h")': 'true',
      'now_plus("soon")': 'error',
    }));

  test('durations have no days', () =>
    check({
      'duration("90s") == duration("1m30s")': 'true',
      'duration("-1.5h").getMinutes()': '-90',
      'duration("1d")': 'error',
      'string(duration("90s"))': '"90s"',
    }));

  test('parts of a time, in UTC or in the zone asked for', () =>
    check({
      'timestamp("2026-01-02T03:04:05Z").getFullYear()': '2026',
      'timestamp("2026-01-02T03:04:05Z").getMonth()': '0',
      'timestamp("2026-01-02T03:04:05Z").getDate()': '2',
      'timestamp("2026-01-02T03:04:05Z").getDayOfMonth()': '1',
      'timestamp("2026-01-02T03:04:05Z").getDayOfYear()': '1',
      'timestamp("2026-01-02T03:04:05Z").getDayOfWeek()': '5',
      'timestamp("2026-01-02T03:04:05+01:00").getHours()': '2',
      'timestamp("2026-01-02T03:04:05Z").getHours("America/New_York")': '22',
      'timestamp("2026-01-02T03:04:05Z").getDate("America/New_York")': '1',
      'timestamp("2026-01-02T03:04:05Z").getMinutes("+05:30")': '34',
      'timestamp("2026-01-02T03:04:05Z").getHours("Atlantis/City")': 'error',
      'timestamp("2026-01-02")': 'error',
    }));
});
