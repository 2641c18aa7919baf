import { randomUUID, randomUUIDv7 } from 'node:crypto';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import type { Role } from '#parties/roles.ts';
import { standingOf } from '#parties/standing.ts';
import type { PartyKind } from '#parties/statements.ts';
import { mandatesOf, partyOf } from '#parties/view.ts';
import { primitives } from '#primitives';
import type { PrivateKey } from '#primitives/primitives.ts';
import type { Draft } from '#statement/draft.ts';
import type { KeyChain } from '#statement/keychain.ts';
import {
  type Ground,
  inSeconds,
  introduceKeys,
  introduceRecovery,
  type Opening,
  type Sealing,
  say,
} from './first-keys.ts';
import { keyChainOf } from './key-view.ts';
import { MANDATE_DAYS_MOST } from './mandate-rules.ts';

const FIRST_MANDATE_DAYS = 365;
const HOURS_A_DAY = 24;

export type FoundingPerson = { readonly name: string; readonly roles: readonly Role[]; readonly uuid?: string };

export type Founding = {
  readonly party: string;
  readonly name: string;
  readonly kind: PartyKind;
  readonly territory: string;
  /** The authority an operator reports to; it must be known here already. */
  readonly parent?: string;
  /** Public address of the node. */
  readonly node?: string;
  /** Whom the first mandates are for; one of them administers. */
  readonly persons: readonly FoundingPerson[];
  /** Days the first mandates last; a year when left out. */
  readonly mandateDays?: number;
  /** What its mail is sealed with; X25519 when left out. */
  readonly sealing?: Sealing;
  /** A new key that whoever founds has put away already; made here when left out, and lost if the answer is. */
  readonly recovery?: PrivateKey;
};

export type Founded = {
  readonly party: string;
  /** The case that carries what the party says about itself. */
  readonly case: string;
  /** What peers pin: the RFC 7638 thumbprint of the root key. */
  readonly root: string;
  readonly persons: readonly { readonly person: string; readonly name: string; readonly roles: readonly Role[] }[];
  /** The recovery key, here and nowhere else: print it, keep it offline. It alone ends the rule of a stolen root. */
  readonly recovery: { readonly kid: string; readonly secret: Uint8Array };
};

/**
 * Founds a party on this node: its root introduces itself and its other keys, the profile says who it is, the first
 * mandates say who acts for it. A founding that broke off is taken up where it stopped. The recovery key comes last,
 * so that it is answered by the very call that introduces it. Refusals of the ledger are passed on.
 */
export async function foundParty(ground: Ground, founding: Founding): Promise<Outcome<Founded>> {
  const { ledger, connection } = ground;
  const faults = whyNotFounded(founding);
  if (faults !== undefined) return faults;
  const chain = await keyChainOf(connection, founding.party);
  if (isFounded(chain)) {
    return refuse('party-already-founded', phrase`${founding.party} was founded on this node already.`, 'party');
  }
  const caseId = (await standingOf(connection, founding.party)).case ?? randomUUID();
  const opening = {
    ground,
    party: founding.party,
    case: caseId,
    from: ledger.now(),
    sealing: founding.sealing ?? 'x25519',
  };
  const keys = await introduceKeys(opening, chain);
  if (!keys.ok) return keys;
  const { root } = keys.value;

  if ((await partyOf(connection, founding.party))?.hosted !== true) {
    const profile = await say(opening, 'party-profile', profileClaims(founding, root));
    if (!profile.ok) return profile;
  }
  const persons = await mandatePersons(opening, founding);
  if (!persons.ok) return persons;
  const recovery = await introduceRecovery(opening, root, founding.recovery ?? primitives.generateKey('ES256'));
  if (!recovery.ok) return recovery;
  return accept({ party: founding.party, case: caseId, root, persons: persons.value, recovery: recovery.value });
}

/** The recovery key comes last. */
export function isFounded(chain: KeyChain | undefined): boolean {
  return [...(chain?.keys.values() ?? [])].some((key) => key.use === 'recover');
}

function whyNotFounded({ persons, mandateDays }: Founding) {
  if (!persons.some(({ roles }) => roles.includes('administrator'))) {
    return refuse(
      'party-not-founded',
      'A party is founded with an administrator among its first persons.',
      'persons',
    );
  }
  if ((mandateDays ?? 0) <= MANDATE_DAYS_MOST) return undefined;
  return refuse('mandate-too-long', phrase`A mandate lasts at most ${MANDATE_DAYS_MOST} days.`, 'mandateDays');
}

/** Administrators come last: from the first of them on, the node can mandate nobody. */
async function mandatePersons(opening: Opening, founding: Founding): Promise<Outcome<Founded['persons']>> {
  const { ground, party, from } = opening;
  const until = from.add({ hours: (founding.mandateDays ?? FIRST_MANDATE_DAYS) * HOURS_A_DAY });
  const known = await mandatesOf(ground.connection, party, from);
  const ordered = [...founding.persons].sort((one, other) => administers(one) - administers(other));
  const mandated: Founded['persons'][number][] = [];
  for (const { name, roles, uuid } of ordered) {
    const before = known.find((mandate) => mandate.name === name);
    const person = before?.person ?? `${party}#${uuid ?? randomUUIDv7()}`;
    mandated.push({ person, name, roles });
    if (before !== undefined) continue;
    const term = { valid_from: inSeconds(from), valid_until: inSeconds(until) };
    const said = await say(opening, 'mandate', { party, person, display_name: name, roles: [...roles], ...term });
    if (!said.ok) return said;
  }
  return accept(mandated);
}

function administers({ roles }: FoundingPerson): number {
  return Number(roles.includes('administrator'));
}

function profileClaims(founding: Founding, root: string): Draft['claims'] {
  const { party: subject, name, kind, territory, parent, node } = founding;
  return {
    subject,
    name,
    kind,
    territory,
    root,
    ...(parent === undefined ? {} : { parent }),
    ...(node === undefined ? {} : { node }),
  };
}
