import { heldStatements } from '#federation/agreements/held-statements.ts';
import type { Checked } from '#federation/arrival-check.ts';
import { type Office, standingNow } from '#federation/office.ts';
import { federationTables } from '#federation/tables.ts';
import { checkLogSignature } from '#federation/trust.ts';
import type { Ledger } from '#ledger/contract.ts';
import { ledgerTables } from '#ledger/tables.ts';
import type { SignedCheckpoint } from '#log/checkpoint.ts';
import { parseLogProof } from '#log/proof.ts';
import { partiesHosted, partyOf } from '#parties/view.ts';
import { primitives } from '#primitives';
import { present } from '#statement/present.ts';
import type { Connection } from '#store/connection.ts';
import { otherGrowth } from './growth.ts';
import { mirroredDigests, mirroredProof } from './mirror-tables.ts';
import { formatMisbehaviour, type MisbehaviourProof, provenEntry, twoRootsProof } from './misbehaviour.ts';
import { checkpointLine, noteCheckpoints, seenCheckpointsBetween } from './seen-checkpoints.ts';

/** A proof found, and against whom: `party` where a party's signature contradicts itself, else the log alone. */
export type Found = { readonly log: string; readonly party: string | null; readonly proof: MisbehaviourProof };

/**
 * Looks for contradictions in what has just arrived: checkpoints against those seen before, statements against others
 * at the same index, running numbers against each other. Foreign statements must be stored already.
 */
export async function detectMisbehaviour(
  connection: Connection,
  heads: readonly SignedCheckpoint[],
  arrived: readonly Checked[],
  now: Temporal.Instant,
): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (const { origin, one, other } of await noteCheckpoints(connection, heads, now)) {
    found.push({ log: origin, party: null, proof: twoRootsProof(one, other) });
  }
  found.push(...(await grownOtherwise(connection, heads)));
  for (const [log, ofLog] of Map.groupBy(arrived, (checked) => checked.parsed.log)) {
    found.push(
      ...(await sameIndex(connection, log, ofLog)),
      ...(await notAsMirrored(connection, log, ofLog)),
      ...(await sameNumber(connection, log, ofLog)),
    );
  }
  return found;
}

/** Branches are mostly shown at different sizes, where no two checkpoints of them are equally large. */
async function grownOtherwise(
  connection: Connection,
  heads: readonly SignedCheckpoint[],
): Promise<readonly Found[]> {
  const found: Found[] = [];
  const distinct = new Map(heads.map((signed) => [checkpointLine(signed), signed]));
  for (const signed of distinct.values()) {
    const proof = await otherGrowth(connection, signed);
    if (proof !== undefined) found.push({ log: signed.checkpoint.origin, party: null, proof });
  }
  return found;
}

/** What was seen of a log before its copy here had grown so far is compared once it has. */
export async function detectInGrown(
  { store, ledger }: Office,
  log: string,
  { from, upTo }: { readonly from: number; readonly upTo: number },
): Promise<void> {
  if (upTo <= from) return;
  const found = await grownOtherwise(
    store.connection,
    await seenCheckpointsBetween(store.connection, log, from, upTo),
  );
  const [speaker] = found.length === 0 ? [] : await partiesHosted(store.connection);
  if (speaker !== undefined) await stateMisbehaviour(store.connection, ledger, speaker.party, found);
}

type OfOneLog = (connection: Connection, log: string, arrived: readonly Checked[]) => Promise<Found[]>;

const sameIndex: OfOneLog = async (connection, log, arrived) => {
  const rows = await ledgerTables(connection)
    .selectFrom('statement')
    .select(['digest', 'log_index', 'proof'])
    .where('log', '=', log)
    .where(
      'log_index',
      'in',
      arrived.map(({ proof }) => proof.index),
    )
    .execute();
  return arrived.flatMap(({ parsed, proof }): Found[] => {
    const row = rows.find((held) => held.log_index === proof.index && held.digest !== parsed.digest);
    const other = row?.proof === null || row === undefined ? undefined : parseLogProof(row.proof);
    if (row === undefined || !other?.ok) return [];
    const entries = [provenEntry(row.digest, other.value), provenEntry(parsed.digest, proof)] as const;
    return [{ log, party: null, proof: { kind: 'two-leaves', entries } }];
  });
};

/** The log proved to us another entry at this index than the one it showed to its mirror here. */
const notAsMirrored: OfOneLog = async (connection, log, arrived) => {
  const found: Found[] = [];
  const entries = await mirroredDigests(
    connection,
    log,
    arrived.map(({ proof }) => proof.index),
  );
  for (const { parsed, proof } of arrived) {
    const digest = entries.get(proof.index);
    if (digest === undefined || digest === parsed.digest) continue;
    const other = await mirroredProof(connection, log, proof.index);
    if (other === undefined) continue;
    const halves = [provenEntry(other.digest, other.proof), provenEntry(parsed.digest, proof)] as const;
    found.push({ log, party: null, proof: { kind: 'two-leaves', entries: halves } });
  }
  return found;
};

const sameNumber: OfOneLog = async (connection, log, arrived) => {
  const numbered = arrived.flatMap(({ parsed, claims }) => {
    const number = claims.get('number')?.value;
    // Only such as the view keeps; another would not even be asked for.
    return typeof number === 'number' && Number.isSafeInteger(number) ? [{ parsed, number }] : [];
  });
  if (numbered.length === 0) return [];
  const rows = await federationTables(connection)
    .selectFrom('federation_number')
    .select(['issuer', 'number', 'digest'])
    .where('log', '=', log)
    .where('issuer', 'in', [...new Set(numbered.map(({ parsed }) => parsed.issuer))])
    .where(
      'number',
      'in',
      numbered.map(({ number }) => number),
    )
    .execute();
  const found: Found[] = [];
  for (const { parsed, number } of numbered) {
    const same = rows.find(
      (row) => row.issuer === parsed.issuer && row.number === number && row.digest !== parsed.digest,
    );
    if (same === undefined) continue;
    const [one, other] = [await numberOnly(connection, same.digest), await numberOnly(connection, parsed.digest)];
    if (one === undefined || other === undefined) continue;
    const proof: MisbehaviourProof = { kind: 'two-under-one-number', statements: [one, other] };
    found.push({ log, party: parsed.issuer, proof });
  }
  return found;
};

/** A proof shows the running number and no other claim: whoever checks it need not see what was said. */
async function numberOnly(connection: Connection, digest: string): Promise<string | undefined> {
  const holding = (await heldStatements(connection, [digest])).get(digest);
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
    const known = await federationTables(connection)
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
    const key = misbehaviourKey(proof.kind, log, party);
    // Two statements under one number show claims of theirs: that proof goes no further than such claims may.
    const markings = proof.kind === 'two-under-one-number' ? { proof: { tlp: 'amber' } as const } : {};
    const draft = { type: 'misbehaviour-proof', issuer, case: ownCase, claims, markings };
    await ledger.submit({ kind: 'draft', actor: { kind: 'node' }, draft, jobKey: key });
  }
}

/**
 * What a log signed is remembered whatever was answered: two such words may contradict each other. Nothing happens
 * when no confirmed peer's log signed it.
 */
export async function rememberCheckpoint(office: Office, signed: SignedCheckpoint): Promise<void> {
  const { store, ledger, world } = office;
  const { trust } = await standingNow(office);
  if (!checkLogSignature(signed, trust, world()).ok) return;
  const found = await detectMisbehaviour(store.connection, [signed], [], world());
  const [speaker] = await partiesHosted(store.connection);
  if (speaker !== undefined) await stateMisbehaviour(store.connection, ledger, speaker.party, found);
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
  const rows = await federationTables(connection)
    .selectFrom('federation_misbehaviour')
    .select(['digest', 'log', 'party', 'kind', 'proof'])
    .where('origin', '=', 'own')
    .orderBy('arrival')
    .execute();
  return rows.map(({ digest, ...row }) => ({ statement: digest, ...row }));
}

/** One proof of each kind for each log and party: more of it proves nothing new. */
export function misbehaviourKey(kind: MisbehaviourProof['kind'], log: string, party: string | null): string {
  return primitives.sha256Base64url(`misbehaviour ${kind} ${log} ${party ?? ''}`);
}
