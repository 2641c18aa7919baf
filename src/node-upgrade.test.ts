/** A node that the program before versions has left (`vectors/nodes/before-versions`), opened by this one. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { viewsOf } from '#desk/saved-views.ts';
import { restoreBackup } from '#ledger/restore.ts';
import { type Node, openNode } from '#node.ts';
import { BACKUP_TABLE_SETS } from '#node-tables.ts';
import { remindersJob } from '#reminders/capability.ts';
import { feedOwner } from '#reminders/feeds.ts';
import { inboxOf } from '#reminders/queue.ts';
import { personSettings } from '#reminders/settings.ts';
import { readSettings } from '#settings.ts';
import { blobFolder } from '#store/blobs.ts';
import type { StepTaken } from '#store/move-forward.ts';
import { openStore, SQLITE_FILE } from '#store/open.ts';
import { checkLedger } from '#testing/check-ledger.ts';
import { checkAnswers } from '#testing/checked-answers.ts';
import { eventually } from '#testing/eventually.ts';
import { codeOf, failedChecks, operate } from '#testing/operator.ts';
import { postgresPlace, type StorePlace, sqlitePlace } from '#testing/store-place.ts';
import { buildAssets } from '#web/assets.ts';
import { enrolmentOf } from './parties/persons/enrolment.ts';
import { resumeDraft } from './parties/workspace/workspace.ts';
import { buildNodeServer } from './server.ts';

const VECTOR = join(import.meta.dirname, '../vectors/nodes/before-versions');
/** Those of this machine, and not of the folder. */
const OF_MACHINE = new Set(['disk-full', 'clock-behind']);

type Expected = {
  readonly passphrase: string;
  readonly publicUrl: string;
  readonly at: string;
  readonly party: string;
  readonly ann: string;
  readonly cases: readonly [string, string];
  readonly promised: string;
  readonly token: string;
  readonly draft: string;
  readonly draftCode: string;
  readonly feed: string;
  readonly code: string;
  readonly statements: number;
  readonly inbox: readonly { readonly key: string; readonly what: string }[];
};

let made: Expected;
let ended: AsyncDisposableStack;

before(async () => {
  made = JSON.parse(await readFile(join(VECTOR, 'expected.json'), 'utf8')) as Expected;
  ended = new AsyncDisposableStack();
  await buildAssets();
});
after(() => ended?.disposeAsync());

/** A folder with the node as it was left, and the settings that open it. */
async function leftNode() {
  const place = ended.use(await sqlitePlace());
  await writeFile(join(place.folder, SQLITE_FILE), gunzipSync(await readFile(join(VECTOR, 'comity.sqlite.gz'))));
  return { ...place, environment: await environmentOf(place) };
}

async function environmentOf({ folder, target }: StorePlace): Promise<Readonly<Record<string, string>>> {
  const passphrase = join(folder, 'passphrase');
  await writeFile(passphrase, `${made.passphrase}\n`, { mode: 0o600 });
  const database = 'folder' in target ? {} : { DATABASE_URL: target.databaseUrl, COMITY_SCHEMA: target.schema };
  const own = { COMITY_DATA: folder, COMITY_PASSPHRASE_FILE: passphrase, COMITY_PUBLIC_URL: made.publicUrl };
  return { ...own, ...database };
}

async function opened(environment: Readonly<Record<string, string>>) {
  const settings = readSettings(environment);
  assert.ok(settings.ok, JSON.stringify(settings));
  const steps: StepTaken[] = [];
  const node = await openNode(settings.value, {
    clock: () => Temporal.Instant.from(made.at).add({ minutes: 5 }),
    movedForward: (taken) => steps.push(...taken),
    trouble: (failure, doing) => assert.fail(`${doing}: ${String(failure)}`),
  });
  return { node, steps: steps.map(({ set, number }) => `${set} ${number}`) };
}

async function rowsOf({ store }: Node, table: string): Promise<readonly Record<string, unknown>[]> {
  return (await sql<Record<string, unknown>>`select * from ${sql.table(table)}`.execute(store.connection)).rows;
}

/** Each key as it is today: the case it is about, then what it was. */
function keysToday(): readonly string[] {
  return made.inbox.map(({ key }) => `${key.startsWith('own-promise') ? made.cases[0] : made.cases[1]} ${key}`);
}

/** Codes that were handed out end with a restore, since nobody knows which of them were used after the backup. */
async function nothingIsLost(node: Node, isRestored = false): Promise<void> {
  const { connection } = node.store;
  const now = node.ledger.now();
  assert.equal((await rowsOf(node, 'statement')).length, made.statements);
  assert.ok((await node.ledger.proof(made.promised)) !== undefined);
  assert.deepEqual(await node.ledger.viewsOutOfStep(), []);
  const draft = await resumeDraft({ connection, party: made.party }, made.draftCode);
  assert.equal(draft.ok && draft.value.claims.what, 'A draft from before');
  assert.equal((await personSettings(connection, made.ann)).mail, 'ann@old.example');
  assert.equal((await viewsOf(connection, made.ann))[0]?.name, 'Mine');
  const enrolment = await enrolmentOf(connection, made.code, now);
  assert.equal(enrolment.ok && enrolment.value.name, isRestored ? false : 'Bo');
  const inbox = await inboxOf(connection, made.ann);
  assert.deepEqual(new Set(inbox.map(({ key }) => key)), new Set(keysToday()));
  const doubtful = inbox.filter(({ sureness }) => sureness?.confidence === 'R' && sureness.least === 'calendar');
  assert.deepEqual([...new Set(doubtful.map((one) => one.case))], [made.cases[1]]);
  assert.equal(doubtful.length, 2);
  const outgoing = await rowsOf(node, 'reminder_outgoing');
  assert.deepEqual(new Set(outgoing.map(({ key }) => key)), new Set(keysToday()));
}

test('a node of the version before opens with nothing lost, is served, and its log goes on', async () => {
  const { environment } = await leftNode();
  const { node: found, steps } = await opened(environment);
  assert.ok(found.ok, JSON.stringify(found));
  await using node = found.value;
  assert.deepEqual(steps, ['reminders 1', 'gateway 1']);
  await nothingIsLost(node);
  const feed = await feedOwner(node.store.connection, made.feed, node.ledger.now());
  assert.equal(feed.ok && feed.value.person, made.ann);
  const app = await buildNodeServer(node);
  checkAnswers(app);
  try {
    await app.ready();
    const headers = { host: new URL(made.publicUrl).host, authorization: `Bearer ${made.token}` };
    assert.equal((await app.inject({ url: '/healthz', headers })).statusCode, 200);
    const told = await app.inject({ url: '/api/v1/reminders', headers });
    assert.equal(told.json<{ reminders: readonly unknown[] }>().reminders.length, made.inbox.length, told.body);
  } finally {
    await app.close();
  }
  await checkLedger(node.ledger);
});

test('whoever was reminded before the upgrade is not reminded of it again after it', async () => {
  const { environment } = await leftNode();
  const { node: found } = await opened(environment);
  assert.ok(found.ok, JSON.stringify(found));
  await using node = found.value;
  const due = node.ledger.now().add({ hours: 20 }).toString();
  const said = await node.ledger.submit({
    kind: 'draft',
    actor: { kind: 'person', person: made.ann, party: made.party },
    draft: { type: 'promise', issuer: made.party, case: made.cases[0], claims: { what: 'New', due } },
  });
  assert.ok(said.ok, JSON.stringify(said));
  node.opened(remindersJob).wake();
  // One look tells of everything that is due, or of nothing.
  const inbox = await eventually('the new promise is reminded of', async () => {
    const now = await inboxOf(node.store.connection, made.ann);
    return now.some(({ key }) => key.includes(said.value?.digest ?? '')) && now;
  });
  assert.equal(inbox.length, made.inbox.length + 1);
  assert.equal((await rowsOf(node, 'reminder_notice')).length, made.inbox.length + 1);
});

test('an operator sees what an upgrade will do, makes a backup before it, does it, and finds the node sound', async () => {
  const { environment, folder } = await leftNode();
  const comity = (...words: readonly string[]) => operate(environment, ...words);
  const stepsOf = async (...words: readonly string[]) => (await comity(...words)).answer.steps;
  const step = { set: 'reminders', number: 1 };
  assert.deepEqual(failedChecks(await comity('doctor')), ['store-behind']);
  assert.partialDeepStrictEqual(await stepsOf('migrate', '--check'), [step]);
  assert.equal((await comity('backup', join(folder, 'before'))).code, 0);
  assert.partialDeepStrictEqual(await stepsOf('migrate', '--check'), [step]);
  assert.partialDeepStrictEqual(await stepsOf('migrate'), [step]);
  assert.deepEqual(await stepsOf('migrate'), []);
  const failed = failedChecks(await comity('doctor')).map(String);
  assert.deepEqual(
    failed.filter((code) => !OF_MACHINE.has(code)),
    [],
  );
  const head = gunzipSync(await readFile(join(folder, 'before')))
    .toString()
    .split('\n')[0];
  assert.equal((JSON.parse(head ?? '') as { versions: Record<string, number> }).versions.reminders, 0);
});

test('a store of a later version is opened by no command, and each says so in words', async () => {
  const { environment, target, folder } = await leftNode();
  assert.equal((await operate(environment, 'migrate')).code, 0);
  {
    await using store = await openStore(target);
    await sql`update store_version set version = 7 where name = 'reminders'`.execute(store.connection);
  }
  const commands = [['serve'], ['migrate'], ['migrate', '--check'], ['backup', join(folder, 'later')]];
  for (const words of [...commands, ['views', 'rebuild'], ['migrate-store', '--to-folder', join(folder, 'to')]]) {
    const refused = await operate(environment, ...words);
    assert.equal(codeOf(refused), 'store-newer', words.join(' '));
    assert.equal(refused.code, 1);
    assert.match(refused.said, /are of version 7, and this program knows them up to version 1/u);
  }
  assert.deepEqual(failedChecks(await operate(environment, 'doctor')), ['store-newer']);
});

for (const [engine, makePlace] of [
  ['SQLite', async () => ({ ok: true, value: await sqlitePlace() }) as const],
  ['PostgreSQL', postgresPlace],
] as const) {
  test(`a backup of the version before is restored into ${engine} with nothing lost`, async (context) => {
    const found = await makePlace();
    if (!found.ok) return context.skip(found.refusal.sentence);
    const place = ended.use(found.value);
    const environment = await environmentOf(place);
    const settings = readSettings(environment);
    assert.ok(settings.ok, JSON.stringify(settings));
    const { origin, realm } = settings.value;
    const put = await restoreBackup({
      path: join(VECTOR, 'backup.gz'),
      openStore: () => openStore(place.target),
      openBlobs: () => blobFolder(join(place.folder, 'blobs')),
      sets: BACKUP_TABLE_SETS,
      ...{ origin, realm },
    });
    assert.ok(put.ok, JSON.stringify(put));
    const { node: again, steps } = await opened(environment);
    assert.ok(again.ok, JSON.stringify(again));
    await using node = again.value;
    assert.deepEqual(steps, [], 'they were taken by the restore');
    await nothingIsLost(node, true);
  });
}

test('the folder is small enough to be kept', async () => {
  const sizes = await Promise.all(
    ['comity.sqlite.gz', 'backup.gz'].map(async (name) => (await readFile(join(VECTOR, name))).length),
  );
  assert.ok(sizes.reduce((sum, size) => sum + size, 0) < 300_000, String(sizes));
});
