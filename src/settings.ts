import { areLetters, lettersOf } from '#cases/reference.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';
import en from '#texts/en/settings.json' with { type: 'json' };
import { isLanguage, LANGUAGES, type Language } from '#texts/languages.ts';
import { translated } from '#texts/translated.ts';
import {
  type Environment,
  invalid,
  type MailPlace,
  type Place,
  parseListen,
  parseWhole,
  readMailPlace,
  readMetricsPlace,
  readProxies,
  readPublicUrl,
  type SettingsCode,
} from './setting-places.ts';

/** Where a node keeps its statements: a folder with SQLite, or a PostgreSQL schema. */
export type StorePlace =
  | { readonly engine: 'sqlite'; readonly folder: string }
  | { readonly engine: 'postgres'; readonly url: string; readonly schema: string };

/** How the keys at rest are opened. The secret itself never enters the environment: only the path to it does. */
export type Unlock = { readonly passphraseFile: string } | { readonly keyFile: string };

/** Everything a deployment may set, parsed once at start. */
export type Settings = {
  /** Folder for blobs, key files and, by default, the SQLite database. */
  readonly data: string;
  readonly store: StorePlace;
  readonly unlock: Unlock;
  readonly host: string;
  readonly port: number;
  /** The address others reach this node under, without a trailing slash. */
  readonly publicUrl: string;
  /** Addresses or subnets of proxies that are believed about whom they pass on; visitors are told apart by that. */
  readonly trustedProxies: readonly string[];
  /** Origin line of the log (C2SP tlog-checkpoint), a schema-less URL. */
  readonly origin: string;
  /** `live`, or `exercise:<name>`. */
  readonly realm: string;
  readonly operatedBy: string;
  /** With which two letters the node's references begin, as `VM` in `VM-7K4D9R`. */
  readonly referenceLetters: string;
  /** A number answered day and night, shown before any form; absent if the operator named none. */
  readonly emergencyPhone: string | undefined;
  readonly checkpointCadenceMs: number;
  /** Pad each published checkpoint with random entries up to a multiple of this; 0 pads nothing. */
  readonly paddingMultiple: number;
  readonly smtpUrl: string | undefined;
  /** Of mail to whoever has chosen none. */
  readonly language: Language;
  /** Where mail for duty desks is taken, from the operator's own mail server; absent where none is. */
  readonly mailDoor: MailPlace | undefined;
  /** Where whoever watches the machine is told its figures; absent where nobody is. */
  readonly metrics: Place | undefined;
  /** Peers on loopback or private addresses: for exercises on one machine, refused in the live realm. */
  readonly privatePeers: boolean;
  /** Fictional states (XA to XZ) that an exercise counts among a group of states, as `EU`; empty in the live realm. */
  readonly stateGroups: Readonly<Record<string, readonly string[]>>;
  /** The party whose words set the clock of an exercise; whoever speaks first where none is named. */
  readonly exerciseClock: string | undefined;
  readonly logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';
};

/** The names that are read, with what each means: the help of `comity doctor` and docs/operating.md quote it. */
export const SETTINGS = translated('settings', en);

const CADENCE_MINIMUM_MS = 50;
const CADENCE_MAXIMUM_MS = 3_600_000;
const PADDING_MAXIMUM_ENTRIES = 256;
const REALM = /^(live|exercise:[a-z0-9][a-z0-9-]{0,40})$/;
/** A name that SQL takes as it stands; PostgreSQL keeps 63 characters of it. */
const SCHEMA = /^[a-z][a-z0-9_]{0,62}$/u;
const PARTY = /^did:web:[a-z0-9][a-z0-9.:%-]{0,250}$/u;
const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;

/** Reads the settings from an environment; refuses with the variable's name as the place. */
export function readSettings(environment: Environment): Outcome<Settings, SettingsCode> {
  const unknown = Object.keys(environment).find((name) => name.startsWith('COMITY_') && !isKnown(name));
  if (unknown !== undefined)
    return invalid(unknown, `There is no setting ${unknown}. Known: ${Object.keys(SETTINGS).join(', ')}.`);
  const data = environment.COMITY_DATA ?? './data';
  const listen = parseListen(environment.COMITY_LISTEN ?? '127.0.0.1:4600');
  if (listen === undefined)
    return invalid('COMITY_LISTEN', 'Write an address and a port, as 127.0.0.1:4600 or [::1]:4600.');
  const url = readPublicUrl(environment, listen);
  if (!url.ok) return url;
  const realm = environment.COMITY_REALM ?? 'live';
  if (!REALM.test(realm))
    return invalid('COMITY_REALM', 'Write live, or exercise: and a short name in small letters.');
  const exercise = readExercise(environment, realm);
  if (!exercise.ok) return exercise;
  const trustedProxies = readProxies(environment, listen.host, url.value);
  if (!trustedProxies.ok) return trustedProxies;
  const mailDoor = readMailPlace(environment);
  if (!mailDoor.ok) return mailDoor;
  const metrics = readMetricsPlace(environment);
  if (!metrics.ok) return metrics;
  const checkpoints = readCheckpoints(environment);
  if (!checkpoints.ok) return checkpoints;
  const words = readWords(environment);
  if (!words.ok) return words;
  const origin = environment.COMITY_ORIGIN ?? `${url.value.host}/log`;
  if (!/^[\x21-\x2a\x2c-\x7e]{1,255}$/.test(origin))
    return invalid(
      'COMITY_ORIGIN',
      'Write a schema-less address without spaces or plus signs, as comity.example/log.',
    );
  const store = readStore(environment, data);
  if (!store.ok) return store;
  const operatedBy = environment.COMITY_OPERATED_BY ?? url.value.host;
  const referenceLetters = environment.COMITY_REFERENCE_LETTERS ?? lettersOf(operatedBy);
  if (!areLetters(referenceLetters)) {
    const sentence = 'Write two capital letters that are taken for no digit: any of A to Z but I, L and O.';
    return invalid('COMITY_REFERENCE_LETTERS', sentence);
  }
  return accept({
    data,
    store: store.value,
    unlock:
      environment.COMITY_PASSPHRASE_FILE === undefined
        ? { keyFile: environment.COMITY_KEY_FILE ?? `${data}/node.key` }
        : { passphraseFile: environment.COMITY_PASSPHRASE_FILE },
    host: listen.host,
    port: listen.port,
    publicUrl: url.value.origin,
    trustedProxies: trustedProxies.value,
    origin,
    realm,
    operatedBy,
    referenceLetters,
    emergencyPhone: environment.COMITY_EMERGENCY_PHONE,
    ...checkpoints.value,
    smtpUrl: environment.COMITY_SMTP_URL,
    mailDoor: mailDoor.value,
    metrics: metrics.value,
    ...exercise.value,
    ...words.value,
  });
}

/** How often the log is shown, and how much of its growth is hidden. */
function readCheckpoints(
  environment: Environment,
): Outcome<Pick<Settings, 'checkpointCadenceMs' | 'paddingMultiple'>, SettingsCode> {
  const cadence = parseWhole(environment.COMITY_CADENCE_MS ?? '1000', CADENCE_MINIMUM_MS, CADENCE_MAXIMUM_MS);
  if (cadence === undefined)
    return invalid(
      'COMITY_CADENCE_MS',
      `Write whole milliseconds from ${CADENCE_MINIMUM_MS} to ${CADENCE_MAXIMUM_MS}.`,
    );
  const padding = parseWhole(environment.COMITY_PADDING ?? '0', 0, PADDING_MAXIMUM_ENTRIES);
  if (padding === undefined)
    return invalid('COMITY_PADDING', `Write a whole number of entries from 0 to ${PADDING_MAXIMUM_ENTRIES}.`);
  return accept({ checkpointCadenceMs: cadence, paddingMultiple: padding });
}

function readStore(
  { DATABASE_URL: url, COMITY_SCHEMA }: Environment,
  folder: string,
): Outcome<StorePlace, SettingsCode> {
  if (url === undefined) return accept({ engine: 'sqlite', folder });
  if (!/^postgres(ql)?:$/u.test(URL.parse(url)?.protocol ?? ''))
    return invalid('DATABASE_URL', 'Write the address as postgres://user@host/database.');
  const schema = COMITY_SCHEMA ?? 'comity';
  if (!SCHEMA.test(schema))
    return invalid('COMITY_SCHEMA', 'Write small letters, digits and underscores, a letter first, as comity.');
  return accept({ engine: 'postgres', url, schema });
}

/** In which language the node speaks by itself, and how much it writes into its log. */
function readWords(environment: Environment): Outcome<Pick<Settings, 'language' | 'logLevel'>, SettingsCode> {
  const logLevel = LEVELS.find((known) => known === (environment.COMITY_LOG_LEVEL ?? 'info'));
  if (logLevel === undefined) return invalid('COMITY_LOG_LEVEL', `Write one of ${LEVELS.join(', ')}.`);
  const language = environment.COMITY_LANGUAGE ?? 'en';
  if (!isLanguage(language)) return invalid('COMITY_LANGUAGE', `Write one of ${LANGUAGES.join(', ')}.`);
  return accept({ language, logLevel });
}

/** What only an exercise may set. */
function readExercise(
  environment: Environment,
  realm: string,
): Outcome<Pick<Settings, 'privatePeers' | 'stateGroups' | 'exerciseClock'>, SettingsCode> {
  const privatePeers = environment.COMITY_PRIVATE_PEERS === 'yes';
  if (privatePeers && realm === 'live') {
    return refuse(
      'setting-contradicts',
      'Private peers are for exercises: set COMITY_REALM to exercise:<name>, or drop COMITY_PRIVATE_PEERS.',
      'COMITY_PRIVATE_PEERS',
    );
  }
  const stateGroups = parseStateGroups(environment.COMITY_STATE_GROUPS ?? '');
  if (stateGroups === undefined) {
    const sentence = 'Write groups with their fictional states, as EU=XV,XA or EU=XV OSCE=XV,XA.';
    return invalid('COMITY_STATE_GROUPS', sentence);
  }
  if (realm === 'live' && Object.keys(stateGroups).length > 0) {
    return refuse(
      'setting-contradicts',
      'Fictional states are for exercises: set COMITY_REALM to exercise:<name>, or drop COMITY_STATE_GROUPS.',
      'COMITY_STATE_GROUPS',
    );
  }
  const exerciseClock = environment.COMITY_EXERCISE_CLOCK;
  if (exerciseClock !== undefined && !PARTY.test(exerciseClock))
    return invalid('COMITY_EXERCISE_CLOCK', 'Write a party, as did:web:csirt.example.');
  if (exerciseClock !== undefined && realm === 'live') {
    return refuse(
      'setting-contradicts',
      'The live realm has the world’s time: set COMITY_REALM to exercise:<name>, or drop COMITY_EXERCISE_CLOCK.',
      'COMITY_EXERCISE_CLOCK',
    );
  }
  return accept({ privatePeers, stateGroups, exerciseClock });
}

/** `EU=XV,XA OSCE=XV`: undefined where it is not of this form, or names a state that is real. */
export function parseStateGroups(text: string): Readonly<Record<string, readonly string[]>> | undefined {
  const parts = text.split(/\s+/u).filter((part) => part !== '');
  const groups: Record<string, readonly string[]> = {};
  for (const part of parts) {
    const match = /^([A-Z]{2,8})=(X[A-JL-Z](?:,X[A-JL-Z]){0,24})$/u.exec(part);
    if (match === null || Object.hasOwn(groups, match[1]!)) return undefined;
    groups[match[1]!] = match[2]!.split(',');
  }
  return groups;
}

const COMMAND_LINE = ['COMITY_URL', 'COMITY_TOKEN', 'COMITY_DEMO_SEATS'];

/** Read by the command line or the test tools, not by the node. */
function isKnown(name: string): boolean {
  return name in SETTINGS || name.startsWith('COMITY_TEST_') || COMMAND_LINE.includes(name);
}
