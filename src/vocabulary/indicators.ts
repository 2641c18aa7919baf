import { type Static, Type } from 'typebox';
import { accept, type Outcome, refuse } from '#outcome.ts';
import { ofKind } from '#statement/kinds.ts';
import type { VocabularyCode } from './codes.ts';

/** Kinds of indicator of compromise, with the words for a form. */
export const INDICATOR_KINDS = {
  ipv4: 'IPv4 address',
  ipv6: 'IPv6 address',
  domain: 'Domain name',
  url: 'Web address',
  email: 'E-mail address',
  md5: 'MD5 of a file',
  sha1: 'SHA-1 of a file',
  sha256: 'SHA-256 of a file',
  'file-name': 'File name',
  'mac-address': 'MAC address',
  asn: 'Autonomous system number',
} as const;

export type IndicatorKind = keyof typeof INDICATOR_KINDS;

const MAX_INDICATOR_CHARACTERS = 2048;
const MAX_NOTE_CHARACTERS = 300;

const KINDS = Object.keys(INDICATOR_KINDS) as [IndicatorKind, ...IndicatorKind[]];

/** One indicator as a statement carries it: in the clear, never defanged, so that machines can match it. */
export const Indicator = ofKind(
  'indicator',
  Type.Object(
    {
      kind: Type.Enum(KINDS),
      value: Type.String({ minLength: 1, maxLength: MAX_INDICATOR_CHARACTERS }),
      note: Type.Optional(Type.String({ maxLength: MAX_NOTE_CHARACTERS })),
    },
    { additionalProperties: false },
  ),
);
export type Indicator = Static<typeof Indicator>;

const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const IPV4 = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}$`);
const LABEL = '[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?';
const DOMAIN = new RegExp(`^(?=.{1,253}$)(?:${LABEL}\\.)+(?!\\d+$)${LABEL}$`);
const EMAIL = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([^@]+)$/;
const MAC = /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/;
const ASN = /^AS([1-9]\d{0,9})$/;
const MAX_ASN = 2 ** 32 - 1;
// Bidirectional controls would let a name read backwards on a screen; other controls have no place in a file name.
const UNSHOWABLE = /[\p{Cc}\p{Bidi_Control}]/u;

/** Refuses what is not of its kind; hexadecimal, domains and MAC addresses must stand in lower case, so that equals match. */
export function checkIndicator(indicator: Indicator): Outcome<null, VocabularyCode> {
  if (isOfKind(indicator.kind, indicator.value)) return accept(null);
  return refuse(
    'indicator-malformed',
    `This is not a ${INDICATOR_KINDS[indicator.kind]} in its plain form: write it in full, without brackets, hashes and domains in lower case.`,
  );
}

function isOfKind(kind: IndicatorKind, value: string): boolean {
  switch (kind) {
    case 'ipv4':
      return IPV4.test(value);
    case 'ipv6':
      return isIpv6(value);
    case 'domain':
      return DOMAIN.test(value);
    case 'url':
      return isUrl(value);
    case 'email':
      return isEmail(value);
    case 'md5':
      return /^[0-9a-f]{32}$/.test(value);
    case 'sha1':
      return /^[0-9a-f]{40}$/.test(value);
    case 'sha256':
      return /^[0-9a-f]{64}$/.test(value);
    case 'file-name':
      return value.length <= 255 && !UNSHOWABLE.test(value);
    case 'mac-address':
      return MAC.test(value);
    case 'asn':
      return Number(ASN.exec(value)?.[1] ?? Number.POSITIVE_INFINITY) <= MAX_ASN;
  }
}

function isIpv6(value: string): boolean {
  // The URL parser holds the whole grammar of RFC 4291; a zone or a port would change the text around it.
  return /^[0-9a-f:.]{2,45}$/.test(value) && value.includes(':') && URL.canParse(`http://[${value}]/`);
}

function isUrl(value: string): boolean {
  return (
    !UNSHOWABLE.test(value) && !/\s/.test(value) && /^(?:https?|ftps?):\/\//.test(value) && URL.canParse(value)
  );
}

function isEmail(value: string): boolean {
  const host = EMAIL.exec(value)?.[1];
  return host !== undefined && DOMAIN.test(host.toLowerCase());
}

/** For screens and print: no mail program, chat or browser makes a link of it. Text that could not be followed stays. */
export function defang(indicator: Indicator): string {
  const { kind, value } = indicator;
  switch (kind) {
    case 'ipv4':
    case 'domain':
      return value.replaceAll('.', '[.]');
    case 'ipv6':
      return value.replaceAll(':', '[:]');
    case 'email':
      return value.replace('@', '[@]').replaceAll('.', '[.]');
    case 'url':
      return defangUrl(value);
    case 'md5':
    case 'sha1':
    case 'sha256':
    case 'file-name':
    case 'mac-address':
    case 'asn':
      return value;
  }
}

function defangUrl(value: string): string {
  const schemeEnd = value.indexOf('://');
  const scheme = value.slice(0, schemeEnd).replace(/^http/, 'hxxp');
  const rest = value.slice(schemeEnd + 3);
  const hostEnd = rest.search(/[/?#]|$/);
  return `${scheme}[://]${rest.slice(0, hostEnd).replaceAll('.', '[.]').replaceAll('@', '[@]')}${rest.slice(hostEnd)}`;
}

/** Reads what people paste, defanged or not, back into the plain form. The result is still to be checked. */
export function refang(text: string): string {
  return text
    .trim()
    .replace(/^hxxp/i, 'http')
    .replaceAll(/\[(\.|dot)\]|\((?:\.|dot)\)/gi, '.')
    .replaceAll(/\[(?:@|at)\]/gi, '@')
    .replaceAll('[://]', '://')
    .replaceAll('[:]', ':');
}
