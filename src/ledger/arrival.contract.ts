import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { checkLedger } from '#testing/check-ledger.ts';
import type { StorePlace } from '#testing/store-place.ts';
import { sqlitePlace } from '#testing/store-place.ts';
import { appended, refusedWith, type Whole, withholding } from '#testing/submit.ts';
import {
  ALPHA,
  BETA,
  draftOf,
  newCase,
  personOf,
  submissionOf,
  type TinyNode,
  tinyNode,
  tinyTables,
} from '#testing/tiny-ledger.ts';
import type { Foreign, Submission } from './contract.ts';
import { ledgerTables } from './tables.ts';

const NODE = { kind: 'node' } as const;

function arrival(foreign: readonly Foreign[], receipt: Submission | null = null, key?: string): Submission {
  const draft = receipt?.kind === 'draft' ? receipt.draft : null;
  return {
    kind: 'arrival',
    actor: NODE,
    foreign,
    receipt: draft,
    ...(key === undefined ? {} : { idempotencyKey: key }),
  };
}

function foreignOf({ presentation, proof }: Whole, ...withheld: readonly string[]): Foreign {
  return { presentation: withholding(presentation, ...withheld), proof };
}

async function held(node: TinyNode) {
  return ledgerTables(node.store.connection).selectFrom('statement').selectAll().orderBy('arrival').execute();
}

export function arrivalContract(name: string, makePlace: () => Promise<StorePlace>): void {
  suite(`${name}: arrivals`, () => {
    async function nodes() {
      const stack = new AsyncDisposableStack();
      const here = stack.use(await tinyNode(stack.use(await makePlace()).target));
      const there = stack.use(
        await tinyNode(stack.use(await sqlitePlace()).target, { origin: 'there.example/log' }),
      );
      return { here, there, [Symbol.asyncDispose]: () => stack.disposeAsync() };
    }

    test('foreign statements are stored with the receipt that answers them, which sees them', async () => {
      await using both = await nodes();
      const { here, there } = both;
      const caseId = newCase();
      const note = await appended(there.ledger, submissionOf(draftOf('note', caseId, { text: 'from afar' })));
      const receipt = submissionOf(draftOf('vote', caseId, { choice: 'yes' }, { issuer: BETA }));
      const answer = await appended(here.ledger, arrival([foreignOf(note)], receipt));
      assert.equal(answer.logIndex, 0);
      const rows = await held(here);
      assert.deepEqual(
        rows.map((row) => [row.arrival, row.origin, row.log, row.log_index]),
        [
          [1, 'foreign', 'there.example/log', 0],
          [2, 'own', here.ledger.origin, 0],
        ],
      );
      assert.equal(await here.ledger.proof(note.digest), note.proof);
      assert.equal((await checkLedger(here.ledger)).size, 1);
    });

    test('what a refused receipt would have answered is not stored, and its neighbours in the batch are', async () => {
      await using both = await nodes();
      const { here, there } = both;
      const good = newCase();
      const bad = newCase();
      const noteGood = await appended(there.ledger, submissionOf(draftOf('note', good, { text: 'good' })));
      const noteBad = await appended(there.ledger, submissionOf(draftOf('note', bad, { text: 'bad' })));
      const vote = (caseId: string, choice: string) =>
        submissionOf(draftOf('vote', caseId, { choice }, { issuer: BETA }));
      const other = newCase();
      const [one, two, three] = await Promise.all([
        here.ledger.submit(arrival([foreignOf(noteGood)], vote(good, 'yes'))),
        here.ledger.submit(arrival([foreignOf(noteBad, 'case')], vote(bad, 'yes'))),
        here.ledger.submit(submissionOf(draftOf('note', other, { text: 'own' }))),
      ]);
      assert.ok(one?.ok && three?.ok && two !== undefined && !two.ok);
      assert.equal(two.refusal.code, 'nothing-to-vote-on');
      const rows = await held(here);
      assert.ok(!rows.some((row) => row.digest === noteBad.digest));
      assert.equal(rows.length, 3);
      assert.equal((await checkLedger(here.ledger)).size, 2);
    });

    test('roles that an arrival changes are as they were before it, once its refused receipt has taken it back', async () => {
      await using both = await nodes();
      const { here, there } = both;
      const rolesOf = here.parties.rolesOf.bind(here.parties);
      here.parties.rolesOf = async (reads, actor, issuer) => {
        const ended = await tinyTables(reads).selectFrom('tiny_note').selectAll().execute();
        return ended.some(({ text }) => text === 'mandates end') ? new Set() : rolesOf(reads, actor, issuer);
      };
      const bad = newCase();
      const end = await appended(there.ledger, submissionOf(draftOf('note', bad, { text: 'mandates end' })));
      const vote = submissionOf(draftOf('vote', bad, { choice: 'yes' }, { issuer: BETA }));
      const caseId = newCase();
      const note = submissionOf(draftOf('note', caseId, { text: 'own' }));
      const later = submissionOf(draftOf('note', caseId, { text: 'own too' }));
      const [refused, ...said] = await Promise.all([
        here.ledger.submit(arrival([foreignOf(end, 'case')], vote)),
        here.ledger.submit(note),
        here.ledger.submit({ ...later, actor: note.actor }),
      ]);
      assert.ok(refused !== undefined && !refused.ok && refused.refusal.code === 'nothing-to-vote-on');
      assert.deepEqual(
        said.map((answer) => answer.ok || answer.refusal.code),
        [true, true],
      );
      assert.equal((await checkLedger(here.ledger)).size, 2);
    });

    test('repeated delivery has one effect, and the same key the same receipt', async () => {
      await using both = await nodes();
      const { here, there } = both;
      const caseId = newCase();
      const note = await appended(there.ledger, submissionOf(draftOf('note', caseId, { text: 'again' })));
      const receipt = submissionOf(draftOf('vote', caseId, { choice: 'yes' }, { issuer: BETA }));
      const delivery = arrival([foreignOf(note)], receipt, 'release-1');
      const answers = await Promise.all([1, 2, 3].map(() => appended(here.ledger, delivery)));
      answers.push(await appended(here.ledger, delivery));
      assert.equal(new Set(answers.map((answer) => answer.digest)).size, 1);
      const silent = await here.ledger.submit(arrival([foreignOf(note)]));
      assert.deepEqual(silent, { ok: true, value: null });
      assert.equal((await held(here)).length, 2);
      await checkLedger(here.ledger);
    });

    test('a second arrival of a statement adds its disclosures, also its case, and is read in its place', async () => {
      await using both = await nodes();
      const { here, there } = both;
      const caseId = newCase();
      const note = await appended(
        there.ledger,
        submissionOf(draftOf('note', caseId, { text: 'late', place: 'Kyiv' })),
      );
      await here.ledger.submit(arrival([foreignOf(note, 'case', 'text')]));
      const notes = () =>
        tinyTables(here.store.connection).selectFrom('tiny_note').select(['case_id', 'text']).execute();
      assert.deepEqual(await notes(), [{ case_id: null, text: null }]);
      await appended(here.ledger, submissionOf(draftOf('note', newCase(), { text: 'between' })));
      await here.ledger.submit(arrival([foreignOf(note)]));
      assert.deepEqual(
        (await notes()).find((row) => row.case_id === caseId),
        { case_id: caseId, text: 'late' },
      );
      await here.ledger.submit(arrival([foreignOf(note, 'place')]));
      assert.equal((await held(here)).length, 2);
      await checkLedger(here.ledger);
    });

    test('one arrival may bring a statement twice, with other claims each time', async () => {
      await using both = await nodes();
      const { here, there } = both;
      const caseId = newCase();
      const note = await appended(there.ledger, submissionOf(draftOf('note', caseId, { text: 'a', place: 'b' })));
      await here.ledger.submit(arrival([foreignOf(note, 'place'), foreignOf(note, 'text')]));
      const records = await tinyTables(here.store.connection).selectFrom('tiny_note').select(['text']).execute();
      assert.deepEqual(records, [{ text: 'a' }]);
      await checkLedger(here.ledger);
    });

    test('an arrival that is malformed, of another realm or of an unknown past of ours is refused', async () => {
      await using both = await nodes();
      const { here, there } = both;
      await using otherPlace = await sqlitePlace();
      await using elsewhere = await tinyNode(otherPlace.target, { origin: 'third.example/log', realm: 'live' });
      const caseId = newCase();
      const note = await appended(there.ledger, submissionOf(draftOf('note', caseId, { text: 'a' })));
      const live = await appended(elsewhere.ledger, submissionOf(draftOf('note', caseId, { text: 'a' })));
      await using twinPlace = await sqlitePlace();
      await using twin = await tinyNode(twinPlace.target);
      const forgotten = await appended(twin.ledger, submissionOf(draftOf('note', caseId, { text: 'ours, once' })));
      const good = foreignOf(note);
      const cases: readonly (readonly [string, readonly Foreign[]])[] = [
        ['arrival-empty', []],
        ['arrival-too-many', Array.from({ length: 257 }, () => good)],
        ['wrong-realm', [foreignOf(live)]],
        ['arrival-proof-mismatch', [{ ...good, proof: forgotten.proof }]],
        ['proof-file-malformed', [{ ...good, proof: 'no proof' }]],
        ['jwt-malformed', [{ ...good, presentation: 'a.b~' }]],
        ['presentation-malformed', [{ ...good, presentation: 'nothing' }]],
        ['arrival-own-statement-unknown', [foreignOf(forgotten)]],
      ];
      for (const [code, foreign] of cases) assert.equal(await refusedWith(here.ledger, arrival(foreign)), code);
      assert.equal((await held(here)).length, 0);
      await checkLedger(here.ledger);
    });

    test('our own statement that comes back changes nothing', async () => {
      await using both = await nodes();
      const { here } = both;
      const note = await appended(here.ledger, submissionOf(draftOf('note', newCase(), { text: 'mine' })));
      assert.deepEqual(await here.ledger.submit(arrival([foreignOf(note)])), { ok: true, value: null });
      assert.equal((await held(here)).length, 1);
    });

    test('the instant a foreign statement was proven at is kept and told to the views', async () => {
      await using both = await nodes();
      const { here, there } = both;
      const note = await appended(there.ledger, submissionOf(draftOf('note', newCase(), { text: 'a' })));
      const provenAt = Temporal.Instant.from('2026-02-24T03:02:01Z');
      const told: (Temporal.Instant | undefined)[] = [];
      here.ledger.onRecorded((records) => told.push(...records.map((record) => record.provenAt)));
      await here.ledger.submit(arrival([{ ...foreignOf(note), provenAt }]));
      assert.equal(told[0]?.toString(), provenAt.toString());
      assert.equal((await held(here))[0]?.proven_at, provenAt.epochMilliseconds * 1000);
    });

    test('many arrivals at once are all stored, in one reading order', async () => {
      await using both = await nodes();
      const { here, there } = both;
      const notes = await Promise.all(
        Array.from({ length: 60 }, (_, at) =>
          appended(
            there.ledger,
            submissionOf(draftOf('note', newCase(), { text: `${at}` }, { issuer: at % 2 ? ALPHA : BETA })),
          ),
        ),
      );
      await Promise.all(notes.map((note) => here.ledger.submit(arrival([foreignOf(note)]))));
      const arrivals = (await held(here)).map((row) => row.arrival);
      assert.deepEqual(
        arrivals,
        Array.from({ length: 60 }, (_, at) => at + 1),
      );
      assert.ok(personOf(ALPHA).kind === 'person');
      await checkLedger(here.ledger);
    });
  });
}
