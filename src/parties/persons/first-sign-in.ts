import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import type { PartyCode } from '#parties/codes.ts';
import { mandatesOf } from '#parties/view.ts';
import type { Connection } from '#store/connection.ts';
import { passkeysOf } from './passkeys.ts';

export type FirstPerson = { readonly person: string; readonly party: string; readonly name: string };

/**
 * The administrator of this name while nobody of the party has a passkey for this host, because nobody has enrolled yet or
 * the node has moved to another name: then no person could give a code, and whoever runs the node may give one anew.
 * Refused as soon as anybody can sign in.
 */
export async function awaitedAdministrator(
  connection: Connection,
  party: string,
  name: string,
  host: string,
  now: Temporal.Instant,
): Promise<Outcome<FirstPerson, PartyCode>> {
  const mandates = await mandatesOf(connection, party, now);
  const passkeys = await Promise.all(mandates.map(({ person }) => passkeysOf(connection, person)));
  if (passkeys.flat().some((passkey) => passkey.host === null || passkey.host === host)) {
    const sentence = phrase`${party} was founded on this node already, and its people sign in: an administrator of it gives new codes.`;
    return refuse('party-already-founded', sentence, 'party');
  }
  const administrators = mandates.filter(({ roles }) => roles.includes('administrator'));
  const first = administrators.find((mandate) => mandate.name === name);
  if (first !== undefined) return accept({ person: first.person, party, name });
  const named = administrators.map((mandate) => mandate.name).join(', ');
  const sentence = phrase`${party} was founded on this node already, and waits for its administrator ${named}: say that name for a new code.`;
  return refuse('party-already-founded', sentence, 'administrator');
}
