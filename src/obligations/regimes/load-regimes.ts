/**
 * Reads the law of a node once at its start: `regimes/*.json`, older versions in `regimes/superseded/`, groups of
 * states and calendars. Whatever cannot be meant is refused with file and line; nothing is repaired or skipped.
 */
import { join } from 'node:path';
import { accept, type Outcome } from '#outcome.ts';
import { primitives } from '#primitives';
import { encodeBase64url } from '#statement/base64url.ts';
import { firstOf } from './condition-check.ts';
import { GroupsFile, type StateGroups, stateGroups } from './groups.ts';
import { type HolidayBook, HolidayFile, holidayBook } from './holidays.ts';
import { readNational } from './load-national.ts';
import type { Regime } from './regime.ts';
import { dateFault, regimeFault, sourceFault } from './regime-check.ts';
import type { RegimeCode } from './regime-codes.ts';
import { jsonFiles, type Read, type Refused, readAs, readJson, refusedAt, refusedIn } from './regime-files.ts';

/** Every regime this node knows, in every version that some case may rest on. */
export type Regimes = {
  /** The newest version. */
  current(id: string): Regime | undefined;
  version(id: string, version: number): Regime | undefined;
  /** The version whose `valid_from` came last before `at`, its days beginning in the regime's zone, else in UTC. */
  inForce(id: string, at: Temporal.Instant): Regime | undefined;
  /** The newest version of each, by id. */
  readonly all: readonly Regime[];
  /** All versions, newest first. */
  versions(id: string): readonly Regime[];
  /**
   * SHA-256, base64url: what a `regime-applies` statement pins. Of the file's bytes, or where a text is made of two
   * files of its JSON as `/api/v1/regimes` gives it. Undefined for a version not here.
   */
  hash(id: string, version: number): string | undefined;
};

/** What obligations are computed from, beside the statements. */
export type Rulebook = {
  readonly regimes: Regimes;
  readonly groups: StateGroups;
  readonly holidays: HolidayBook;
};

export const REGIMES_FOLDER = join(import.meta.dirname, '../../../regimes');
const GROUPS_FILE = 'groups.json';

export type RulebookPlace = {
  readonly folder?: string;
  /** Fictional states that an exercise counts among a group's members. */
  readonly fictional?: Readonly<Record<string, readonly string[]>>;
};

export function loadRulebook({
  folder = REGIMES_FOLDER,
  fictional,
}: RulebookPlace = {}): Outcome<Rulebook, RegimeCode> {
  const groupsFile = readAs(folder, GROUPS_FILE, GroupsFile, 'groups-malformed');
  if (!groupsFile.ok) return groupsFile;
  const { groups: read, checked_on: checked } = groupsFile.value as GroupsFile;
  const fault =
    firstOf(read, ({ source }, at) => sourceFault(source, `/groups/${at}/source`)) ??
    dateFault(checked, '/checked_on');
  if (fault !== undefined) return refusedIn(folder, GROUPS_FILE, fault);
  const groups = stateGroups(groupsFile.value as GroupsFile, fictional);
  if (!groups.ok) return groups;
  const calendars = readCalendars(folder);
  if (!calendars.ok) return calendars;
  const regimes = loadRegimes(folder, groups.value);
  if (!regimes.ok) return regimes;
  return accept({ regimes: regimes.value, groups: groups.value, holidays: holidayBook(calendars.value) });
}

/** The calendars of the states, as their files have them. */
export function readCalendars(folder: string): Outcome<readonly HolidayFile[], RegimeCode> {
  const calendars: HolidayFile[] = [];
  for (const name of jsonFiles(join(folder, 'calendars'))) {
    const read = readAs(folder, `calendars/${name}`, HolidayFile, 'calendar-malformed');
    if (!read.ok) return read;
    const calendar = read.value as HolidayFile;
    const fault = sourceFault(calendar.source, '/source') ?? dateFault(calendar.checked_on, '/checked_on');
    if (fault !== undefined) return refusedIn(folder, `calendars/${name}`, fault);
    calendars.push(calendar);
  }
  return accept(calendars);
}

function loadRegimes(folder: string, groups: StateGroups): Outcome<Regimes, RegimeCode> {
  const read: Read[] = [];
  const names = jsonFiles(folder).filter((name) => name !== GROUPS_FILE && !name.endsWith('.schema.json'));
  const superseded = jsonFiles(join(folder, 'superseded')).map((name) => `superseded/${name}`);
  for (const name of [...names, ...superseded]) {
    const one = readRegime(folder, name, groups);
    if (!one.ok) return one;
    read.push(one.value);
  }
  const national = readNational(folder, read, groups);
  if (!national.ok) return national;
  read.push(...national.value);
  const wrong = versionFault(read);
  return wrong ?? accept(regimesOf(read));
}

function readRegime(folder: string, name: string, groups: StateGroups): Outcome<Read, RegimeCode> {
  const json = readJson(folder, name);
  if (!json.ok) return json;
  const { value, text, bytes } = json.value;
  const fault = regimeFault(value, groups);
  if (fault !== undefined) return refusedAt(name, text, fault);
  const regime = value as Regime;
  const { id, version } = regime;
  const wanted = name.startsWith('superseded/') ? `superseded/${id}@${version}.json` : `${id}.json`;
  if (name !== wanted) {
    const sentence = `The regime ${id}, version ${version}, belongs into the file ${wanted}.`;
    return refusedAt(name, text, { code: 'regime-id-not-its-file', pointer: '/id', sentence });
  }
  return accept({ file: name, regime, hash: encodeBase64url(primitives.sha256(bytes)), text });
}

/** Versions of a regime count 1, 2, 3 … up to the current one, each valid later than the one before. */
function versionFault(read: readonly Read[]): Refused | undefined {
  for (const one of read) {
    const { id, version } = one.regime;
    const current = read.find(({ file, regime }) => regime.id === id && !file.includes('superseded/'));
    if (current === undefined) {
      const sentence = `An older version of ${id} is kept, but its newest file is gone; a law that ended keeps its file.`;
      return refusedAt(one.file, one.text, { code: 'regime-version-missing', pointer: '/version', sentence });
    }
    if (one !== current && version >= current.regime.version) {
      const sentence = `Version ${version} of ${id} is superseded, so its successor counts at least ${version + 1}.`;
      return refusedAt(current.file, current.text, {
        code: 'regime-version-not-counted-up',
        pointer: '/version',
        sentence,
      });
    }
    if (version === 1) continue;
    const before = read.find(({ regime }) => regime.id === id && regime.version === version - 1);
    if (before === undefined) {
      const sentence = `Cases may rest on version ${version - 1} of ${id}; keep it as regimes/superseded/${id}@${version - 1}.json.`;
      return refusedAt(one.file, one.text, { code: 'regime-version-missing', pointer: '/version', sentence });
    }
    if (before.regime.valid_from >= one.regime.valid_from) {
      const sentence = `Version ${version} of ${id} must be valid from a later day than ${before.regime.valid_from}.`;
      return refusedAt(one.file, one.text, {
        code: 'regime-version-not-counted-up',
        pointer: '/valid_from',
        sentence,
      });
    }
  }
  return undefined;
}

function regimesOf(read: readonly Read[]): Regimes {
  const byId = Map.groupBy(read, ({ regime }) => regime.id);
  // Newest first, so that the first that fits is the right one.
  for (const versions of byId.values()) versions.sort((one, other) => other.regime.version - one.regime.version);
  const starts = new Map(read.map(({ regime }) => [regime, startOf(regime)]));
  const find = (id: string, version: number) => byId.get(id)?.find(({ regime }) => regime.version === version);
  return {
    all: [...byId.values()].map(([newest]) => newest!.regime),
    current: (id) => byId.get(id)?.[0]?.regime,
    version: (id, version) => find(id, version)?.regime,
    versions: (id) => byId.get(id)?.map(({ regime }) => regime) ?? [],
    inForce: (id, at) => byId.get(id)?.find(({ regime }) => starts.get(regime)! <= at.epochMilliseconds)?.regime,
    hash: (id, version) => find(id, version)?.hash,
  };
}

/** An act begins at midnight of its own zone. */
function startOf({ valid_from: day, time_zone: zone = 'UTC' }: Regime): number {
  return Temporal.PlainDate.from(day).toZonedDateTime(zone).epochMilliseconds;
}
