import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import type { VocabularyCode } from './codes.ts';
import { checkIndicator, type Indicator, type IndicatorKind, refang } from './indicators.ts';

/** From what can only be one thing to what can be anything; a hash is told by its length. */
const GUESSED: readonly IndicatorKind[] = [
  'ipv4',
  'mac-address',
  'ipv6',
  'sha256',
  'sha1',
  'md5',
  'url',
  'email',
  'asn',
  'domain',
  'file-name',
];
const IN_LOWER_CASE: ReadonlySet<IndicatorKind> = new Set([
  'mac-address',
  'ipv6',
  'sha256',
  'sha1',
  'md5',
  'domain',
]);
/** A domain and a file can be written alike; these endings are files more often than countries. */
const FILE_ENDING =
  /\.(?:exe|dll|sys|ps1|bat|cmd|vbs|js|jar|sh|py|so|bin|docm?|docx|xlsm?|xlsx|pdf|zip|rar|iso|lnk|msi|elf)$/iu;

/** Without one, any word would be the name of a file. */
const ENDING = /\.[a-z][a-z0-9]{0,7}$/iu;
/** Of a line that is refused. */
const SHOWN_CHARACTERS = 80;

/** Reads what people paste, one indicator a line, defanged or not; each line says by its form what kind it is. */
export function readIndicatorLines(text: string): Outcome<readonly Indicator[], VocabularyCode> {
  const found: Indicator[] = [];
  for (const line of text.split(/\r?\n/u).map((one) => one.trim())) {
    if (line === '') continue;
    const read = readLine(line);
    if (!read.ok) return read;
    found.push(read.value);
  }
  return accept(found);
}

function readLine(line: string): Outcome<Indicator, VocabularyCode> {
  const plain = refang(line);
  for (const kind of GUESSED) {
    if (kind === 'domain' && FILE_ENDING.test(plain)) continue;
    if (kind === 'file-name' && !ENDING.test(plain)) continue;
    const value = IN_LOWER_CASE.has(kind) ? plain.toLowerCase() : plain;
    if (checkIndicator({ kind, value }).ok) return accept({ kind, value });
  }
  return refuse(
    'indicator-malformed',
    phrase`“${line.slice(0, SHOWN_CHARACTERS)}” is no address, domain, hash or file name. Write one indicator a line.`,
    'indicators',
  );
}
