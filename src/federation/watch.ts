import type { Ledger } from '#ledger/contract.ts';
import { ledgerTables } from '#ledger/tables.ts';
import type { SignedCheckpoint } from '#log/checkpoint.ts';
import { parseLogProof } from '#log/proof.ts';
import { partyOf } from '#parties/view.ts';
import { present } from '#statement/present.ts';
import type { Connection } from '#store/connection.ts';
import type { Checked } from './arrival-check.ts';
import { noteHeads } from './heads.ts';
import { holdings } from './holdings.ts';
import { mirroredProof } from './mirror-tables.ts';
import { formatMisbehaviour, type MisbehaviourProof, provenEntry, twoRootsProof } from './misbehaviour.ts';
import type { FederationTables } from './tables.ts';

/** A proof found, and against whom: `party` where a party's signature contradicts itself, else the log alone. */
export type Found = { readonly log: string; readonly party: string | null; readonly proof: MisbehaviourProof };

/**
 * Looks for contradictions in what has just arrived: checkpoints against those seen before, statements against others
 * at the same index, running numbers against each other. Foreign statements must be stored already.
 */
export async function lookForMisbehaviour(
  connection: Connection,
  heads: readonly SignedCheckpoint[],
  arrived: readonly Checked[],
  now: Temporal.Instant,
): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (const { origin, one, other } of await noteHeads(connection, heads, now)) {
    found.push({ log: origin, party: null, proof: twoRootsProof(one, other) });
  }
  for (const checked of arrived) {
    found.push(
      ...(await sameIndex(connection, checked)),
      ...(await notAsMirrored(connection, checked)),
      ...(await sameNumber(connection, checked)),
    );
  }
  return found;
}

async function sameIndex(connection: Connection, { parsed, proof }: Checked): Promise<Found[]> {
  const rows = await ledgerTables(connection)
    .selectFrom('statement')
    .select(['digest', 'proof'])
    .where('log', '=', parsed.log)
    .where('log_index', '=', proof.index)
    .where('digest', '!=', parsed.digest)
    .limit(1)
    .execute();
  return rows.flatMap((row) => {
    const other = row.proof === null ? undefined : parseLogProof(row.proof);
    if (!other?.ok) return [];
    const entries = [provenEntry(row.digest, other.value), provenEntry(parsed.digest, proof)] as const;
    return [{ log: parsed.log, party: null, proof: { kind: 'two-leaves', entries } }];
  });
}

/** The log proved to us another entry at this index than the one it showed to its mirror here. */
async function notAsMirrored(connection: Connection, { parsed, proof }: Checked): Promise<Found[]> {
  const other = await mirroredProof(connection, parsed.log, proof.index);
  if (other === undefined || other.digest === parsed.digest) return [];
  const entries = [provenEntry(other.digest, other.proof), provenEntry(parsed.digest, proof)] as const;
  return [{ log: parsed.log, party: null, proof: { kind: 'two-leaves', entries } }];
}

async function sameNumber(connection: Connection, { parsed, claims }: Checked): Promise<Found[]> {
  const number = claims.get('number')?.value;
  if (typeof number !== 'number') return [];
  const rows = await connection
    .$extendTables<FederationTables>()
    .selectFrom('federation_number')
    .select('digest')
    .where('issuer', '=', parsed.issuer)
    .where('log', '=', parsed.log)
    .where('number', '=', number)
    .where('digest', '!=', parsed.digest)
    .limit(1)
    .execute();
  const found: Found[] = [];
  for (const { digest } of rows) {
    const [one, other] = [await numberOnly(connection, digest), await numberOnly(connection, parsed.digest)];
    if (one === undefined || other === undefined) continue;
    const proof: MisbehaviourProof = { kind: 'two-under-one-number', statements: [one, other] };
    found.push({ log: parsed.log, party: parsed.issuer, proof });
  }
  return found;
}

/** A proof shows the running number and no other claim: whoever checks it need not see what was said. */
async function numberOnly(connection: Connection, digest: string): Promise<string | undefined> {
  const holding = (await holdings(connection, [digest])).get(digest);
  const number = holding?.disclosures.find(({ claim }) => claim.name === 'number');
  return holding === undefined || number === undefined ? undefined : present(holding.jwt, [number.encoded]);
}

/** States a proof in our log, once for each log or party and kind; from then on its releases are flagged. */
export async function stateMisbehaviour(
  connection: Connection,
  ledger: Ledger,
  issuer: string,
  found: readonly Found[],
): Promise<void> {
  for (const { log, party, proof } of found) {
    const known = await connection
      .$extendTables<FederationTables>()
      .selectFrom('federation_misbehaviour')
      .select('party')
      .where('log', '=', log)
      .where('kind', '=', proof.kind)
      .execute();
    if (known.some((row) => row.party === party)) continue;
    const ownCase = (await partyOf(connection, issuer))?.case;
    if (ownCase === null || ownCase === undefined) continue;
    const subject = party === null ? { log_origin: log } : { log_origin: log, party };
    const claims = { ...subject, kind: proof.kind, proof: formatMisbehaviour(proof) };
    const key = `misbehaviour ${proof.kind} ${log} ${party ?? ''}`.trim().replaceAll(' ', '|').slice(0, 200);
    // Two statements under one number show claims of theirs: that proof goes no further than such claims may.
    const markings = proof.kind === 'two-under-one-number' ? { proof: { tlp: 'amber' } as const } : {};
    const draft = { type: 'misbehaviour-proof', issuer, case: ownCase, claims, markings };
    await ledger.submit({ kind: 'draft', actor: { kind: 'node' }, draft, idempotencyKey: key });
  }
}

/** What is proven against a log or one of its parties; shown wherever its statements are. */
export type Misbehaving = {
  readonly statement: string;
  readonly log: string;
  readonly party: string | null;
  readonly kind: string;
  readonly proof: string;
};

/** Only what this node itself found or accepted counts; a peer's word of a proof has to be checked first. */
export async function misbehaving(connection: Connection): Promise<readonly Misbehaving[]> {
  const rows = await connection
    .$extendTables<FederationTables>()
    .selectFrom('federation_misbehaviour')
    .select(['digest', 'log', 'party', 'kind', 'proof'])
    .where('origin', '=', 'own')
    .orderBy('arrival')
    .execute();
  return rows.map(({ digest, ...row }) => ({ statement: digest, ...row }));
}
