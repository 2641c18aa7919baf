import type { Ledger } from '#ledger/contract.ts';
import { traitsOf } from '#statement/traits.ts';
import type { Connection } from '#store/connection.ts';
import { lookAlikes, readsAsLatin } from './name-skeleton.ts';
import { type Party, partiesKnown } from './view.ts';

/** Names of parties for pages, as their profiles tell them. */
export type PartyBook = {
  /** A name that can be taken for another party's is followed by the identifier, which cannot. */
  name(did: string): string;
  /** Parties whose names look like that of this one. */
  lookAlikes(did: string): readonly string[];
  readonly parties: ReadonlyMap<string, Party>;
};

/** Reads the profiles once, and again when somebody describes itself anew; a page then costs no query for names. */
export function createPartyNames(
  connection: Connection,
  ledger: Pick<Ledger, 'onRecorded' | 'types'>,
): () => Promise<PartyBook> {
  const traits = traitsOf(ledger.types);
  let book: Promise<PartyBook> | undefined;
  ledger.onRecorded((records) => {
    if (records.some(({ type }) => traits.type(type).describes !== undefined)) book = undefined;
  });
  return () => {
    book ??= partiesKnown(connection)
      .then(bookOf)
      .catch((cause: unknown) => {
        book = undefined;
        throw cause;
      });
    return book;
  };
}

export function bookOf(known: readonly Party[]): PartyBook {
  const parties = new Map(known.map((party) => [party.party, party]));
  const alike = lookAlikes(new Map(known.map(({ party, name }) => [party, name])));
  const shown = new Map(
    known.map(({ party, name }) => [party, alike.has(party) || readsAsLatin(name) ? `${name} (${party})` : name]),
  );
  return { parties, name: (did) => shown.get(did) ?? did, lookAlikes: (did) => alike.get(did) ?? [] };
}
