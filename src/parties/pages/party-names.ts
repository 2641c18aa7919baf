import type { Ledger } from '#ledger/contract.ts';
import { type Party, partiesKnown } from '#parties/view.ts';
import type { Connection } from '#store/connection.ts';

/** Names of parties for pages, as their profiles tell them. */
export type PartyBook = {
  name(did: string): string;
  readonly parties: ReadonlyMap<string, Party>;
};

/** Statements after which the book is read anew. */
const DESCRIBING = new Set(['party-profile', 'peer-confirmation', 'peer-removal']);

/** Reads the profiles once, and again when somebody describes itself anew; a page then costs no query for names. */
export function createPartyNames(
  connection: Connection,
  ledger: Pick<Ledger, 'onRecorded'>,
): () => Promise<PartyBook> {
  let book: Promise<PartyBook> | undefined;
  ledger.onRecorded((records) => {
    if (records.some(({ type }) => DESCRIBING.has(type))) book = undefined;
  });
  return () => {
    book ??= read(connection).catch((cause: unknown) => {
      book = undefined;
      throw cause;
    });
    return book;
  };
}

async function read(connection: Connection): Promise<PartyBook> {
  const parties = new Map((await partiesKnown(connection)).map((party) => [party.party, party]));
  return { parties, name: (did) => parties.get(did)?.name ?? did };
}
