import { type SqlBool, sql } from 'kysely';
import type { PartyTables } from './tables.ts';

type Signed = 'pin' | 'mandate' | 'ending' | 'removal' | 'relation';

/**
 * True of a row whose signature counts: not made with a key that its party revoked as of a time before it. What a thief
 * said with a stolen key gives nobody power until then and takes none away; no chain is walked for it, since revocations
 * stated here have passed the rule that walks it. `alias` is the name of the row's table in the query.
 */
export function signedInTime(alias: Signed) {
  const [issuer, signer, provenAt] = ['issuer', 'signer', 'proven_at'].map((column) =>
    sql.ref(`${alias}.${column}`),
  );
  const revocation: keyof PartyTables = 'party_key_revocation';
  return sql<SqlBool>`not exists (select 1 from ${sql.table(revocation)} as revoked where revoked.party = ${issuer}
    and revoked.issuer = revoked.party and revoked.own = 1 and revoked.kid = ${signer}
    and revoked.invalid_after < ${provenAt})`;
}
