import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { backUp } from '#ledger/backup.ts';
import { restoreBackup } from '#ledger/restore.ts';
import { BACKUP_TABLE_SETS } from '#node-tables.ts';
import { hashOf } from '#parties/secret.ts';
import { hasFeed, newFeed, revokeFeeds } from '#reminders/feeds.ts';
import { blobFolder } from '#store/blobs.ts';
import type { Connection } from '#store/connection.ts';
import { toMicroseconds } from '#store/instant.ts';
import { openStore } from '#store/open.ts';
import { createTables } from '#store/table-set.ts';
import { sqlitePlace } from '#testing/store-place.ts';
import { ALPHA, ORIGIN, tinyNode } from '#testing/tiny-ledger.ts';
import { codeHash } from './federation/peers/invitation.ts';
import { peeringTables } from './federation/peers/peering-tables.ts';
import { guestTables, openGuestLink, revokeGuestLink } from './parties/guests/guests.ts';
import { enrolmentOf, issueEnrolment, useEnrolment } from './parties/persons/enrolment.ts';

const PERSON = `${ALPHA}#01900000-0000-7000-8000-000000000001`;
const SECRET = 'what the guest was handed';
const INVITATION = 'A'.repeat(43);

/** One of each, handed out and not yet taken back or used. */
async function handedOut(connection: Connection, now: Temporal.Instant) {
  const expires_at = toMicroseconds(now.add({ hours: 1 }));
  const link = {
    id: 'link',
    hash: hashOf(SECRET),
    release: 'r',
    target: 't',
    case_id: 'c',
    guest: 'g',
    host: ALPHA,
  };
  const given = { contact: 'x', person: 'p', created_by: PERSON, created_at: toMicroseconds(now), expires_at };
  const open = { revoked_at: null, answered_at: null, said: null, answer: null };
  await guestTables(connection)
    .insertInto('guest_link')
    .values({ ...link, ...given, ...open })
    .execute();
  const invitation = {
    code_hash: codeHash(INVITATION),
    party: ALPHA,
    created_by: PERSON,
    expires_at,
    used_at: null,
  };
  await peeringTables(connection).insertInto('federation_invitation').values(invitation).execute();
  await newFeed(connection, { party: ALPHA, person: PERSON }, now);
  return issueEnrolment(connection, { person: PERSON, party: ALPHA, name: 'Ilse' }, now);
}

async function livesHere(connection: Connection, code: string, now: Temporal.Instant) {
  const [invitation] = await peeringTables(connection)
    .selectFrom('federation_invitation')
    .select('used_at')
    .execute();
  return {
    link: (await openGuestLink(connection, SECRET, now)).ok,
    feed: await hasFeed(connection, PERSON),
    enrolment: (await enrolmentOf(connection, code, now)).ok,
    invitation: invitation?.used_at === null,
  };
}

test('no guest link, calendar address, enrolment code or invitation of a backup lives after its restore', async () => {
  await using place = await sqlitePlace();
  await using into = await sqlitePlace();
  await using node = await tinyNode(place.target);
  const { connection } = node.store;
  await createTables(node.store, BACKUP_TABLE_SETS);
  const now = Temporal.Now.instant();
  const code = await handedOut(connection, now);
  const all = { link: true, feed: true, enrolment: true, invitation: true };
  assert.deepEqual(await livesHere(connection, code, now), all);
  const shared = { sets: BACKUP_TABLE_SETS, origin: ORIGIN, realm: 'exercise:test' };
  const path = join(place.folder, 'backup');
  const blobs = await blobFolder(join(place.folder, 'blobs'));
  assert.ok((await backUp({ ...shared, store: node.store, blobs, path })).ok);
  assert.ok((await revokeGuestLink(connection, ALPHA, 'link', now)).ok);
  await revokeFeeds(connection, PERSON, now);
  const enrolment = await enrolmentOf(connection, code, now);
  assert.ok(enrolment.ok && (await useEnrolment(connection, enrolment.value.hash, now)).ok);
  const openBlobs = () => blobFolder(join(into.folder, 'blobs'));
  assert.ok((await restoreBackup({ ...shared, path, openStore: () => openStore(into.target), openBlobs })).ok);
  await using restored = await openStore(into.target);
  const none = { link: false, feed: false, enrolment: false, invitation: false };
  assert.deepEqual(await livesHere(restored.connection, code, now), none);
});
