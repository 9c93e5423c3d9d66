/** Names of time zones as the server knows them: those of the zone database, with their capital letters. */
import { nearMiss } from './similar-names.ts';

/** Names without a region. This computer knows more (`PST`, `IST`), which the zone database does not have. */
const withoutRegion: ReadonlySet<string> = new Set(
  (
    'CET CST6CDT Cuba EET EST EST5EDT Egypt Eire Factory GB GB-Eire GMT GMT+0 GMT-0 GMT0 Greenwich HST Hongkong ' +
    'Iceland Iran Israel Jamaica Japan Kwajalein Libya Local MET MST MST7MDT NZ NZ-CHAT Navajo PRC PST8PDT Poland ' +
    'Portugal ROC ROK Singapore Turkey UCT UTC Universal W-SU WET Zulu'
  ).split(' '),
);

export function isKnownZone(name: string): boolean {
  if (name === '' || withoutRegion.has(name)) return true;
  if (!name.includes('/')) return false;
  const spelled = spelledZone(name);
  if (spelled !== null) return spelled === name;
  if (!/^[A-Z]/.test(name)) return false;
  try {
    // Old names such as `US/Eastern` are known without being listed.
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** The zone that was probably meant: other case, a city alone, a typo. */
export function likelyZone(name: string): string | null {
  const spelled = spelledZone(name.replace(/ /g, '_'));
  if (spelled !== null) return spelled;
  const city = zones().find(
    (zone) => zone.slice(zone.lastIndexOf('/') + 1).toLowerCase() === name.toLowerCase(),
  );
  return city ?? nearMiss(name, zones());
}

function spelledZone(name: string): string | null {
  const plain = name.toLowerCase();
  return [...zones(), ...withoutRegion].find((zone) => zone.toLowerCase() === plain) ?? null;
}

let listed: readonly string[] | null = null;

function zones(): readonly string[] {
  listed ??= Intl.supportedValuesOf('timeZone');
  return listed;
}
