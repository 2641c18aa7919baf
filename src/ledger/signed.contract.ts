import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { primitives } from '#primitives';
import { signingKey } from '#statement/jwk.ts';
import { checkLedger } from '#testing/check-ledger.ts';
import { signedBy } from '#testing/signed-by.ts';
import type { StorePlace } from '#testing/store-place.ts';
import { appended, refusedWith, withholding } from '#testing/submit.ts';
import { ALPHA, draftOf, GAMMA, newCase, personOf, submissionOf, tinyNode } from '#testing/tiny-ledger.ts';
import type { Actor, Submission } from './contract.ts';
import { ledgerTables } from './tables.ts';

function submission(presentation: string): Submission {
  return { kind: 'signed', presentation };
}

export function signedContract(name: string, makePlace: () => Promise<StorePlace>): void {
  suite(`${name}: statements signed elsewhere`, () => {
    test('a party that keeps its own key hands in what it signed, numbered as the ledger counts', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target);
      const caseId = newCase();
      for (const number of [1, 2]) {
        const presentation = await signedBy(node, caseId);
        const answer = await appended(node.ledger, submission(presentation));
        assert.equal(answer.presentation, presentation);
        assert.deepEqual(await node.ledger.nextNumbers(GAMMA, caseId), {
          number: number + 1,
          caseNumber: number + 1,
        });
      }
      await appended(node.ledger, submissionOf(draftOf('note', caseId, { text: 'beside it' })));
      assert.equal((await checkLedger(node.ledger)).size, 3);
    });

    test('handed in again it is answered as before, and changes nothing', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target);
      const presentation = await signedBy(node, newCase());
      const first = await appended(node.ledger, submission(presentation));
      const again = await appended(node.ledger, submission(presentation));
      assert.equal(again.digest, first.digest);
      assert.equal(again.logIndex, first.logIndex);
      assert.equal((await checkLedger(node.ledger)).size, 1);
    });

    test('a commitment handed in without a value takes its value and salt later from a person of its party', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target);
      const presentation = await signedBy(node, newCase(), { claims: { secret: 'for later' } });
      await appended(node.ledger, submission(withholding(presentation, 'secret')));
      const bringer = personOf(GAMMA);
      const later = await appended(node.ledger, { kind: 'signed', presentation, bringer });
      assert.equal(later.presentation.split('~').length, presentation.split('~').length);
      const additions = await ledgerTables(node.store.connection).selectFrom('addition').selectAll().execute();
      assert.equal(additions.length, 1);
      assert.equal((await checkLedger(node.ledger)).size, 1);
    });

    test('nobody else adds what a party withheld: no stranger, no other party, no token that may not author', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target);
      const presentation = await signedBy(node, newCase(), { claims: { secret: 'for later' } });
      const first = await appended(node.ledger, submission(withholding(presentation, 'secret')));
      const own = { kind: 'person', party: GAMMA, person: `${GAMMA}#${newCase()}` } as const;
      const bringers: readonly (Actor | undefined)[] = [
        undefined,
        personOf(ALPHA),
        { kind: 'key', party: GAMMA },
        { kind: 'node' },
        { ...own, scopes: ['read', 'author:vote'] },
      ];
      for (const bringer of bringers) {
        const brought = bringer === undefined ? {} : { bringer };
        const answer = await appended(node.ledger, { ...submission(presentation), ...brought } as Submission);
        assert.deepEqual([answer.digest, answer.presentation], [first.digest, first.presentation]);
      }
      node.parties.rolesOf = async () => new Set();
      const dismissed = await appended(node.ledger, { kind: 'signed', presentation, bringer: own });
      assert.equal(dismissed.presentation, first.presentation);
      const additions = await ledgerTables(node.store.connection).selectFrom('addition').selectAll().execute();
      assert.deepEqual(additions, []);
    });

    test('two statements under one number are not both accepted, even at once', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target);
      const caseId = newCase();
      const one = await signedBy(node, caseId, { claims: { text: 'one' } });
      const two = await signedBy(node, caseId, { claims: { text: 'two' } });
      const answers = await Promise.all([one, two].map((text) => node.ledger.submit(submission(text))));
      assert.deepEqual(
        answers.map((answer) => (answer.ok ? 'said' : answer.refusal.code)),
        ['said', 'number-unexpected'],
      );
    });

    test('a signature, key, log, realm, date, number or sender that is not right is refused', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target);
      const caseId = newCase();
      const stranger = signingKey(primitives.generateKey('ES256'));
      const now = Math.floor(node.ledger.now().epochMilliseconds / 1000);
      const good = await signedBy(node, caseId);
      const [head = '', payload = '', rest = ''] = good.split('.');
      const flipped = rest.startsWith('A') ? `B${rest.slice(1)}` : `A${rest.slice(1)}`;
      const cases: readonly (readonly [string, Submission])[] = [
        ['signature-invalid', submission([head, payload, flipped].join('.'))],
        ['signer-unknown', submission(await signedBy(node, caseId, { key: stranger }))],
        ['signer-unknown', submission(await signedBy(node, caseId, { issuer: ALPHA }))],
        ['wrong-log', submission(await signedBy(node, caseId, { log: 'other.example/log' }))],
        ['wrong-realm', submission(await signedBy(node, caseId, { realm: 'live' }))],
        ['iat-in-future', submission(await signedBy(node, caseId, { claims: { iat: now + 4_000 } }))],
        ['iat-too-old', submission(await signedBy(node, caseId, { claims: { iat: now - 8 * 86_400 } }))],
        ['number-unexpected', submission(await signedBy(node, caseId, { claims: { number: 2 } }))],
        ['case-number-unexpected', submission(await signedBy(node, caseId, { claims: { case_number: 7 } }))],
        [
          'author-malformed',
          submission(await signedBy(node, caseId, { claims: { author: `${ALPHA}#${newCase()}` } })),
        ],
        ['claim-missing', submission(withholding(good, 'text'))],
        ['claim-missing', submission(withholding(good, 'number'))],
        ['presentation-malformed', submission('')],
      ];
      for (const [code, refused] of cases) assert.equal(await refusedWith(node.ledger, refused), code, code);
      assert.equal((await checkLedger(node.ledger)).size, 0);
      await appended(node.ledger, submission(good));
    });
  });
}
