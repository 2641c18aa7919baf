import type { Connection } from '#store/connection.ts';
import { passkeysOf } from './passkeys.ts';
import { mandatesOf } from './view.ts';

export type FirstPerson = { readonly person: string; readonly party: string; readonly name: string };

/**
 * The administrator of this name while nobody of the party has a passkey: then no person could give a code, and
 * whoever runs the node may give one anew. Undefined as soon as anybody can sign in.
 */
export async function awaitedAdministrator(
  connection: Connection,
  party: string,
  name: string,
  now: Temporal.Instant,
): Promise<FirstPerson | undefined> {
  const mandates = await mandatesOf(connection, party, now);
  const passkeys = await Promise.all(mandates.map(({ person }) => passkeysOf(connection, person)));
  if (passkeys.some((found) => found.length > 0)) return undefined;
  const first = mandates.find((mandate) => mandate.name === name && mandate.roles.includes('administrator'));
  return first === undefined ? undefined : { person: first.person, party, name };
}
