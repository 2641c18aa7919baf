/** Settings that name a place to listen at, or whom to believe about one. */
import { isIP } from 'node:net';
import type { SETTINGS_CODES } from '#cli/codes.ts';
import { isExerciseAddress, isPublicAddress } from '#federation/address.ts';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';

export type Place = { readonly host: string; readonly port: number };

/** An address of the machine or its own network, and the party behind each desk's mail address. */
export type MailPlace = Place & {
  readonly desks: ReadonlyMap<string, string>;
  /** Mail servers of the operator's own: only what these tell of whom they took a mail from is believed. */
  readonly servers: readonly string[];
};

export type SettingsCode = keyof typeof SETTINGS_CODES;

export type Environment = Readonly<Record<string, string | undefined>>;

const PORT_MAXIMUM = 65_535;
const IPV4_BITS = 32;
const IPV6_BITS = 128;
const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];
const LOOPBACK_PEERS = ['127.0.0.1', '::1'];
const LOOPBACK_NETWORK = /^(?:127\.|\[::1\]$)/u;
const LOCALHOST = /^(?:[a-z0-9-]+\.)*localhost$/u;

/**
 * The address that others reach this node under. Browsers keep a passkey for a name, never for an address in numbers, and
 * only over https or on localhost: at any other address nobody could ever sign in.
 */
export function readPublicUrl(
  { COMITY_PUBLIC_URL: text }: Environment,
  { host, port }: Place,
): Outcome<URL, SettingsCode> {
  const place = 'COMITY_PUBLIC_URL';
  if (text === undefined) {
    if (LOOPBACK.includes(host)) return accept(new URL(`http://localhost:${port}`));
    return refuse(
      'setting-missing',
      phrase`Say how others reach what listens at ${host}, as https://comity.example.`,
      place,
    );
  }
  const url = parseUrl(text);
  if (url === undefined)
    return invalid(place, 'Write a whole http or https address without query, as https://comity.example.');
  if (url.pathname !== '/') {
    const sentence = `A node answers at the root of its host, so ${url.pathname} leads nowhere: write ${url.origin}, or give the node a host name of its own.`;
    return invalid(place, sentence);
  }
  if (isIP(url.hostname.replace(/^\[|\]$/gu, '')) !== 0) {
    const { hostname } = url;
    const named = LOOPBACK_NETWORK.test(hostname)
      ? url.origin.replace(hostname, 'localhost')
      : 'https://comity.example';
    return invalid(
      place,
      `Browsers make no passkeys for ${hostname}, so nobody could sign in: write a name, as ${named}.`,
    );
  }
  if (url.protocol === 'https:' || LOCALHOST.test(url.hostname)) return accept(url);
  const sentence = `Browsers make passkeys over https only, save on localhost: write https://${url.host}, and let a proxy speak it.`;
  return invalid(place, sentence);
}

function parseUrl(text: string): URL | undefined {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) return undefined;
  return url.search === '' && url.hash === '' && url.username === '' && url.password === '' ? url : undefined;
}

/** Where https is spoken and this process listens on loopback, the proxy that speaks it stands on this machine. */
export function readProxies(
  environment: Environment,
  host: string,
  { protocol }: URL,
): Outcome<readonly string[], SettingsCode> {
  const text = environment.COMITY_TRUSTED_PROXIES;
  if (text === undefined) return accept(protocol === 'https:' && LOOPBACK.includes(host) ? LOOPBACK_PEERS : []);
  const proxies = networksIn(text);
  if (proxies.every(isNetwork)) return accept(proxies);
  return invalid('COMITY_TRUSTED_PROXIES', 'Write addresses or subnets, as 10.0.0.5 or 10.0.0.0/24 or fd00::/64.');
}

function networksIn(text: string): readonly string[] {
  return text.split(/[\s,]+/u).filter((part) => part !== '');
}

function isNetwork(text: string): boolean {
  const [address = '', prefix, ...more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  // A prefix of nothing would believe anybody.
  return prefix === undefined || parseWhole(prefix, 1, version === 4 ? IPV4_BITS : IPV6_BITS) !== undefined;
}

/** Mail is taken from the operator's own mail server alone, so on this machine or in its own network. */
export function readMailPlace(environment: Environment): Outcome<MailPlace | undefined, SettingsCode> {
  const { COMITY_MAIL_LISTEN: text, COMITY_MAIL_DESKS: desksText } = environment;
  if (text === undefined && desksText === undefined) return accept(undefined);
  const listen = text === undefined ? undefined : parseOwnListen(text);
  if (listen === undefined) {
    const sentence =
      'Write a loopback or private address and a port, as 127.0.0.1:2525; your own mail server meets the internet.';
    return invalid('COMITY_MAIL_LISTEN', sentence);
  }
  const pairs = (desksText ?? '').split(/\s+/u).filter((part) => part !== '');
  const desks = new Map<string, string>();
  for (const pair of pairs) {
    const match = /^([^\s@<>",;:=]{1,64}@[a-z0-9.-]{1,190})=(did:web:[a-z0-9.:%-]{1,250})$/iu.exec(pair);
    if (match !== null) desks.set(match[1]!.toLowerCase(), match[2]!);
  }
  if (desks.size === 0 || desks.size !== pairs.length) {
    return invalid('COMITY_MAIL_DESKS', 'Write each desk once, as report@csirt.example=did:web:csirt.example.');
  }
  const servers = readMailServers(environment, listen.host);
  return servers.ok ? accept({ ...listen, desks, servers: servers.value }) : servers;
}

/** Where mail is taken on loopback, the server that hands it over stands on this machine. */
function readMailServers(
  { COMITY_MAIL_SERVERS: text }: Environment,
  host: string,
): Outcome<readonly string[], SettingsCode> {
  if (text === undefined) return accept(LOOPBACK_NETWORK.test(host) || host === '::1' ? LOOPBACK_PEERS : []);
  const servers = networksIn(text);
  if (servers.every((server) => isIP(server) !== 0)) return accept(servers);
  return invalid('COMITY_MAIL_SERVERS', 'Write the addresses of your mail servers, as 10.0.0.5 or fd00::5.');
}

/** Figures are told to the machine and its own network alone. */
export function readMetricsPlace({
  COMITY_METRICS_LISTEN: text,
}: Environment): Outcome<Place | undefined, SettingsCode> {
  if (text === undefined) return accept(undefined);
  const place = parseOwnListen(text);
  if (place !== undefined) return accept(place);
  const sentence =
    'Write a loopback or private address and a port, as 127.0.0.1:9464; figures are not for the public.';
  return invalid('COMITY_METRICS_LISTEN', sentence);
}

export function invalid(place: string, sentence: string) {
  return refuse('setting-invalid' as const, sentence, place);
}

export function parseListen(text: string): { host: string; port: number } | undefined {
  const match = /^(?:\[([0-9a-f:]+)\]|([a-z0-9.-]+)):(\d{1,5})$/i.exec(text);
  if (match === null) return undefined;
  const port = Number(match[3]);
  return port <= PORT_MAXIMUM ? { host: match[1] ?? match[2] ?? '', port } : undefined;
}

/** A place that only this machine or its own network reaches. */
function parseOwnListen(text: string): { host: string; port: number } | undefined {
  const listen = parseListen(text);
  return listen === undefined || isPublicAddress(listen.host) || !isExerciseAddress(listen.host)
    ? undefined
    : listen;
}

export function parseWhole(text: string, minimum: number, maximum: number): number | undefined {
  if (!/^\d{1,9}$/.test(text)) return undefined;
  const value = Number(text);
  return value >= minimum && value <= maximum ? value : undefined;
}
