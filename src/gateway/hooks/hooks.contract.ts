import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { suite, test } from 'node:test';
import { GATEWAY_TEXTS } from '#gateway/gateway-texts.ts';
import { openGatewayWorld, openReceiver, type Received } from '#gateway/testing/gateway-world.ts';
import { sample } from '#gateway/testing/samples.ts';
import { keepLanguage } from '#parties/persons/languages.ts';
import { PERSON_DEFAULT, savePersonSettings } from '#reminders/settings.ts';
import { inLanguage } from '#speaking';
import { eventually } from '#testing/eventually.ts';
import { openMailServer } from '#testing/mail-server.ts';
import { CSIRT, HOSPITAL, HOSPITAL_FOUNDING, TEST_REALM } from '#testing/party-node.ts';
import { readReceived } from '#testing/read-mail.ts';
import { alertDraft } from '#testing/releases.ts';
import type { StorePlace } from '#testing/store-place.ts';
import { FAILURES_UNTIL_STOPPED, HOOKS_MOST } from './limits.ts';
import {
  endHook,
  HOOK_EVENTS,
  hooksOf,
  lastDeliveries,
  makeHook,
  restartHook,
  sendTrial,
} from './subscriptions.ts';

const SECRET = 'Hospital Sankt Orla has lost its laboratory';
const kinds = (received: readonly Received[]) =>
  received.map(({ body }) => (JSON.parse(body) as { type: string }).type);

export function hookContract(name: string, makePlace: () => Promise<StorePlace>): void {
  suite(name, () => {
    async function world() {
      await using stack = new AsyncDisposableStack();
      const here = stack.use(await openGatewayWorld(makePlace));
      const receiver = stack.use(await openReceiver());
      const party = { connection: here.connection, party: CSIRT };
      const opened = stack.move();
      const make = async (events: readonly string[] = HOOK_EVENTS, address = receiver.address) => {
        const made = await makeHook(party, { person: here.tomas.person, address, events }, here.clock.now);
        assert.ok(made.ok);
        return made.value;
      };
      const promise = async () => {
        const due = here.clock.now.add({ hours: 30 });
        const claims = { what: SECRET, due: due.toString({ smallestUnit: 'second' }) };
        const caseId = randomUUID();
        await here.say(here.tomas, { type: 'promise', issuer: CSIRT, case: caseId, claims });
        return { caseId, due };
      };
      return { ...here, receiver, party, make, promise, [Symbol.asyncDispose]: () => opened.disposeAsync() };
    }

    test('a changed case, a near and a missed deadline and a waiting mail are told by identifiers and links, signed, and no claim with them', async () => {
      await using here = await world();
      await here.make();
      const { caseId, due } = await here.promise();
      const gateway = await here.begin();
      await eventually('the case', async () => kinds(here.receiver.received).includes('case-changed'));
      here.clock.now = due.subtract({ hours: 2 });
      gateway.wake();
      await eventually('the deadline', async () => kinds(here.receiver.received).includes('deadline-near'));
      here.clock.now = due.add({ hours: 2 });
      await gateway.take({ parties: [CSIRT], raw: await sample('report'), sender: null });
      await eventually('the mail', async () => kinds(here.receiver.received).includes('mail-waiting'));
      await eventually('the missed deadline', async () =>
        kinds(here.receiver.received).includes('deadline-missed'),
      );
      const all = here.receiver.received.map(({ body }) => body).join('\n');
      assert.match(
        all,
        new RegExp(`"case":"${caseId}".*"link":"https://node\\.veldmark\\.example/cases/${caseId}"`, 'u'),
      );
      assert.doesNotMatch(all, /laborator|Orla|promise/iu);
      for (const { headers, body } of here.receiver.received) {
        const signature = Uint8Array.fromBase64(String(headers['webhook-signature']).replace('v1a,', ''));
        const signed = (text: string) =>
          new TextEncoder().encode(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${text}`);
        assert.ok(gateway.webhookKey.publicKey.verify(signed(body), signature));
        assert.ok(!gateway.webhookKey.publicKey.verify(signed(`${body} `), signature));
        const { data } = JSON.parse(body) as { data: { id: string; realm: string } };
        assert.equal(data.id, headers['webhook-id']);
        assert.equal(data.realm, TEST_REALM, 'nobody is called out for an exercise');
      }
      assert.deepEqual(here.troubles, []);
    });

    test('an event is told once, however often the node begins again, and only those that were asked for', async () => {
      await using here = await world();
      const id = await here.make(['case-changed']);
      await here.promise();
      for (let restarts = 0; restarts < 3; restarts++) {
        const gateway = await here.begin();
        await eventually('the event', async () => here.receiver.received.length > 0);
        await eventually(
          'its record',
          async () => (await lastDeliveries(here.connection, id))[0]?.state === 'sent',
        );
        await new Promise((later) => setTimeout(later, 150));
        await gateway[Symbol.asyncDispose]();
      }
      assert.deepEqual(kinds(here.receiver.received), ['case-changed']);
      assert.equal((await lastDeliveries(here.connection, id)).length, 1);
    });

    test('what was said before a webhook was made is not told, nor what its party may not see', async () => {
      await using here = await world();
      await here.promise();
      await here.make(['case-changed']);
      const hospital = await here.found(HOSPITAL_FOUNDING);
      const ilse = here.person(hospital, 'Ilse');
      const due = here.clock.now.add({ hours: 30 }).toString({ smallestUnit: 'second' });
      const foreign = randomUUID();
      await here.say(ilse, { type: 'promise', issuer: ilse.party, case: foreign, claims: { what: SECRET, due } });
      await here.begin();
      const { caseId } = await here.promise();
      await eventually('the event', async () => here.receiver.received.some(({ body }) => body.includes(caseId)));
      assert.ok(!here.receiver.received.some(({ body }) => body.includes(foreign)), 'a case of another party');
    });

    test('a release without a receipt is told as silence, an hour later', async () => {
      await using here = await world();
      const hospital = await here.found(HOSPITAL_FOUNDING);
      const ilse = here.person(hospital, 'Ilse');
      const theirs = { connection: here.connection, party: HOSPITAL };
      const wanted = { person: ilse.person, address: here.receiver.address, events: ['delivery-silent'] };
      assert.ok((await makeHook(theirs, wanted, here.clock.now)).ok);
      const caseId = randomUUID();
      const target = await here.say(ilse, alertDraft(HOSPITAL, caseId));
      const claims = { target, to: CSIRT, claims: 'all', channel: 'csirt', hides_victim: false };
      const release = await here.say(ilse, { type: 'release', issuer: HOSPITAL, case: caseId, claims });
      const gateway = await here.begin();
      await new Promise((later) => setTimeout(later, 300));
      assert.deepEqual(here.receiver.received, [], 'a moment is no silence');
      here.clock.now = here.clock.now.add({ hours: 2 });
      gateway.wake();
      const [told] = await eventually(
        'the silence',
        async () => here.receiver.received.length > 0 && here.receiver.received,
      );
      const { type, data } = JSON.parse(told!.body) as { type: string; data: Record<string, string> };
      assert.deepEqual(
        [type, data.release, data.statement, data.case],
        ['delivery-silent', release, target, caseId],
      );
    });

    test('a receiver that fails is tried ever more rarely, in order, and stopped after the named count; its administrators are told', async () => {
      await using here = await world();
      await using server = await openMailServer();
      here.receiver.answer.status = 500;
      const id = await here.make(['case-changed']);
      await savePersonSettings(here.connection, here.tomas, { ...PERSON_DEFAULT, mail: 'tomas@veldmark.example' });
      await keepLanguage(here.connection, here.tomas.person, 'ru');
      await here.promise();
      const gateway = await here.begin(server.url);
      const hook = async () => (await hooksOf(here.party)).find((one) => one.id === id)!;
      for (let tries = 1; tries <= FAILURES_UNTIL_STOPPED; tries++) {
        await eventually(`try ${tries}`, async () => {
          if ((await hook()).failures < tries) gateway.wake();
          return (await hook()).failures >= tries;
        });
        here.wall.now = here.wall.now.add({ hours: 1 });
      }
      assert.equal((await hook()).state, 'stopped');
      await eventually('the notice', async () => server.received.length === 1);
      const notice = await readReceived(server.received[0]!);
      assert.equal(
        notice.subject,
        inLanguage('ru', () => GATEWAY_TEXTS.stoppedSubject),
      );
      assert.match(notice.text, /\p{Script=Cyrillic}[\s\S]*\/webhooks/u);
      const before = here.receiver.received.length;
      assert.equal(new Set(here.receiver.received.map(({ headers }) => headers['webhook-id'])).size, 1);
      here.receiver.answer.status = 204;
      gateway.wake();
      await new Promise((later) => setTimeout(later, 200));
      assert.equal(here.receiver.received.length, before, 'a stopped webhook is left alone');
      assert.ok((await restartHook(here.party, id, here.wall.now)).ok);
      gateway.wake();
      await eventually('what waited', async () => here.receiver.received.length === before + 1);
      await eventually('the end of its failures', async () => (await hook()).failures === 0);
    });

    test('a receiver that answers nothing keeps no other party waiting', async () => {
      await using here = await world();
      await using silent = await openReceiver({ status: 'silent' });
      await here.make(['case-changed'], silent.address);
      const hospital = await here.found(HOSPITAL_FOUNDING);
      const ilse = here.person(hospital, 'Ilse');
      const theirs = { connection: here.connection, party: HOSPITAL };
      const wanted = { person: ilse.person, address: here.receiver.address, events: ['case-changed'] };
      assert.ok((await makeHook(theirs, wanted, here.clock.now)).ok);
      await here.promise();
      await here.say(ilse, alertDraft(HOSPITAL, randomUUID()));
      await here.begin();
      await eventually('the event', async () => here.receiver.received.length > 0);
      const [stillAsked] = await hooksOf(here.party);
      assert.equal(stillAsked?.failures, 0, 'it waited until the silent one was given up');
      await eventually('the silent one, asked beside it', async () => silent.received.length > 0);
    });

    test('a trial is signed and sent as every event is, and a webhook that was ended is told nothing more', async () => {
      await using here = await world();
      const id = await here.make();
      const gateway = await here.begin();
      const place = { publicUrl: 'https://node.veldmark.example', realm: 'exercise:here', wall: here.wall.now };
      assert.ok((await sendTrial(here.party, id, place)).ok);
      gateway.wake();
      await eventually('the trial', async () => kinds(here.receiver.received).includes('trial'));
      await eventually('its record', async () => (await lastDeliveries(here.connection, id))[0]?.state === 'sent');
      assert.ok((await endHook(here.party, id)).ok);
      assert.equal((await sendTrial(here.party, id, place)).ok, false);
      assert.deepEqual(await lastDeliveries(here.connection, id), []);
    });

    test('a webhook ends with the mandate of whoever made it, also for what waits already', async () => {
      await using here = await world();
      const id = await here.make();
      const place = { publicUrl: 'https://node.veldmark.example', realm: TEST_REALM, wall: here.wall.now };
      assert.ok((await sendTrial(here.party, id, place)).ok);
      here.clock.now = here.clock.now.add({ hours: 24 * 366 * 20 });
      await here.begin();
      await eventually('its end', async () => (await hooksOf(here.party))[0]?.state === 'stopped');
      assert.deepEqual(here.receiver.received, []);
    });

    test('an address that is none, no event, another party’s webhook and too many are refused', async () => {
      await using here = await world();
      const now = here.clock.now;
      const wanted = { person: here.tomas.person, address: here.receiver.address, events: ['case-changed'] };
      const codeOf = async (more: Partial<typeof wanted>) => {
        const made = await makeHook(here.party, { ...wanted, ...more }, now);
        return made.ok ? 'made' : made.refusal.code;
      };
      for (const address of [
        '',
        'ftp://a.example',
        'https://u:p@a.example',
        'https://a.example/#x',
        'javascript:alert(1)',
      ]) {
        assert.equal(await codeOf({ address }), 'webhook-address-malformed', address);
      }
      assert.equal(await codeOf({ events: ['all'] }), 'webhook-events-missing');
      for (let made = 0; made < HOOKS_MOST; made++) assert.equal(await codeOf({}), 'made');
      assert.equal(await codeOf({}), 'too-many-webhooks');
      const [hook] = await hooksOf(here.party);
      const stranger = { connection: here.connection, party: 'did:web:else.example' };
      assert.equal((await endHook(stranger, hook!.id)).ok, false);
      assert.equal((await restartHook(stranger, hook!.id, now)).ok, false);
    });
  });
}
