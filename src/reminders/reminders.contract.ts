import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { createPeerFetch } from '#federation/fetch.ts';
import { openMailer } from '#parties/mail.ts';
import { keepLanguage } from '#parties/persons/languages.ts';
import { inLanguage } from '#speaking';
import { insertRows } from '#store/dialect.ts';
import { toMicroseconds } from '#store/instant.ts';
import { createTables } from '#store/table-set.ts';
import { eventually } from '#testing/eventually.ts';
import { freePort } from '#testing/free-port.ts';
import { openMailServer } from '#testing/mail-server.ts';
import { CSIRT, CSIRT_FOUNDING, openPartyNode } from '#testing/party-node.ts';
import { readReceived } from '#testing/read-mail.ts';
import type { StorePlace } from '#testing/store-place.ts';
import type { Language } from '#texts/languages.ts';
import type { DueItem } from './due.ts';
import { feedOwner, newFeed, revokeFeeds } from './feeds.ts';
import {
  inboxOf,
  markRead,
  REMINDERS_OUT,
  SENT_AT_ONCE,
  TRY_DAYS,
  tell,
  toldKeys,
  tryAgain,
  undeliveredTo,
} from './queue.ts';
import { openReminders, REMINDER_TABLE_SETS } from './reminders.ts';
import {
  PARTY_DEFAULT,
  PERSON_DEFAULT,
  partySettings,
  personSettings,
  savePartySettings,
  savePersonSettings,
} from './settings.ts';
import { REMINDER_WORDS } from './words.ts';

const HERE = 'https://node.veldmark.example';
const SECRET = 'Hospital Sankt Orla has lost its laboratory';

type MakePlace = () => Promise<StorePlace>;

/** A CSIRT that has promised something for the next morning, and reminders that tests begin and end. */
async function worldIn(makePlace: MakePlace) {
  await using stack = new AsyncDisposableStack();
  const place = stack.use(await makePlace());
  const node = stack.use(await openPartyNode(place.target));
  await createTables(node.store, REMINDER_TABLE_SETS);
  const founded = await node.found(CSIRT_FOUNDING);
  const [tomas, mira] = [node.person(founded, 'Tomas'), node.person(founded, 'Mira')];
  const due = node.clock.now.add({ hours: 30 });
  const claims = { what: SECRET, due: due.toString({ smallestUnit: 'second' }) };
  await node.say(tomas, { type: 'promise', issuer: CSIRT, case: randomUUID(), claims });
  const fetch = stack.use(createPeerFetch({ privatePeers: true }));
  const wall = { now: Temporal.Now.instant() };
  const opened = stack.move();
  const mailerFor = (smtp: string) =>
    opened.use(openMailer({ smtpUrl: smtp, from: 'comity@node.veldmark.example', realm: 'live' }));
  return {
    ...node,
    tomas,
    mira,
    due,
    wall,
    begin: (smtp?: string, language: Language = 'en') =>
      openReminders({
        store: node.store,
        ledger: node.ledger,
        reader: node.reader,
        keyring: node.keyring,
        regimes: { version: () => undefined },
        fetch,
        publicUrl: HERE,
        language,
        wall: () => wall.now,
        trouble: (error) => assert.fail(String(error)),
        ...(smtp === undefined ? {} : { mailer: mailerFor(smtp) }),
      }),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** One suite for each engine. */
export function remindersContract(name: string, makePlace: MakePlace): void {
  const world = () => worldIn(makePlace);

  test(`${name}: a person has the reminder in the inbox and by mail, once, and the mail tells nothing of the promise`, async () => {
    await using here = await world();
    await using server = await openMailServer();
    await savePersonSettings(here.connection, here.tomas, { ...PERSON_DEFAULT, mail: 'tomas@veldmark.example' });
    here.clock.now = here.due.subtract({ hours: 24 });
    for (let restarts = 0; restarts < 2; restarts++) {
      await using _running = await here.begin(server.url);
      await eventually('the mail', async () => server.received.length > 0);
      await eventually(
        'its record',
        async () => (await undeliveredTo(here.connection, here.tomas.person)).length === 0,
      );
      await new Promise((later) => setTimeout(later, 200));
    }
    assert.equal(server.received.length, 1);
    const [mail] = server.received;
    assert.match(mail?.text ?? '', /something is due soon/u);
    assert.doesNotMatch(mail?.text ?? '', /laboratory|Orla|promise|2026-03-02/iu);
    const inbox = await inboxOf(here.connection, here.tomas.person);
    assert.deepEqual(
      inbox.map(({ step, level, late }) => [step, level, late]),
      [['before', 'person', false]],
    );
    assert.deepEqual(await inboxOf(here.connection, here.mira.person), []);
  });

  test(`${name}: each reads their reminder in the language they keep, subject and text, and else in the node's`, async () => {
    await using here = await world();
    await using server = await openMailServer();
    const chain = { ...PARTY_DEFAULT, deputies: [here.mira.person], deputyAfterHours: 0 };
    assert.ok((await savePartySettings(here.connection, CSIRT, chain, here.clock.now)).ok);
    for (const one of [here.tomas, here.mira]) {
      const mail = `${one === here.tomas ? 'tomas' : 'mira'}@veldmark.example`;
      await savePersonSettings(here.connection, one, { ...PERSON_DEFAULT, mail });
    }
    await keepLanguage(here.connection, here.tomas.person, 'ar');
    here.clock.now = here.due;
    await using _running = await here.begin(server.url, 'fr');
    await eventually('both mails', async () => server.received.length === 2);
    const to = (who: string) => server.received.find((mail) => mail.to.join().includes(who))!;
    const [arabic, french] = [await readReceived(to('tomas')), await readReceived(to('mira'))];
    const words = (language: Language) =>
      inLanguage(language, () => ({ subject: REMINDER_WORDS.subject.at, line: REMINDER_WORDS.line.at }));
    assert.equal(arabic.subject, words('ar').subject);
    assert.ok(arabic.text.startsWith(words('ar').line), arabic.text);
    assert.equal(french.subject, words('fr').subject);
    assert.ok(french.text.startsWith(words('fr').line), french.text);
    assert.match(arabic.subject, /\p{Script=Arabic}/u);
    assert.notEqual(french.subject, words('en').subject);
  });

  test(`${name}: a node down over a deadline tells each once on return, late, and says so: person, deputy and head`, async () => {
    await using here = await world();
    const chain = {
      deputies: [here.mira.person],
      heads: [here.tomas.person],
      deputyAfterHours: 1,
      headAfterHours: 2,
      timesTravel: false,
    };
    assert.ok((await savePartySettings(here.connection, CSIRT, chain, here.clock.now)).ok);
    here.clock.now = here.due.add({ hours: 5 });
    await using _running = await here.begin();
    await eventually(
      'the reminder of the deputy',
      async () => (await inboxOf(here.connection, here.mira.person)).length > 0,
    );
    const seen = async (person: string) =>
      (await inboxOf(here.connection, person)).map(({ step, level, late }) => [step, level, late]);
    assert.deepEqual(await seen(here.mira.person), [['after', 'deputy', true]]);
    assert.deepEqual(await seen(here.tomas.person), [['at', 'person', true]]);
  });

  test(`${name}: a mail server that is down loses nothing: what waits is shown, and sent when the server is back`, async () => {
    await using here = await world();
    const port = await freePort();
    await savePersonSettings(here.connection, here.tomas, { ...PERSON_DEFAULT, mail: 'tomas@veldmark.example' });
    here.clock.now = here.due;
    {
      await using _running = await here.begin(`smtp://127.0.0.1:${port}`);
      const [stuck] = await eventually('the failure', async () => {
        const rows = await undeliveredTo(here.connection, here.tomas.person);
        return rows.length > 0 ? rows : undefined;
      });
      assert.equal(stuck?.state, 'waiting');
      assert.doesNotMatch(stuck?.sentence ?? '', /veldmark|127\.0\.0\.1/u);
    }
    await using server = await openMailServer();
    here.wall.now = here.wall.now.add({ hours: 1 });
    await using _again = await here.begin(server.url);
    await eventually('the mail', async () => server.received.length === 1);
    await eventually(
      'the end of what waits',
      async () => (await undeliveredTo(here.connection, here.tomas.person)).length === 0,
    );
    assert.equal(server.received.length, 1);
  });

  test(`${name}: quiet hours keep a mail back until they are over, and a muted person has the inbox alone`, async () => {
    await using here = await world();
    await using server = await openMailServer();
    const quiet = { zone: 'UTC', fromHour: 13, untilHour: 16 };
    await savePersonSettings(here.connection, here.tomas, {
      ...PERSON_DEFAULT,
      mail: 'tomas@veldmark.example',
      quiet,
    });
    await savePersonSettings(here.connection, here.mira, {
      ...PERSON_DEFAULT,
      mail: 'mira@veldmark.example',
      muted: true,
    });
    here.clock.now = here.due;
    await using running = await here.begin(server.url);
    await eventually('the inbox', async () => (await inboxOf(here.connection, here.mira.person)).length === 1);
    await new Promise((later) => setTimeout(later, 200));
    assert.equal(server.received.length, 0);
    here.clock.now = here.due.add({ hours: 2 });
    running.wake();
    await eventually('the mail', async () => server.received.length >= 1);
    assert.ok(server.received.every(({ to }) => to.join().includes('tomas')));
  });

  test(`${name}: a webhook is signed so that its receiver can check it with the public key, and one to this machine is refused in the live realm`, async () => {
    await using here = await world();
    const taken: { headers: Record<string, unknown>; body: string }[] = [];
    const port = await freePort();
    const receiver = createServer((request, response) => {
      let body = '';
      request.on('data', (part) => {
        body += part;
      });
      request.on('end', () => {
        taken.push({ headers: request.headers, body });
        response.writeHead(204).end();
      });
    });
    await new Promise<void>((listening) => receiver.listen(port, '127.0.0.1', listening));
    await savePersonSettings(here.connection, here.tomas, {
      ...PERSON_DEFAULT,
      webhook: `http://127.0.0.1:${port}/hook?token=x`,
    });
    here.clock.now = here.due;
    const running = await here.begin();
    await eventually('the webhook', async () => taken.length === 1);
    await running[Symbol.asyncDispose]();
    receiver.close();
    const { headers, body } = taken[0]!;
    const signature = Uint8Array.fromBase64(String(headers['webhook-signature']).replace('v1a,', ''));
    const message = (text: string) =>
      new TextEncoder().encode(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${text}`);
    assert.ok(running.webhookKey.publicKey.verify(message(body), signature));
    assert.ok(!running.webhookKey.publicKey.verify(message(`${body} `), signature));
    assert.doesNotMatch(body, /laboratory|promise/iu);
    using strict = createPeerFetch({ privatePeers: false });
    for (const node of ['http://127.0.0.1', 'https://169.254.169.254', 'https://[::1]', 'https://10.0.0.1']) {
      const answer = await strict({ node, path: '/', method: 'POST', accept: [], anyType: true });
      assert.equal(answer.ok ? 'taken' : answer.refusal.code, 'peer-address-refused');
    }
  });

  test(`${name}: a calendar’s address ends when it is revoked, replaced, or its person holds no mandate any more`, async () => {
    await using here = await world();
    const now = here.clock.now;
    const owner = { party: CSIRT, person: here.tomas.person };
    const opens = async (secret: string, at = now) => (await feedOwner(here.connection, secret, at)).ok;
    const first = await newFeed(here.connection, owner, now);
    assert.ok(await opens(first));
    const second = await newFeed(here.connection, owner, now);
    assert.deepEqual(
      [await opens(first), await opens(second), await opens(`${second.slice(1)}A`)],
      [false, true, false],
    );
    assert.equal(await opens(second, now.add({ hours: 24 * 4_000 })), false, 'mandates end');
    await revokeFeeds(here.connection, owner.person, now);
    assert.equal(await opens(second), false);
  });

  test(`${name}: settings that mean nothing are refused by their field`, async () => {
    await using here = await world();
    const place = async (more: Partial<typeof PERSON_DEFAULT>) => {
      const saved = await savePersonSettings(here.connection, here.tomas, { ...PERSON_DEFAULT, ...more });
      return saved.ok ? 'saved' : saved.refusal.place;
    };
    assert.equal(await place({ mail: 'a@b.example, c@d.example' }), 'mail');
    assert.equal(await place({ mail: 'a@b.example\r\nBcc: x@y.example' }), 'mail');
    assert.equal(await place({ webhook: 'ftp://a.example' }), 'webhook');
    assert.equal(await place({ webhook: 'https://name:secret@a.example/' }), 'webhook');
    assert.equal(await place({ quiet: { zone: 'Nowhere/None', fromHour: 1, untilHour: 2 } }), 'zone');
    assert.equal(await place({ quiet: { zone: 'UTC', fromHour: 24, untilHour: 2 } }), 'zone');
    assert.equal(await place({ beforeHours: [0.5] }), 'before_hours');
    assert.equal(await place({ beforeHours: [1, 2, 3, 4, 5, 6, 7] }), 'before_hours');
    const stranger = {
      deputies: [`${CSIRT}#x`],
      heads: [],
      deputyAfterHours: 0,
      headAfterHours: 0,
      timesTravel: false,
    };
    assert.equal((await savePartySettings(here.connection, CSIRT, stranger, here.clock.now)).ok, false);
  });

  test(`${name}: a notice told twice is one row, one mail and one webhook, and a step passed over is shown to nobody`, async () => {
    await using here = await world();
    const { store, connection, tomas, mira, due } = here;
    await savePersonSettings(connection, tomas, PERSON_DEFAULT);
    const item: DueItem = {
      id: 'item-1',
      party: CSIRT,
      case: randomUUID(),
      what: { value: SECRET, tlp: 'amber' },
      dueAt: { value: due, tlp: 'amber' },
      sureness: { confidence: 'P', least: 'text' },
      openedAt: null,
      own: false,
      danger: false,
    };
    const at = here.clock.now;
    const step = { key: 'key-1', person: tomas.person, level: 'person', when: 'before', at } as const;
    const reached = {
      ...PERSON_DEFAULT,
      mail: 'tomas@veldmark.example',
      webhook: 'https://hook.veldmark.example/',
    };
    const telling = {
      notices: [{ ...step, item, late: false }],
      passed: [{ key: 'key-0', item, person: mira.person }],
      settingsOf: () => reached,
      languageOf: () => 'en' as const,
      words: { publicUrl: HERE, realm: 'live', timesTravel: false },
      at,
      wall: at,
    };
    await tell(store, telling);
    await tell(store, telling);
    assert.deepEqual([...(await toldKeys(connection, [item]))].sort(), ['key-0', 'key-1']);
    assert.deepEqual(await inboxOf(connection, mira.person), []);
    const [entry, ...more] = await inboxOf(connection, tomas.person, true);
    assert.deepEqual(
      [entry?.key, entry?.dueAt.toString(), entry?.read, more.length],
      ['key-1', due.toString(), false, 0],
    );
    assert.deepEqual(
      (await REMINDERS_OUT.due(connection, at, SENT_AT_ONCE)).map(({ channel }) => channel).sort(),
      ['mail', 'webhook'],
    );
    assert.deepEqual(await REMINDERS_OUT.due(connection, at.subtract({ seconds: 1 }), SENT_AT_ONCE), []);
    await markRead(connection, tomas.person, at);
    assert.deepEqual(await inboxOf(connection, tomas.person, true), []);
  });

  test(`${name}: what fails is spaced, stopped after a week, kept, and tried again by hand; what was sent is gone`, async () => {
    await using here = await world();
    const { connection, tomas } = here;
    const at = here.clock.now;
    const rows = ['one', 'two'].map((id) => ({
      ...{ id, key: id, party: CSIRT, person: tomas.person, channel: 'mail' as const, subject: 's', body: 'b' },
      ...{ danger: 0, state: 'waiting' as const, failures: 0, sentence: null },
      ...{ next_at: toMicroseconds(at), made_at: toMicroseconds(at) },
    }));
    await insertRows(connection, 'reminder_outgoing', rows, { keys: ['id'], do: 'nothing' });
    const [first, second] = await REMINDERS_OUT.due(connection, at, SENT_AT_ONCE);
    await REMINDERS_OUT.wasSent(connection, second!.id);
    await REMINDERS_OUT.wasNotSent(connection, first!, 'The server was away.', at, 0.5);
    assert.deepEqual(await REMINDERS_OUT.due(connection, at, SENT_AT_ONCE), [], 'not at once');
    const [again] = await REMINDERS_OUT.due(connection, at.add({ hours: 24 }), SENT_AT_ONCE);
    assert.deepEqual([again?.id, Number(again?.failures)], [first!.id, 1]);
    await REMINDERS_OUT.wasNotSent(
      connection,
      again!,
      'The server was away.',
      at.add({ hours: 24 * TRY_DAYS }),
      0.5,
    );
    assert.deepEqual(await REMINDERS_OUT.due(connection, at.add({ hours: 24 * 30 }), SENT_AT_ONCE), []);
    const stuck = async () =>
      (await undeliveredTo(connection, tomas.person)).map(({ id, state, failures }) => [id, state, failures]);
    assert.deepEqual(await stuck(), [[first!.id, 'stopped', 2]]);
    const later = at.add({ hours: 24 * 30 });
    await tryAgain(connection, tomas.person, later);
    assert.deepEqual(
      (await REMINDERS_OUT.due(connection, later, SENT_AT_ONCE)).map(({ id }) => id),
      [first!.id],
      'never what was sent',
    );
    assert.deepEqual(await stuck(), [[first!.id, 'waiting', 2]]);
  });

  test(`${name}: settings are as they were saved last, for a person and for a party`, async () => {
    await using here = await world();
    const { connection, tomas, mira } = here;
    const mine = { ...PERSON_DEFAULT, mail: 'tomas@veldmark.example', muted: true, beforeHours: [48, 2] };
    await savePersonSettings(connection, tomas, mine);
    const quiet = { zone: 'Europe/Vienna', fromHour: 22, untilHour: 6 };
    await savePersonSettings(connection, tomas, { ...mine, quiet, muted: false });
    assert.deepEqual(await personSettings(connection, tomas.person), { ...mine, quiet, muted: false });
    assert.deepEqual(await personSettings(connection, mira.person), PERSON_DEFAULT);
    const ours = { ...PARTY_DEFAULT, deputies: [mira.person], headAfterHours: -3, timesTravel: true };
    for (const settings of [PARTY_DEFAULT, ours]) {
      assert.ok((await savePartySettings(connection, CSIRT, settings, here.clock.now)).ok);
      assert.deepEqual(await partySettings(connection, CSIRT), settings);
    }
  });
}
