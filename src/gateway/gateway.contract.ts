import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { suite, test } from 'node:test';
import { ledgerTables } from '#ledger/tables.ts';
import { submitDraft } from '#parties/workspace/approval.ts';
import { readDraft, resumeDraft, saveDraft } from '#parties/workspace/workspace.ts';
import { workspaceTables } from '#parties/workspace/workspace-tables.ts';
import { inLanguage } from '#speaking';
import { insertRows } from '#store/dialect.ts';
import { clientBeside } from '#testing/clients.ts';
import { eventually } from '#testing/eventually.ts';
import { openMailServer } from '#testing/mail-server.ts';
import { CSIRT } from '#testing/party-node.ts';
import { readReceived } from '#testing/read-mail.ts';
import { alertDraft } from '#testing/releases.ts';
import type { StorePlace } from '#testing/store-place.ts';
import { MAIL_ANSWER_TEXTS } from './mail/answer-texts.ts';
import { WAITING_MOST } from './mail/limits.ts';
import { type DeskMail, discardMail, type MailDesk, mailsOf, mailWith, namesakesOf } from './mail/mail-desk.ts';
import { gatewayTables } from './tables.ts';
import { openGatewayWorld } from './testing/gateway-world.ts';
import { mailFrom, sample, signedMail } from './testing/samples.ts';

const SENDER = 'it@orla.example';

async function mailOrFail(desk: MailDesk, id: string): Promise<DeskMail> {
  const mail = await mailWith(desk, id);
  assert.ok(mail.ok, id);
  return mail.value;
}

export function gatewayContract(name: string, makePlace: () => Promise<StorePlace>): void {
  suite(name, () => {
    test('a mail becomes a draft of the desk and nothing else: no statement is made by it', async () => {
      await using here = await openGatewayWorld(makePlace);
      const gateway = await here.begin();
      const said = async () =>
        (await ledgerTables(here.connection).selectFrom('statement').select('digest').execute()).length;
      const before = await said();
      const taken = await gateway.take({ parties: [CSIRT], raw: await sample('report'), sender: SENDER });
      assert.ok(taken.ok);
      const desk = { connection: here.connection, party: CSIRT };
      const [mail] = await mailsOf(desk, 'waiting');
      assert.equal(mail?.id, taken.value[0]?.id);
      assert.equal(mail?.subject, 'Laboratory results do not arrive');
      const draft = await readDraft(desk, mail!.draft);
      assert.ok(draft.ok);
      assert.equal(draft.value.state, 'open');
      assert.deepEqual(draft.value.claims, {}, 'nothing in it could be signed as it stands');
      assert.ok((await resumeDraft(desk, draft.value.code)).ok);
      assert.equal(await said(), before);
      const other = { connection: here.connection, party: 'did:web:else.example' };
      assert.equal((await mailWith(other, mail!.id)).ok, false, 'no other party sees it');
    });

    test('the same mail again is the draft that is there, by another way, under another identifier, even when both come at once', async () => {
      await using here = await openGatewayWorld(makePlace);
      const gateway = await here.begin();
      const raw = await sample('report');
      const changed = (from: string, to: string) =>
        new TextEncoder().encode(new TextDecoder().decode(raw).replace(from, to));
      const relayed = changed(
        'Return-Path:',
        'Received: from relay.example by mx.example; 1 Mar 2026\r\nReturn-Path:',
      );
      const renamed = changed('report-1@', 'report-2@');
      const take = (one: Uint8Array) => gateway.take({ parties: [CSIRT], raw: one, sender: SENDER });
      const all = [
        ...(await Promise.all([take(raw), take(raw), take(relayed)])),
        ...(await Promise.all([take(renamed), take(relayed)])),
      ];
      const ids = new Set(all.map((one) => (one.ok ? one.value[0]!.id : one.refusal.code)));
      assert.equal(ids.size, 1);
      assert.equal(all.filter((one) => one.ok && one.value[0]!.isNew).length, 1);
      assert.equal((await mailsOf({ connection: here.connection, party: CSIRT }, 'waiting')).length, 1);
    });

    test('another mail under an identifier that is known already is a mail of its own, even when both come at once, and each tells of the other', async () => {
      await using here = await openGatewayWorld(makePlace);
      const gateway = await here.begin();
      const text = new TextDecoder().decode(await sample('report'));
      const mails = [
        text,
        text.replace('1200', '900'),
        text.replace('do not arrive', 'arrive again'),
        text.replace('From: "Ilse Brandt" <it@', 'From: "Ilse Brandt" <others@'),
        text.replace('07:40:12', '07:40:13'),
        text
          .replace('1200', '1300')
          .replace('<report-1@', '<more-1@')
          .replace('MIME-', 'In-Reply-To: <report-1@orla.example>\r\nMIME-'),
      ].map((one) => new TextEncoder().encode(one));
      const take = (raw: Uint8Array) => gateway.take({ parties: [CSIRT], raw, sender: SENDER });
      const all = [...(await Promise.all(mails.map(take))), ...(await Promise.all(mails.map(take)))];
      const ids = all.map((one) => (one.ok ? one.value[0]!.id : one.refusal.code));
      assert.equal(new Set(ids).size, mails.length, 'each once, and each of them once only');
      const desk = { connection: here.connection, party: CSIRT };
      const others = async (id: string) =>
        (await namesakesOf(desk, await mailOrFail(desk, id))).map((one) => one.id);
      for (const id of ids.slice(0, 5)) {
        const expected = ids.slice(0, 5).filter((one) => one !== id);
        assert.deepEqual((await others(id)).toSorted(), expected.toSorted());
      }
      assert.deepEqual(await others(ids[5]!), [], 'an answer within the thread has an identifier of its own');
    });

    test('a mail kept by an earlier version is known again, and suppresses no other under its identifier', async () => {
      await using here = await openGatewayWorld(makePlace);
      const gateway = await here.begin();
      const raw = await sample('report');
      const take = (one: Uint8Array) => gateway.take({ parties: [CSIRT], raw: one, sender: SENDER });
      const first = await take(raw);
      assert.ok(first.ok);
      const [mail] = await mailsOf({ connection: here.connection, party: CSIRT }, 'waiting');
      const hash = (words: string) => createHash('sha256').update(words).digest('base64url');
      const words = hash([mail!.from.address, mail!.subject, mail!.text].join('\n'));
      const tables = gatewayTables(here.connection);
      await tables.deleteFrom('gateway_seen').execute();
      const keys = [`id\n${mail!.messageId}`, `content\n${words}`].map((one) => hash(`${CSIRT}\n${one}`));
      await insertRows(
        here.connection,
        'gateway_seen',
        keys.map((key) => ({ key, mail: mail!.id })),
      );
      const again = await take(raw);
      assert.deepEqual(again.ok && again.value, [{ id: mail!.id, isNew: false }]);
      const other = await take(new TextEncoder().encode(new TextDecoder().decode(raw).replace('1200', '900')));
      assert.ok(other.ok && other.value[0]!.isNew);
    });

    test('files are sealed at rest and open to the bytes that came', async () => {
      await using here = await openGatewayWorld(makePlace);
      const gateway = await here.begin();
      await gateway.take({ parties: [CSIRT], raw: await sample('files'), sender: SENDER });
      const [mail] = await mailsOf({ connection: here.connection, party: CSIRT }, 'waiting');
      const svg = mail!.files.find(({ name: file }) => file === 'plan.svg')!;
      const opened = await here.blobs.get(svg.blob);
      assert.ok(opened.ok);
      assert.match(new TextDecoder().decode(opened.value), /svg ran/u);
      assert.equal((await here.blobs.list()).length, mail!.files.length + 1, 'each file, and the mail as it came');
    });

    test('a discarded mail keeps its reason, its draft is gone, and only one person decides', async () => {
      await using here = await openGatewayWorld(makePlace);
      const gateway = await here.begin();
      await gateway.take({ parties: [CSIRT], raw: await sample('report'), sender: SENDER });
      const desk = { connection: here.connection, party: CSIRT };
      const [mail] = await mailsOf(desk, 'waiting');
      const by = (reason: string) => ({ person: here.tomas.person, reason });
      const now = here.clock.now;
      const without = await discardMail(desk, mail!.id, by('  '), now);
      assert.equal(without.ok ? '' : without.refusal.code, 'mail-reason-missing');
      const both = await Promise.all(
        ['spam', 'again'].map((reason) => discardMail(desk, mail!.id, by(reason), now)),
      );
      assert.equal(both.filter(({ ok }) => ok).length, 1);
      const [gone] = await mailsOf(desk, 'discarded');
      assert.match(gone?.reason ?? '', /spam|again/u);
      const draft = await readDraft(desk, mail!.draft);
      assert.equal(draft.ok && draft.value.state, 'discarded');
      const again = await gateway.take({ parties: [CSIRT], raw: await sample('report'), sender: SENDER });
      assert.ok(again.ok && !again.value[0]!.isNew, 'sent once more it does not come back');
    });

    test('what is erased from a statement goes from the draft and the mail it was made of', async () => {
      await using here = await openGatewayWorld(makePlace);
      const { connection, clock, tomas } = here;
      const gateway = await here.begin();
      await gateway.take({ parties: [CSIRT], raw: await sample('report'), sender: SENDER });
      const desk = { connection, party: CSIRT, person: tomas.person };
      const [mail] = await mailsOf(desk, 'waiting');
      const { claims } = alertDraft(CSIRT, randomUUID());
      const typed = { ...claims, description: 'Nurse Adams saw it', service: 'Ward Seven' };
      const begun = await readDraft(desk, mail!.draft);
      assert.ok(begun.ok);
      const progress = { remarks: ['Nurse Adams'] };
      const saved = await saveDraft(desk, { ...begun.value, claims: typed, progress }, clock.now);
      assert.ok(saved.ok);
      const signed = await submitDraft(desk, here.ledger, tomas, saved.value);
      assert.ok(signed.ok, signed.ok ? '' : signed.refusal.sentence);
      const target = signed.value.digest;
      const erasure = { target, names: ['description'], basis: 'Article 17(1)(a)' };
      await here.say(tomas, { type: 'erasure', issuer: CSIRT, case: begun.value.case, claims: erasure });
      const left = await readDraft(desk, mail!.draft);
      assert.ok(left.ok);
      assert.deepEqual([left.value.claims.description, left.value.claims.service], [undefined, 'Ward Seven']);
      const rows = await gatewayTables(connection).selectFrom('gateway_mail').selectAll().execute();
      const drafts = await workspaceTables(connection).selectFrom('workspace_draft').selectAll().execute();
      assert.doesNotMatch(JSON.stringify([rows, drafts]), /Adams|Laboratory results/u);
    });

    test('a desk where too many mails wait takes no more, says so to the sender, and lists every one that waits', async () => {
      await using here = await openGatewayWorld(makePlace);
      const gateway = await here.begin();
      const take = (at: number) =>
        gateway.take({
          ...{ parties: [CSIRT], sender: SENDER, client: at === 0 ? 'first' : clientBeside('first') },
          raw: mailFrom('From: a@b.example', '', `words ${at}`),
        });
      assert.ok((await take(0)).ok);
      // As many more that wait, without the minutes it takes to seal them.
      const [row] = await gatewayTables(here.connection).selectFrom('gateway_mail').selectAll().execute();
      const more = Array.from({ length: WAITING_MOST - 2 }, (_, at) => ({
        ...row!,
        id: randomUUID(),
        came_from: `sender ${at}`,
      }));
      await insertRows(here.connection, 'gateway_mail', more);
      assert.ok((await take(1)).ok, 'one place was left');
      const listed = await mailsOf({ connection: here.connection, party: CSIRT }, 'waiting');
      assert.ok(listed.length >= WAITING_MOST && listed.some(({ text }) => text === 'words 1'), 'none is hidden');
      const full = await take(WAITING_MOST);
      assert.equal(full.ok ? '' : full.refusal.code, 'mail-desk-full');
    });

    test('a sender who sends mail after mail fills its share of a desk, and others are heard', async () => {
      await using here = await openGatewayWorld(makePlace);
      const gateway = await here.begin();
      const take = (at: number, client: string) =>
        gateway.take({
          ...{ parties: [CSIRT], sender: SENDER, client },
          raw: mailFrom('From: a@b.example', '', `words ${at}`),
        });
      assert.ok((await take(0, 'flood')).ok);
      const [row] = await gatewayTables(here.connection).selectFrom('gateway_mail').selectAll().execute();
      const more = Array.from({ length: WAITING_MOST / 2 - 1 }, () => ({ ...row!, id: randomUUID() }));
      await insertRows(here.connection, 'gateway_mail', more);
      const refused = await take(1, 'flood');
      assert.equal(refused.ok ? '' : refused.refusal.code, 'mail-desk-full');
      assert.ok((await take(2, clientBeside('flood'))).ok);
    });

    test('an OpenPGP key counts as a party’s only where the directory lists it', async () => {
      await using here = await openGatewayWorld(makePlace);
      const gateway = await here.begin();
      const signed = await signedMail();
      const entry = { party: CSIRT, contact: randomUUID(), channel: 'csirt', name: 'Desk' };
      const claims = { ...entry, email: SENDER, pgp: signed.fingerprint };
      const stranger = await signedMail({ text: 'Other words' });
      const listing = await here.say(here.tomas, {
        type: 'contact-point',
        issuer: CSIRT,
        case: here.founded.case,
        claims,
      });
      const other = new TextDecoder().decode(stranger.raw).replace('signed-1@', 'signed-2@');
      await gateway.take({ parties: [CSIRT], raw: signed.raw, sender: SENDER });
      await gateway.take({ parties: [CSIRT], raw: new TextEncoder().encode(other), sender: SENDER });
      const mails = await mailsOf({ connection: here.connection, party: CSIRT }, 'waiting');
      const worth = new Map(
        mails.map(({ signature, listed }) => [signature.kind === 'openpgp' && signature.fingerprint, listed]),
      );
      assert.deepEqual([worth.get(signed.fingerprint), worth.get(stranger.fingerprint)], [listing, null]);
    });

    test('a person is answered once, without a word of their report, by a mail that cannot be answered', async () => {
      await using here = await openGatewayWorld(makePlace);
      await using server = await openMailServer();
      const gateway = await here.begin(server.url);
      const raw = await sample('report');
      await gateway.take({ parties: [CSIRT], raw, sender: SENDER });
      const [answer] = await eventually('the answer', async () => server.received.length > 0 && server.received);
      assert.match(answer!.from, /^<>/u);
      assert.match(answer!.to.join(), /it@orla\.example/u);
      assert.match(answer!.text, /^Auto-Submitted: auto-replied\r$/imu);
      assert.match(answer!.text, /^In-Reply-To: <report-1@orla\.example>\r$/imu);
      const words = answer!.text.replaceAll('=\r\n', '');
      assert.match(
        words,
        /\+999 1[\s\S]*whether anyone is in danger[\s\S]*https:\/\/node\.veldmark\.example\/report/u,
      );
      assert.doesNotMatch(words, /laborator|1200|wards|availability|Brandt|health/iu);
      await gateway.take({ parties: [CSIRT], raw, sender: SENDER });
      const more = mailFrom('From: it@orla.example', 'Subject: More', '', 'More words');
      await gateway.take({ parties: [CSIRT], raw: more, sender: 'IT@orla.example' });
      await gateway.take({ parties: [CSIRT], raw: await sample('bounce'), sender: '' });
      const loop = mailFrom('From: x@y.example', '', 'Loop');
      await gateway.take({ parties: [CSIRT], raw: loop, sender: 'report@csirt.veldmark.example' });
      await gateway.take({ parties: [CSIRT], raw: mailFrom('From: x@y.example', '', 'A file'), sender: null });
      await new Promise((later) => setTimeout(later, 500));
      assert.equal(server.received.length, 1);
      assert.deepEqual(here.troubles, []);
    });

    test('an answer is written in the language its mail asks for, else the one it is written in, else the node’s', async () => {
      await using here = await openGatewayWorld(makePlace);
      await using server = await openMailServer();
      const gateway = await here.begin(server.url, 'es');
      const mails = [
        ['ru@x.example', 'ru', 'Accept-Language: de, ru;q=0.8', 'Content-Language: zh'],
        ['zh@x.example', 'zh', 'Content-Language: zh-Hans'],
        ['de@x.example', 'es', 'Content-Language: de'],
        ['none@x.example', 'es'],
      ] as const;
      for (const [sender, , ...headers] of mails) {
        const raw = mailFrom(`From: ${sender}`, ...headers, '', `Words of ${sender}`);
        assert.ok((await gateway.take({ parties: [CSIRT], raw, sender })).ok);
      }
      await eventually('the answers', async () => server.received.length === mails.length);
      for (const [sender, language] of mails) {
        const answer = await readReceived(server.received.find(({ to }) => to.join().includes(sender))!);
        const { subject, noReport } = inLanguage(language, () => ({ ...MAIL_ANSWER_TEXTS }));
        assert.equal(answer.subject, subject, sender);
        assert.ok(answer.text.includes(noReport), answer.text);
      }
      assert.deepEqual(here.troubles, []);
    });

    test('an answer that cannot be sent waits for the mail server, and is sent when it is back', async () => {
      await using here = await openGatewayWorld(makePlace);
      const gone = await openMailServer();
      await gone[Symbol.asyncDispose]();
      const first = await here.begin(gone.url);
      await first.take({ parties: [CSIRT], raw: await sample('report'), sender: SENDER });
      await new Promise((later) => setTimeout(later, 400));
      await first[Symbol.asyncDispose]();
      await using server = await openMailServer();
      here.wall.now = here.wall.now.add({ hours: 1 });
      await here.begin(server.url);
      await eventually('the answer', async () => server.received.length === 1);
    });
  });
}
