/**
 * What a party's node says of itself to whoever would be its peer: where it is, which keys it has, and the statements
 * that introduce the party. None of it is believed by itself: the chain must begin with the root that was confirmed
 * through the party's point of contact.
 */

import { provenTo } from '#federation/agreements/presenting.ts';
import { type Checked, textIn } from '#federation/arrival-check.ts';
import type { PeerCode } from '#federation/codes.ts';
import { checkKeyStatements } from '#federation/delivery/arriving.ts';
import { supportOf } from '#federation/delivery/support.ts';
import { isProven, MAX_SUPPORT, type Proven } from '#federation/envelope.ts';
import { keyFinder, type Office } from '#federation/office.ts';
import { readVkey } from '#federation/vkeys.ts';
import { typeOfVct } from '#ledger/held.ts';
import { formatVerifierKey } from '#log/verifier-key.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';
import { partyKey, partyKeyRevocation, partyProfile } from '#parties/statements.ts';
import { importKey, type VerifyingKey } from '#statement/jwk.ts';
import { type KeyStatement, keyId, readKeyStatement } from '#statement/key-statement.ts';
import { type ChainKey, mayState, verifyKeyChain } from '#statement/keychain.ts';
import { open } from '#statement/open.ts';
import { parse, type Verified } from '#statement/parse.ts';
import { maySay } from '#statement/who-may-say.ts';

const FORMAT = 1;
const MAX_VKEYS = 8;

export type Descriptor = {
  readonly party: string;
  readonly node: string;
  readonly log: string;
  readonly log_vkey: string;
  /** Keys of logs it had before: its first keys may stand in one of them. */
  readonly former_vkeys: readonly string[];
  readonly witness_vkeys: readonly string[];
  readonly request_vkey: string;
  readonly support: readonly Proven[];
};

const MEMBERS = [
  'party',
  'node',
  'log',
  'log_vkey',
  'former_vkeys',
  'witness_vkeys',
  'request_vkey',
  'support',
] as const;

export async function describeParty(office: Office, party: string): Promise<Descriptor> {
  const { own, store } = office;
  const digests = await supportOf(store.connection, [party]);
  const support = await provenTo(
    office,
    digests.map((digest) => ({ digest })),
    null,
  );
  return {
    party,
    node: own.node,
    log: own.log,
    log_vkey: formatVerifierKey(own.logKey),
    former_vkeys: own.formerLogKeys.map(formatVerifierKey),
    witness_vkeys: own.witnessKeys.map(formatVerifierKey),
    request_vkey: formatVerifierKey(own.requestKey.verifier),
    support: support.filter((proven) => proven !== undefined),
  };
}

export function formatDescriptor(descriptor: Descriptor): string {
  return JSON.stringify({ 'comity-node': FORMAT, ...descriptor });
}

/** From a value of JSON: exactly the members, with keys that can be read. */
export function readDescriptor(value: unknown): Outcome<Descriptor, PeerCode> {
  const malformed = (place: string) =>
    refuse('descriptor-malformed' as const, 'The node does not describe itself as this version expects.', place);
  if (typeof value !== 'object' || value === null) return malformed('comity-node');
  const { 'comity-node': format, ...members } = value as Readonly<Record<string, unknown>>;
  if (format !== FORMAT || Object.keys(members).length !== MEMBERS.length) return malformed('comity-node');
  for (const name of ['party', 'node', 'log', 'log_vkey', 'request_vkey']) {
    if (typeof members[name] !== 'string') return malformed(name);
  }
  const { support } = members;
  if (!areVkeys(members.witness_vkeys)) return malformed('witness_vkeys');
  if (!areVkeys(members.former_vkeys)) return malformed('former_vkeys');
  if (!isVkey(members.log_vkey) || readVkey(String(members.log_vkey))?.name !== members.log)
    return malformed('log_vkey');
  if (!isVkey(members.request_vkey)) return malformed('request_vkey');
  if (!Array.isArray(support) || support.length > MAX_SUPPORT || !support.every(isProven))
    return malformed('support');
  return accept(members as unknown as Descriptor);
}

function areVkeys(value: unknown): boolean {
  return Array.isArray(value) && value.length <= MAX_VKEYS && value.every(isVkey);
}

function isVkey(value: unknown): boolean {
  return typeof value === 'string' && readVkey(value) !== undefined;
}

/** The root that introduces itself among the descriptor's statements; a person compares it before it is pinned. */
export function rootShown({ support, party }: Descriptor): string {
  for (const { presentation } of support) {
    const parsed = parse(presentation);
    const opened =
      parsed.ok && parsed.value.issuer === party ? open(parsed.value as Verified, undefined) : undefined;
    if (!parsed.ok || !opened?.ok) continue;
    const { digest, issuer, kid: signer, vct } = parsed.value;
    const type = typeOfVct(vct);
    const read = readKeyStatement({ digest, issuer, signer, type, claims: opened.value.claims, provenAt: null });
    if (read.ok && read.value.type === 'party-key' && keyId(read.value.key) === signer) return signer;
  }
  return '';
}

const KEY_TYPES: readonly string[] = [partyKey.name, partyKeyRevocation.name];

/** A descriptor whose statements were checked against its own log key; `root` is what they begin with. */
export type Introduced = {
  readonly descriptor: Descriptor;
  readonly support: readonly Checked[];
  readonly keys: ReadonlyMap<string, ChainKey>;
};

/**
 * Do the statements make a chain of keys that begins with this root, in the log that the descriptor names? The root is
 * what a person compares; everything else follows from it.
 */
export async function checkIntroduction(
  office: Office,
  descriptor: Descriptor,
  root: string,
): Promise<Outcome<Introduced, PeerCode>> {
  const keys = [descriptor.log_vkey, ...descriptor.former_vkeys].flatMap((vkey) => readVkey(vkey) ?? []);
  const trust = { logs: new Map(keys.map((key) => [key.name, key])), witnesses: [] };
  const standing = { peers: [], hosted: new Set<string>(), trust };
  const support = await checkKeyStatements({ office, standing, keyOf: keyFinder(office) }, descriptor.support);
  const told = support.flatMap((one) => keyStatement(one));
  const chain = verifyKeyChain(descriptor.party, root, told);
  if (chain.ok) {
    const { keys: known } = chain.value;
    // A profile counts by its speaker's name: of others, or by a key that is not the party's, it is not taken over.
    const sound = support.filter(
      ({ type, parsed }) =>
        KEY_TYPES.includes(type) ||
        (parsed.issuer === descriptor.party && mayState(known.get(parsed.kid)?.use ?? 'seal', type)),
    );
    return accept({ descriptor, support: sound, keys: known });
  }
  const sentence = `The node does not show the root ${root} of ${descriptor.party}. ${chain.refusal.sentence}`;
  return refuse('root-not-confirmed', sentence, 'root');
}

/** What a party says it is, by its latest profile among these; a person confirms it together with the root. */
export type ShownProfile = { readonly name: string; readonly kind: string; readonly territory: string };

export function profileOf({
  support,
  descriptor,
}: Pick<Introduced, 'support' | 'descriptor'>): ShownProfile | undefined {
  const own = support
    .filter(({ type, parsed, claims }) => {
      return (
        type === 'party-profile' &&
        parsed.issuer === descriptor.party &&
        maySay(partyProfile, parsed.issuer, claims).ok
      );
    })
    .filter((one) => textIn(one, 'subject') === descriptor.party)
    .toSorted((one, other) => one.proof.index - other.proof.index);
  const last = own.at(-1);
  if (last === undefined) return undefined;
  const [name, kind, territory] = ['name', 'kind', 'territory'].map((claim) => textIn(last, claim)) as [
    string,
    string,
    string,
  ];
  return name === '' || kind === '' || territory === '' ? undefined : { name, kind, territory };
}

function keyStatement({ parsed, type, claims }: Checked): readonly KeyStatement[] {
  const { digest, issuer, kid: signer } = parsed;
  const read = readKeyStatement({ digest, issuer, signer, type, claims, provenAt: null });
  return read.ok ? [read.value] : [];
}

/** The key of this name in an introduced chain, to check what the party signed besides. */
export function keyOfIntroduced(
  { keys }: Introduced,
  kid: string,
): (ChainKey & { verifying: VerifyingKey }) | undefined {
  const key = keys.get(kid);
  const verifying = key === undefined || typeof key.key === 'string' ? undefined : importKey(key.key);
  return key === undefined || !verifying?.ok ? undefined : { ...key, verifying: verifying.value };
}
