import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { parseLogProof, verifyProvenEntry } from '#log/proof.ts';
import { decodeBase64url } from '#statement/base64url.ts';
import { checkLedger } from '#testing/check-ledger.ts';
import { eventually } from '#testing/eventually.ts';
import type { StorePlace } from '#testing/store-place.ts';
import { appended, claimsIn, refusedWith, type Whole, whole } from '#testing/submit.ts';
import {
  ALPHA,
  BETA,
  draftOf,
  newCase,
  POISON,
  personOf,
  submissionOf,
  tinyNode,
  tinyTables,
} from '#testing/tiny-ledger.ts';
import type { Submission } from './contract.ts';
import { FOLLOW_PAUSE_MS, MAX_WAITING_SUBMISSIONS } from './limits.ts';
import { ledgerTables } from './tables.ts';

export function appendContract(name: string, makePlace: () => Promise<StorePlace>): void {
  suite(`${name}: the append`, () => {
    test('a draft is signed, logged, folded and answered with a proof that verifies', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target);
      const caseId = newCase();
      const answer = await appended(
        node.ledger,
        submissionOf(draftOf('note', caseId, { text: 'modems are dark' })),
      );
      const proof = parseLogProof(answer.proof);
      assert.ok(proof.ok && verifyProvenEntry(proof.value, decodeBase64url(answer.digest)!).ok);
      assert.equal(await node.ledger.proof(answer.digest), answer.proof);
      const rows = await tinyTables(node.store.connection).selectFrom('tiny_note').selectAll().execute();
      assert.deepEqual(
        rows.map((row) => row.text),
        ['modems are dark'],
      );
      await checkLedger(node.ledger);
    });

    test('the ledger fills in when, which case, both running numbers, the author and who approved', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target, {
        clock: () => Temporal.Instant.from('2026-02-24T03:02:01.9Z'),
      });
      const caseId = newCase();
      const author = personOf(ALPHA);
      const approver = personOf(ALPHA);
      assert.ok(author.kind === 'person' && approver.kind === 'person');
      const draft = draftOf('note', caseId, { text: 'a' }, { approvals: [approver.person] });
      const { presentation } = await appended(node.ledger, { kind: 'draft', actor: author, draft });
      const claims = claimsIn(presentation);
      assert.equal(claims.get('iat')?.value, 1771902121);
      assert.equal(claims.get('case')?.value, caseId);
      assert.equal(claims.get('number')?.value, 1);
      assert.equal(claims.get('case_number')?.value, 1);
      assert.equal(claims.get('author')?.value, author.person);
      assert.deepEqual(claims.get('approvals')?.value, [approver.person]);
    });

    test('many submitters at once all get their statement, and no number is given twice or left out', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target);
      const caseId = newCase();
      const answers = await Promise.all(
        Array.from({ length: 200 }, (_, at) => {
          const issuer = at % 2 ? ALPHA : BETA;
          const inCase = at % 4 < 2 ? caseId : newCase();
          return appended(node.ledger, submissionOf(draftOf('note', inCase, { text: `note ${at}` }, { issuer })));
        }),
      );
      const numbers = answers.map((answer) => claimsIn(answer.presentation).get('number')?.value);
      const expected = Array.from({ length: 100 }, (_, at) => at + 1);
      for (const parity of [0, 1]) {
        const given = numbers.filter((_, at) => at % 2 === parity) as number[];
        assert.deepEqual(
          given.toSorted((one, other) => one - other),
          expected,
        );
      }
      assert.deepEqual(
        answers.map((answer) => answer.logIndex).toSorted((one, other) => one - other),
        answers.map((_, at) => at),
      );
      assert.equal((await checkLedger(node.ledger)).size, 200);
    });

    test('submitters who go on at once with each answer leave timers their turn', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target);
      let isOver = false;
      const over = wait(50).then(() => {
        isOver = true;
      });
      await Promise.all(
        Array.from({ length: 8 }, async () => {
          for (let said = 0; !isOver; said++) {
            assert.ok(said < 5_000, 'no timer had its turn');
            await appended(node.ledger, submissionOf(draftOf('note', newCase(), { text: 'again' })));
          }
        }),
      );
      await over;
    });

    test('submissions of one case run in order, each against the state its predecessor left', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target);
      const caseId = newCase();
      const early = node.ledger.submit(submissionOf(draftOf('vote', caseId, { choice: 'no' })));
      const note = node.ledger.submit(submissionOf(draftOf('note', caseId, { text: 'first' })));
      const vote = node.ledger.submit(submissionOf(draftOf('vote', caseId, { choice: 'yes' })));
      const again = node.ledger.submit(submissionOf(draftOf('vote', caseId, { choice: 'no' })));
      const other = node.ledger.submit(submissionOf(draftOf('vote', caseId, { choice: 'no' }, { issuer: BETA })));
      const answers = await Promise.all([early, note, vote, again, other]);
      assert.deepEqual(
        answers.map((answer) => (answer.ok ? 'said' : answer.refusal.code)),
        ['nothing-to-vote-on', 'said', 'said', 'voted-already', 'said'],
      );
      await checkLedger(node.ledger);
    });

    test('submitters in a crowd see what each has said before, whatever of their batches fails in between', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target);
      const submitters = 48;
      const numbers = await Promise.all(
        Array.from({ length: submitters }, async (_, at) => {
          const caseId = newCase();
          const submit = (type: string, claims: Readonly<Record<string, string>>) =>
            node.ledger.submit(submissionOf(draftOf(type, caseId, claims), crypto.randomUUID()));
          const said: unknown[] = [];
          for (let round = 0; round < 4; round++) {
            // In each round a few spoil the transaction of the others, which may have been prepared by then.
            if (at % 16 === round) await assert.rejects(submit('note', { text: POISON }));
            const note = await submit('note', { text: `round ${round}` });
            const vote = await submit('vote', { choice: 'yes' });
            assert.ok(note.ok && note.value !== null);
            said.push(claimsIn((await whole(node.ledger, note.value)).presentation).get('number')?.value);
            if (round > 0) assert.equal(vote.ok ? 'said' : vote.refusal.code, 'voted-already');
            else {
              assert.ok(vote.ok && vote.value !== null);
              const claims = claimsIn((await whole(node.ledger, vote.value)).presentation);
              said.push(claims.get('number')?.value);
              assert.equal(claims.get('case_number')?.value, 2);
            }
          }
          return said as number[];
        }),
      );
      assert.deepEqual(
        numbers.flat().toSorted((one, other) => one - other),
        Array.from({ length: submitters * 5 }, (_, at) => at + 1),
      );
      assert.equal((await checkLedger(node.ledger)).size, submitters * 5);
    });

    test('each malformed or unauthorised submission is refused with its code, and changes nothing', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target);
      const caseId = newCase();
      const note = (claims: Record<string, never> | object, more = {}) =>
        submissionOf(draftOf('note', caseId, claims as never, more));
      const stranger = personOf(BETA);
      const person = `${ALPHA}#${newCase()}`;
      const cases: readonly (readonly [string, Submission])[] = [
        ['type-unknown', submissionOf(draftOf('rumour', caseId, { text: 'a' }))],
        ['claim-missing', note({})],
        ['claim-unknown', note({ text: 'a', colour: 'red' })],
        ['claim-shape', note({ text: 7 })],
        ['claim-shape', note({ text: 'x'.repeat(4_001) })],
        ['claim-reserved', note({ text: 'a', number: 7 })],
        ['claim-shape', submissionOf(draftOf('note', 'not-a-case', { text: 'a' }))],
        ['claim-value-unfit', note({ text: 'nul \0 byte' })],
        [
          'issuer-malformed',
          {
            ...note({ text: 'a' }),
            draft: draftOf('note', caseId, { text: 'a' }, { issuer: 'alpha' }),
          } as Submission,
        ],
        [
          'signer-missing',
          submissionOf(draftOf('note', caseId, { text: 'a' }, { issuer: 'did:web:nobody.example' })),
        ],
        ['not-mandated', { kind: 'draft', actor: stranger, draft: draftOf('note', caseId, { text: 'a' }) }],
        ['note-forbidden', note({ text: 'FORBIDDEN' })],
        ['approval-malformed', note({ text: 'a' }, { approvals: ['the boss'] })],
        ['approval-twice', note({ text: 'a' }, { approvals: [person, person] })],
        [
          'approval-too-many',
          note({ text: 'a' }, { approvals: Array.from({ length: 9 }, () => `${ALPHA}#${newCase()}`) }),
        ],
        [
          'author-malformed',
          {
            kind: 'draft',
            actor: { kind: 'person', party: ALPHA, person: 'me' },
            draft: draftOf('note', caseId, { text: 'a' }),
          },
        ],
        ['claim-marking-malformed', note({ text: 'a' }, { markings: { text: { tlp: 'pink' } } })],
        ['marking-for-absent-claim', note({ text: 'a' }, { markings: { place: { tlp: 'red' } } })],
        ['signer-not-of-issuer', note({ text: 'a' }, { signWith: 'no-such-key' })],
        ['idempotency-key-malformed', { ...note({ text: 'a' }), idempotencyKey: 'with space' }],
        ['idempotency-key-malformed', { ...note({ text: 'a' }), idempotencyKey: 'k'.repeat(201) }],
      ];
      for (const [code, submission] of cases) assert.equal(await refusedWith(node.ledger, submission), code, code);
      assert.equal(
        (await ledgerTables(node.store.connection).selectFrom('statement').selectAll().execute()).length,
        0,
      );
      assert.equal((await checkLedger(node.ledger)).size, 0);
      const { presentation } = await appended(node.ledger, note({ text: 'still serving' }));
      assert.equal(claimsIn(presentation).get('number')?.value, 1);
    });

    test('a key of another party cannot be chosen to sign with', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target);
      const [entry] = await node.keyring.list({ purpose: 'party', owner: BETA });
      assert.ok(entry !== undefined);
      const draft = draftOf('note', newCase(), { text: 'a' }, { signWith: entry.kid });
      assert.equal(await refusedWith(node.ledger, submissionOf(draft)), 'signer-not-of-issuer');
    });

    test('one poisonous submission fails alone, and takes no number with it', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target);
      const texts = Array.from({ length: 40 }, (_, at) => (at === 17 ? POISON : `note ${at}`));
      const answers = await Promise.allSettled(
        texts.map((text) => node.ledger.submit(submissionOf(draftOf('note', newCase(), { text })))),
      );
      assert.deepEqual(
        answers.flatMap((answer, at) => (answer.status === 'rejected' ? [at] : [])),
        [17],
      );
      assert.equal((await checkLedger(node.ledger)).size, 39);
      const last = await appended(node.ledger, submissionOf(draftOf('note', newCase(), { text: 'after' })));
      assert.equal(claimsIn(last.presentation).get('number')?.value, 40);
    });

    test('the same key with the same body is answered the same: at once, later, and after a restart', async () => {
      await using place = await makePlace();
      const draft = draftOf('note', newCase(), { text: 'once' });
      const submission = submissionOf(draft, 'key-1');
      const answers: Whole[] = [];
      {
        await using node = await tinyNode(place.target);
        answers.push(...(await Promise.all([1, 2, 3].map(() => appended(node.ledger, submission)))));
        answers.push(await appended(node.ledger, submission));
        const spelled = { ...submission, draft: { ...draft, claims: { ...draft.claims } } } as Submission;
        answers.push(await appended(node.ledger, spelled));
      }
      await using node = await tinyNode(place.target);
      answers.push(await appended(node.ledger, submission));
      assert.equal(new Set(answers.map((answer) => `${answer.digest} ${answer.presentation}`)).size, 1);
      assert.equal((await checkLedger(node.ledger)).size, 1);
    });

    test('the same key with another body is refused, also while the first is under way; another party may use it', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target);
      const caseId = newCase();
      const first = submissionOf(draftOf('note', caseId, { text: 'one' }), 'key-1');
      const second = { ...first, draft: draftOf('note', caseId, { text: 'two' }) } as Submission;
      const [one, two] = await Promise.all([node.ledger.submit(first), node.ledger.submit(second)]);
      assert.ok(one?.ok && !two?.ok);
      assert.equal(await refusedWith(node.ledger, second), 'idempotency-key-reused');
      const others = submissionOf(draftOf('note', caseId, { text: 'one' }, { issuer: BETA }), 'key-1');
      await appended(node.ledger, others);
    });

    test('a refused submission does not use up its key', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target);
      const caseId = newCase();
      const vote = submissionOf(draftOf('vote', caseId, { choice: 'yes' }), 'vote-1');
      assert.equal(await refusedWith(node.ledger, vote), 'nothing-to-vote-on');
      await appended(node.ledger, submissionOf(draftOf('note', caseId, { text: 'now' })));
      await appended(node.ledger, vote);
    });

    test('beyond a bound no submission waits: it is refused as busy, and nothing that waited is lost', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target);
      const draft = draftOf('vote', newCase(), { choice: 'yes' });
      const submission = submissionOf(draft);
      const answers = await Promise.all(
        Array.from({ length: MAX_WAITING_SUBMISSIONS + 50 }, () => node.ledger.submit(submission)),
      );
      const codes = answers.map((answer) => (answer.ok ? '' : answer.refusal.code));
      assert.equal(codes.filter((code) => code === 'ledger-busy').length, 50);
      assert.equal(codes.filter((code) => code === 'nothing-to-vote-on').length, MAX_WAITING_SUBMISSIONS);
    });

    test('a ledger opened again goes on where it stopped: log, numbers and views', async () => {
      await using place = await makePlace();
      const caseId = newCase();
      for (let round = 1; round <= 3; round++) {
        await using node = await tinyNode(place.target);
        const answer = await appended(
          node.ledger,
          submissionOf(draftOf('note', caseId, { text: `round ${round}` })),
        );
        assert.equal(answer.logIndex, round - 1);
        assert.equal(claimsIn(answer.presentation).get('case_number')?.value, round);
        assert.equal((await checkLedger(node.ledger)).size, round);
      }
    });

    test('listeners hear of each commit in order of arrival, and one that throws stops nobody', async () => {
      await using place = await makePlace();
      const failures: unknown[] = [];
      await using node = await tinyNode(place.target, { report: (failure) => failures.push(failure) });
      const heard: number[] = [];
      node.ledger.onRecorded(() => {
        throw new Error('a listener in trouble');
      });
      const end = node.ledger.onRecorded((records) => heard.push(...records.map((record) => record.arrival)));
      await Promise.all(
        [1, 2, 3].map(() => appended(node.ledger, submissionOf(draftOf('note', newCase(), { text: 'a' })))),
      );
      end();
      await appended(node.ledger, submissionOf(draftOf('note', newCase(), { text: 'unheard' })));
      assert.deepEqual(heard, [1, 2, 3]);
      assert.ok(failures.length > 0);
    });

    test('views behind the append catch up, and a view with a new number is rebuilt at the next start', async () => {
      await using place = await makePlace();
      const caseId = newCase();
      {
        await using node = await tinyNode(place.target);
        for (const text of ['four', 'seven77'])
          await appended(node.ledger, submissionOf(draftOf('note', caseId, { text })));
        const tally = () => tinyTables(node.store.connection).selectFrom('tiny_tally').selectAll().execute();
        await eventually('both in the view', async () => (await tally())[0]?.statements === 2);
        assert.deepEqual(await tally(), [{ case_id: caseId, statements: 2, letters: 11 }]);
        await node.store.connection
          .$extendTables<{ view: { version: number } }>()
          .updateTable('view')
          .set({ version: 0 })
          .execute();
        await tinyTables(node.store.connection).updateTable('tiny_note').set({ text: 'tampered' }).execute();
      }
      await using node = await tinyNode(place.target);
      const notes = await tinyTables(node.store.connection)
        .selectFrom('tiny_note')
        .select('text')
        .orderBy('arrival')
        .execute();
      assert.deepEqual(
        notes.map((row) => row.text),
        ['four', 'seven77'],
      );
      assert.ok((await node.ledger.rebuildViews()).ok);
      await checkLedger(node.ledger);
    });

    test('a view whose place was forgotten waits for the next start, and holds nobody up until then', async () => {
      await using place = await makePlace();
      const caseId = newCase();
      {
        await using node = await tinyNode(place.target);
        await appended(node.ledger, submissionOf(draftOf('note', caseId, { text: 'four' })));
        await node.store.connection.$extendTables<{ view: object }>().deleteFrom('view').execute();
        await appended(node.ledger, submissionOf(draftOf('note', caseId, { text: 'seven77' })));
        await wait(2 * FOLLOW_PAUSE_MS);
      }
      await using node = await tinyNode(place.target);
      const tally = await tinyTables(node.store.connection).selectFrom('tiny_tally').selectAll().execute();
      assert.deepEqual(tally, [{ case_id: caseId, statements: 2, letters: 11 }]);
      await checkLedger(node.ledger);
    });
  });
}
