/** What must hold of two nodes after any crash: nothing acknowledged is lost, forked, doubled or out of step. */

import assert from 'node:assert/strict';
import { deliveries } from '#federation/delivery/deliveries.ts';
import { misbehaving } from '#federation/logs/misbehaviour-detection.ts';
import { seenTables } from '#federation/logs/seen-checkpoints.ts';
import { federationTables } from '#federation/tables.ts';
import { ledgerTables } from '#ledger/tables.ts';
import { readTile } from '#ledger/tiles.ts';
import { buildConsistency, consistencyRanges, verifyConsistency } from '#log/consistency.ts';
import { TileCache, tileReader, tilesForRanges } from '#log/tile-reader.ts';
import type { Draft } from '#statement/draft.ts';
import { checkLedger } from '#testing/check-ledger.ts';
import { eventually } from '#testing/eventually.ts';
import { must } from '#testing/federation.ts';
import { ERASED_CLAIM } from './load.ts';
import { otherSide, SIDES, type Side, type SideName } from './pair.ts';
import { ofKind, type Said, type Shown } from './shown.ts';

const DELIVERY_LIMIT_MS = 30_000;
/** Of what was said before the last crash, so many are submitted again each time. */
const REPEATED = 5;

type Tried = Extract<Shown, { kind: 'tried' }>;

export type OpenPair = Readonly<Record<SideName, Side>>;

/**
 * Throws at the first thing that does not hold. `shown` is all that was ever acknowledged or published, `crashed` the
 * sides whose whole log and every view are folded anew and compared.
 */
export async function checkPair(
  pair: OpenPair,
  shown: readonly Shown[],
  crashed: readonly SideName[],
): Promise<void> {
  const said = ofKind(shown, 'said');
  for (const name of SIDES) {
    const own = said.filter(({ side }) => side === name);
    await nothingSaidIsLost(pair[name], own);
    await everyCheckpointStillHolds(pair, name, ofKind(shown, 'checkpoint'));
  }
  await whatWasTriedIsStoredOnce(pair, shown);
  await everyReleaseHasOneReceipt(pair, said);
  await everyWithdrawalIsHeld(pair, said);
  for (const name of crashed) await checkLedger(pair[name].ledger);
  for (const name of SIDES) {
    assert.deepEqual(await misbehaving(pair[name].store.connection), [], `${name} accuses its peer`);
  }
}

async function nothingSaidIsLost({ store, ledger }: Side, said: readonly Said[]): Promise<void> {
  const rows = await ledgerTables(store.connection)
    .selectFrom('statement')
    .select(['digest', 'log_index', 'disclosures'])
    .where('origin', '=', 'own')
    .execute();
  const held = new Map(rows.map((row) => [row.digest, row]));
  const lost = said.filter(({ digest, index }) => held.get(digest)?.log_index !== index);
  assert.deepEqual(lost, [], `acknowledged statements of ${ledger.origin} are lost`);
  const erased = said.filter(({ type }) => type === 'erasure').map(({ target = '' }) => held.get(target));
  const back = erased.filter((row) => row !== undefined && claimNames(row.disclosures).includes(ERASED_CLAIM));
  assert.deepEqual(back, [], 'erased claims are back');
}

function claimNames(disclosures: string): readonly string[] {
  return disclosures.split('~').map((encoded) => {
    const [, name] = JSON.parse(Buffer.from(encoded, 'base64url').toString()) as [string, string];
    return name;
  });
}

/** Every checkpoint printed by the node, and every one its peer has seen, begins the log as it is now. */
async function everyCheckpointStillHolds(
  pair: OpenPair,
  name: SideName,
  shown: readonly Extract<Shown, { kind: 'checkpoint' }>[],
): Promise<void> {
  const { ledger, store } = pair[name];
  const now = await ledgerTables(store.connection)
    .selectFrom('checkpoint')
    .select(['size', 'root'])
    .where('log', '=', ledger.origin)
    .orderBy('size', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  const heads = new Map<string, { size: number; root: string }>();
  for (const { side, size, root } of shown) if (side === name) heads.set(`${size} ${root}`, { size, root });
  for (const head of await seenByPeer(pair[otherSide(name)], ledger.origin)) {
    heads.set(`${head.size} ${head.root}`, head);
  }
  const cache = new TileCache();
  for (const { size, root } of heads.values()) {
    const tiles = new Map<string, Uint8Array | undefined>();
    for (const { level, index } of tilesForRanges(consistencyRanges(size, now.size), now.size, cache)) {
      tiles.set(`${level}/${index}`, await readTile(store.connection, ledger.origin, level, index));
    }
    const read = tileReader(now.size, (level, index) => tiles.get(`${level}/${index}`), cache);
    const proof = must(buildConsistency(size, now.size, read));
    must(verifyConsistency(size, now.size, Uint8Array.fromBase64(root), now.root, proof));
  }
}

async function seenByPeer({ store }: Side, origin: string): Promise<readonly { size: number; root: string }[]> {
  return seenTables(store.connection)
    .selectFrom('federation_seen_checkpoint')
    .select(['size', 'root'])
    .where('origin', '=', origin)
    .execute();
}

/** A submission cut off by the crash is made again under its key; one that was answered gets the same answer. */
async function whatWasTriedIsStoredOnce(pair: OpenPair, shown: readonly Shown[]): Promise<void> {
  const digests = new Map(ofKind(shown, 'said').flatMap(({ key, digest }) => (key ? [[key, digest]] : [])));
  const tried = ofKind(shown, 'tried');
  const open = tried.filter(({ key }) => !digests.has(key));
  const answered = tried.filter(({ key }) => digests.has(key)).slice(-REPEATED);
  const again = async ({ side, key, draft }: Tried): Promise<void> => {
    const { ledger, person } = pair[side];
    const actor = person(draft.issuer, 'duty-officer');
    const submit = () => ledger.submit({ kind: 'draft', actor, draft, idempotencyKey: key });
    const [first, second] = (await Promise.all([submit(), submit()])).map(must);
    assert.equal(second?.digest, first?.digest, 'the same key gave two statements');
    assert.equal(first?.digest, digests.get(key) ?? first?.digest, 'the same key gave another statement');
    await storedOnce(pair[side], draft, first?.digest);
  };
  await Promise.all([...open, ...answered].map(again));
}

/** The load says each type once a case, and releases each alert once; the node itself releases withdrawals. */
async function storedOnce(
  side: Side,
  { type, case: caseId, claims }: Draft,
  digest: string | undefined,
): Promise<void> {
  const rows =
    type === 'release'
      ? await federation(side)
          .selectFrom('federation_release')
          .select('digest')
          .where('target', '=', claims.target as string)
          .where('issuer', '=', side.plan.party)
          .execute()
      : await ledgerTables(side.store.connection)
          .selectFrom('statement')
          .select('digest')
          .where('case_id', '=', caseId)
          .where('vct', 'like', `urn:comity:statement:${type}:%`)
          .execute();
  const digests = rows.map((row) => row.digest);
  assert.deepEqual(digests, [digest], `${type} was stored more than once`);
}

async function everyReleaseHasOneReceipt(pair: OpenPair, said: readonly Said[]): Promise<void> {
  for (const name of SIDES) {
    const [from, to] = [pair[name], pair[otherSide(name)]];
    const waiting = () => releasesWithout(from);
    await eventually(
      `every release of ${name} to be received`,
      async () => (await waiting()) === 0,
      DELIVERY_LIMIT_MS,
    );
    const releases = said.filter(({ side, type }) => side === name && type === 'release');
    const sent = await deliveries(from.store.connection, { releases: releases.map(({ digest }) => digest) });
    const came = await deliveries(to.store.connection, { releases: releases.map(({ digest }) => digest) });
    assert.equal(sent.length, releases.length);
    assert.deepEqual(
      came.map(({ release, receipt }) => [release, receipt?.digest]),
      came.map(({ release }) => [release, sent.find((one) => one.release === release)?.receipt?.digest]),
      'the two sides hold different receipts',
    );
    assert.equal(came.length, releases.length, 'a release that was acknowledged did not arrive');
    const receipts = await federation(to).selectFrom('federation_receipt').select(['release', 'digest']).execute();
    const answered = receipts.filter(({ release }) => releases.some(({ digest }) => digest === release));
    assert.equal(answered.length, releases.length, 'a release was answered by more than one receipt');
  }
}

async function releasesWithout(side: Side): Promise<number> {
  const rows = await federation(side)
    .selectFrom('federation_release')
    .select('digest')
    .where('issuer', '=', side.plan.party)
    .where('receipt', 'is', null)
    .execute();
  return rows.length;
}

/** A withdrawal of something that was released follows it to whoever holds it. */
async function everyWithdrawalIsHeld(pair: OpenPair, said: readonly Said[]): Promise<void> {
  const released = new Set(said.filter(({ type }) => type === 'release').map(({ target }) => target));
  for (const { side, type, digest, target } of said) {
    if (type !== 'incident-withdrawal' || !released.has(target)) continue;
    const there = ledgerTables(pair[otherSide(side)].store.connection);
    const look = () =>
      there.selectFrom('statement').select('digest').where('digest', '=', digest).executeTakeFirst();
    await eventually(`the withdrawal ${digest} at the holder`, look, DELIVERY_LIMIT_MS);
  }
}

function federation(side: Side) {
  return federationTables(side.store.connection);
}
