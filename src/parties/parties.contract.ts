import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { suite, test } from 'node:test';
import type { Outcome } from '#outcome.ts';
import type { Draft } from '#statement/draft.ts';
import type { Connection } from '#store/connection.ts';
import { SoftAuthenticator } from '#testing/authenticator.ts';
import {
  CSIRT,
  CSIRT_FOUNDING,
  HOSPITAL,
  HOSPITAL_FOUNDING,
  openPartyNode,
  type PartyNode,
} from '#testing/party-node.ts';
import type { StorePlace } from '#testing/store-place.ts';
import { partiesView } from './fold.ts';
import type { Founded } from './keys/founding.ts';
import { rotateKey } from './keys/key-change.ts';
import { keyChainOf } from './keys/key-view.ts';
import { issueEnrolment } from './persons/enrolment.ts';
import {
  beginRegistration,
  beginSignIn,
  finishRegistration,
  finishSignIn,
  relyingPartyOf,
} from './persons/passkeys.ts';
import { openSession, sessionOf } from './persons/session.ts';
import { issueToken, tokenHolder } from './persons/tokens.ts';
import { mandatesOf, partiesHosted } from './view.ts';
import { approveDraft, proposeDraft, submitDraft } from './workspace/approval.ts';
import { createDraft, resumeDraft, saveDraft } from './workspace/workspace.ts';

const HERE = relyingPartyOf('https://node.veldmark.example', 'Veldmark');

type World = AsyncDisposable & { readonly node: PartyNode; readonly csirt: Founded };

async function open(makePlace: () => Promise<StorePlace>): Promise<World> {
  await using stack = new AsyncDisposableStack();
  const place = stack.use(await makePlace());
  const node = stack.use(await openPartyNode(place.target));
  const csirt = await node.found(CSIRT_FOUNDING);
  const opened = stack.move();
  return { node, csirt, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

function codeOf(outcome: Outcome<unknown>): string {
  return outcome.ok ? 'accepted' : outcome.refusal.code;
}

/** Every row of the view, in an order of its own. */
async function rowsOf(connection: Connection): Promise<Record<string, readonly object[]>> {
  const rows: Record<string, readonly object[]> = {};
  for (const table of partiesView.tables) {
    const all = connection.$extendTables<Record<string, { digest: string }>>().selectFrom(table);
    rows[table] = await all.selectAll().orderBy('digest').execute();
  }
  return rows;
}

async function rebuiltEqualsLive({ node }: World): Promise<void> {
  const live = await rowsOf(node.connection);
  assert.ok(Object.values(live).some((rows) => rows.length > 0));
  const rebuilt = await node.ledger.rebuildViews();
  assert.ok(rebuilt.ok);
  assert.deepEqual(await rowsOf(node.connection), live);
}

/** What this room must do on every engine; run by a test file per engine. */
export function partiesContract(name: string, makePlace: () => Promise<StorePlace>): void {
  suite(name, () => {
    test('parties are founded, keys rotated, and the view rebuilt is the view that grew', async () => {
      await using here = await open(makePlace);
      const { node, csirt } = here;
      await node.found(HOSPITAL_FOUNDING);
      node.clock.now = node.clock.now.add({ minutes: 5 });
      assert.equal(codeOf(await rotateKey(node, node.person(csirt, 'Tomas'), 'sign')), 'accepted');
      assert.equal((await keyChainOf(node.connection, CSIRT))?.keys.size, 5);
      assert.equal((await partiesHosted(node.connection)).length, 2);
      await rebuiltEqualsLive(here);
    });

    test('a name erased from a mandate is gone from the view, rebuilt or not, and the mandate stands', async () => {
      await using here = await open(makePlace);
      const { node, csirt } = here;
      const mandates = await mandatesOf(node.connection, CSIRT, node.clock.now);
      const { digest: target, person } = mandates.find((mandate) => mandate.name === 'Mira')!;
      await node.say(node.person(csirt, 'Tomas'), {
        type: 'erasure',
        issuer: CSIRT,
        case: csirt.case,
        claims: { target, names: ['display_name'], basis: 'Article 17(1)(a)' },
      });
      const [after] = await mandatesOf(node.connection, CSIRT, node.clock.now, person);
      assert.deepEqual([after?.name, after?.roles], [null, ['approver']]);
      assert.equal(JSON.stringify(await rowsOf(node.connection)).includes('Mira'), false);
      await rebuiltEqualsLive(here);
    });

    test('what ends a mandate is not erased, so that nobody comes back by it; why it was done may be', async () => {
      await using here = await open(makePlace);
      const { node, csirt } = here;
      const [tomas, mira] = [node.person(csirt, 'Tomas'), node.person(csirt, 'Mira')];
      const say = (type: string, claims: Record<string, unknown>) =>
        node.say(tomas, { type, issuer: CSIRT, case: csirt.case, claims });
      const [given] = await mandatesOf(node.connection, CSIRT, node.clock.now, mira.person);
      const ended_at = node.clock.now.toString();
      const end = await say('mandate-end', {
        party: CSIRT,
        mandate: given!.digest,
        ended_at,
        reason: 'left in anger',
      });
      const erased = (target: string, names: readonly string[]) =>
        say('erasure', { target, names, basis: 'Article 17' }).then(
          () => 'erased',
          (error: Error) => error.message.split(': ')[1],
        );
      for (const name of ['mandate', 'party', 'ended_at'])
        assert.equal(await erased(end, [name]), 'claim-not-erasable');
      assert.equal(await erased(given!.digest, ['person']), 'claim-not-erasable');
      const erasure = await say('erasure', { target: end, names: ['reason'], basis: 'Article 17' });
      assert.equal(await erased(erasure, ['names']), 'claim-not-erasable');
      assert.deepEqual(await mandatesOf(node.connection, CSIRT, node.clock.now, mira.person), []);
      await rebuiltEqualsLive(here);
    });

    test('a claim disclosed late changes nothing in who holds which mandate', async () => {
      await using here = await open(makePlace);
      const { node, csirt } = here;
      const before = await mandatesOf(node.connection, CSIRT, node.clock.now);
      await node.say(node.person(csirt, 'Tomas'), {
        type: 'late-disclosure',
        issuer: CSIRT,
        case: csirt.case,
        claims: { target: before[0]!.digest, claims: ['display_name'], tlp: 'clear' },
        approvals: [node.person(csirt, 'Mira').person],
      });
      assert.deepEqual(await mandatesOf(node.connection, CSIRT, node.clock.now), before);
      await rebuiltEqualsLive(here);
    });

    test('in one batch nobody speaks after the end of its mandate, and who spoke before it did so by it', async () => {
      for (const endsFirst of [true, false]) {
        await using here = await open(makePlace);
        const { node, csirt } = here;
        const [tomas, mira] = [node.person(csirt, 'Tomas'), node.person(csirt, 'Mira')];
        const mandates = await mandatesOf(node.connection, CSIRT, node.clock.now, mira.person);
        const ended_at = node.clock.now.toString();
        const end = { party: CSIRT, mandate: mandates[0]!.digest, ended_at };
        const submit = (actor: typeof tomas, type: string, caseId: string, claims: Draft['claims']) =>
          node.ledger.submit({ kind: 'draft', actor, draft: { type, issuer: CSIRT, case: caseId, claims } });
        const speak = () =>
          submit(mira, 'consent', randomUUID(), { target: 'T'.repeat(43), scope: 'public', claims: [] });
        const dismiss = () => submit(tomas, 'mandate-end', csirt.case, end);
        // The first one makes the others wait for each other in one batch.
        const filler = submit(tomas, 'mandate-end', csirt.case, { ...end, mandate: 'M'.repeat(43) });
        const both = endsFirst ? [dismiss(), speak()] : [speak(), dismiss()];
        const codes = (await Promise.all([filler, ...both])).map(codeOf);
        const spoken = 'target-not-held';
        assert.deepEqual(codes, [
          'mandate-unknown',
          ...(endsFirst ? ['accepted', 'not-mandated'] : [spoken, 'accepted']),
        ]);
      }
    });

    test('sessions, tokens and passkeys know their person, and one assertion signs in once', async () => {
      await using here = await open(makePlace);
      const { connection, clock } = here.node;
      const who = here.node.person(here.csirt, 'Tomas');
      const secret = await openSession(connection, { ...who, how: 'passkey' }, clock.now);
      assert.equal(codeOf(await sessionOf(connection, secret, clock.now)), 'accepted');
      const expiresAt = clock.now.add({ hours: 1 });
      const token = await issueToken(connection, { ...who, label: 'x', scopes: ['read'], expiresAt }, clock.now);
      assert.ok(token.ok);
      assert.equal(codeOf(await tokenHolder(connection, token.value.token, clock.now)), 'accepted');
      const authenticator = new SoftAuthenticator(HERE.origin);
      const code = await issueEnrolment(connection, { ...who, name: 'Tomas' }, clock.now);
      const begun = await beginRegistration(connection, HERE, code, clock.now);
      assert.ok(begun.ok);
      const response = authenticator.register(begun.value.options.challenge);
      const enrolled = await finishRegistration(
        connection,
        HERE,
        begun.value.ceremony,
        { response, label: '' },
        clock.now,
      );
      assert.equal(codeOf(enrolled), 'accepted');
      const asked = await beginSignIn(connection, HERE, clock.now);
      const assertion = authenticator.signIn(asked.options.challenge);
      const answers = await Promise.all(
        [1, 2, 3].map(() => finishSignIn(connection, HERE, asked.ceremony, assertion, clock.now)),
      );
      assert.deepEqual(answers.map(codeOf).toSorted(), ['accepted', 'ceremony-unknown', 'ceremony-unknown']);
    });

    test('of many who save, approve or submit one version at once, one saves, all approve once, one statement stands', async () => {
      await using here = await open(makePlace);
      const { node, csirt } = here;
      const [tomas, mira, henrik] = ['Tomas', 'Mira', 'Henrik'].map((one) => node.person(csirt, one));
      const workspace = (person: typeof tomas) => ({
        connection: node.connection,
        party: CSIRT,
        person: person!.person,
      });
      const community = '00000000-0000-4000-8000-00000000c0de';
      const claims = { community, name: 'Shelf', members: [CSIRT], permits: [] };
      const draft = await createDraft(
        workspace(tomas),
        { type: 'agreement', case: community, claims: {} },
        node.clock.now,
      );
      assert.ok(draft.ok);
      const { id, code } = draft.value;
      const saves = await Promise.all(
        [1, 2, 3, 4].map(() => saveDraft(workspace(tomas), { id, version: 1, claims }, node.clock.now)),
      );
      assert.equal(saves.filter((outcome) => outcome.ok).length, 1);
      const seen = { id, version: 2 };
      assert.equal(codeOf(await proposeDraft(workspace(tomas), seen, node.clock.now)), 'accepted');
      const approvals = await Promise.all(
        [mira!, henrik!, mira!].map((who) =>
          approveDraft(workspace(who), node.authority, who, seen, node.clock.now),
        ),
      );
      assert.deepEqual(approvals.map(codeOf), ['accepted', 'accepted', 'accepted']);
      const resumed = await resumeDraft(workspace(tomas), code);
      assert.equal(resumed.ok && resumed.value.approvedBy.length, 2);
      const submitted = await Promise.all(
        [tomas!, tomas!, mira!].map((who) => submitDraft(workspace(who), node.ledger, who, seen)),
      );
      const digests = new Set(submitted.map((outcome) => (outcome.ok ? outcome.value.digest : codeOf(outcome))));
      assert.equal(digests.size, 1);
    });

    test('what one party keeps private another party on the same node does not find', async () => {
      await using here = await open(makePlace);
      const { node } = here;
      const hospital = await node.found(HOSPITAL_FOUNDING);
      const ilse = node.person(hospital, 'Ilse');
      const own = await createDraft(
        { connection: node.connection, party: HOSPITAL, person: ilse.person },
        { type: 'incident-alert', claims: {} },
        node.clock.now,
      );
      assert.ok(own.ok);
      const other = await resumeDraft({ connection: node.connection, party: CSIRT }, own.value.code);
      assert.equal(codeOf(other), 'draft-not-found');
    });
  });
}
