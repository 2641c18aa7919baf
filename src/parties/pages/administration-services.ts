import type { PartyServices } from '#parties/services.ts';
import { mandatesOf } from '#parties/view.ts';

/** What the pages on which a party governs itself stand on. */
export type AdministrationServices = Pick<
  PartyServices,
  'connection' | 'ledger' | 'authority' | 'publicUrl' | 'world'
>;

/** What a party's persons are called, for pages of the party itself. */
export async function personNames(
  { connection, ledger }: Pick<PartyServices, 'connection' | 'ledger'>,
  party: string,
): Promise<(person: string) => string> {
  const mandates = await mandatesOf(connection, party, ledger.now());
  const names = new Map(mandates.map(({ person, name }) => [person, name]));
  return (person) => names.get(person) ?? person;
}
