import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { suite, test } from 'node:test';
import { createReferences } from '#cases/references.ts';
import { openDeskNode } from '#desk/testing/desk-node.ts';
import { mandatesOf } from '#parties/view.ts';
import type { JsonValue } from '#statement/draft.ts';
import { copyTable, tableDigest } from '#store/copy.ts';
import { openStore } from '#store/open.ts';
import { createTables } from '#store/table-set.ts';
import { CSIRT, HOSPITAL } from '#testing/party-node.ts';
import { alertDraft } from '#testing/releases.ts';
import type { StorePlace } from '#testing/store-place.ts';
import { MAX_NOTE_CHARACTERS, notesOf, removeNote, writeNote } from './notes.ts';
import { CASE_TABLE_SETS, caseTables } from './tables.ts';
import { handOver, takenOf } from './taken.ts';

type World = Awaited<ReturnType<typeof openDeskNode>>;

/** One suite for each engine. */
export function casesContract(engine: string, placeFor: () => Promise<StorePlace>): void {
  function inWorld(title: string, work: (here: World, place: StorePlace) => Promise<void>): void {
    test(title, async () => {
      await using place = await placeFor();
      await using here = await openDeskNode(place);
      await work(here, place);
    });
  }

  suite(engine, () => {
    inWorld('a case keeps the reference it was given, in every process and under other letters', async (here) => {
      const caseId = randomUUID();
      const [first] = (await here.references.of([caseId])).values();
      assert.match(first ?? '', /^VM-[0-9A-Z]{6}$/u);
      const other = createReferences(here.connection, 'AR');
      assert.deepEqual(await other.of([caseId]), new Map([[caseId, first]]));
      assert.equal(await other.caseOf(first!), caseId);
      assert.equal(await other.caseOf('VM-000000'), undefined);
    });

    inWorld('processes that draw at once for the same cases give each one reference', async (here, place) => {
      await using second = await openStore(place.target);
      const cases = Array.from({ length: 40 }, () => randomUUID());
      const [one, other] = [here.references, createReferences(second.connection, 'VM')];
      const [found, also] = await Promise.all([one.of(cases), other.of(cases.toReversed())]);
      assert.equal(new Set(found.values()).size, cases.length);
      for (const caseId of cases) assert.equal(found.get(caseId), also.get(caseId));
      const rows = await caseTables(here.connection).selectFrom('case_reference').selectAll().execute();
      assert.equal(rows.length, cases.length);
    });

    inWorld(
      'a reference that another case has already is drawn again, and not for ever',
      async ({ connection }) => {
        const [taken, free] = [randomBytes(8), randomBytes(8)];
        const always = createReferences(connection, 'VM', () => taken);
        const [first] = (await always.of(['one'])).values();
        const draws = [taken, taken, free];
        const sometimes = createReferences(connection, 'VM', () => draws.shift() ?? free);
        const [second] = (await sometimes.of(['other'])).values();
        assert.notEqual(second, first);
        assert.equal(draws.length, 0);
        await assert.rejects(always.of(['a third']), /draw a reference/u);
      },
    );

    inWorld('many cases are asked for at once, and known ones not again', async ({ connection }) => {
      const cases = Array.from({ length: 1_200 }, () => randomUUID());
      let drawn = 0;
      const counted = createReferences(connection, 'VM', () => {
        drawn += 1;
        return randomBytes(8);
      });
      const found = await counted.of(cases);
      assert.equal(found.size, cases.length);
      const before = drawn;
      assert.deepEqual(await counted.of(cases), found);
      assert.equal(drawn, before);
    });

    inWorld('a move to another store carries references, takers and notes along', async (here, place) => {
      const [reference] = (await here.references.of(['a case'])).values();
      const { tomas, clock, connection } = here;
      assert.ok(
        (await handOver(connection, { party: CSIRT, case: 'a case', from: null, to: tomas.person }, clock.now)).ok,
      );
      const note = { person: tomas.person, text: 'called back' };
      assert.ok((await writeNote(connection, { party: CSIRT, case: 'a case' }, note, clock.now)).ok);
      await using there = await placeFor();
      await using target = await openStore(there.target);
      await createTables(target, CASE_TABLE_SETS);
      await using source = await openStore(place.target);
      for (const table of CASE_TABLE_SETS.flatMap(({ tables }) => tables)) {
        const copied = await source.snapshot((from) => target.transaction((to) => copyTable(from, to, table)));
        assert.deepEqual(await target.transaction((to) => tableDigest(to, table)), copied);
      }
      assert.equal(await createReferences(target.connection, 'VM').caseOf(reference!), 'a case');
      assert.equal((await takenOf(target.connection, CSIRT, ['a case'])).get('a case')?.person, tomas.person);
      assert.equal((await notesOf(target.connection, { party: CSIRT, case: 'a case' }))[0]?.text, 'called back');
    });

    inWorld('of two colleagues who take a case at once one has it, and the other is told', async (here) => {
      const { connection, clock, tomas, mira } = here;
      const caseId = randomUUID();
      const take = (person: string) =>
        handOver(connection, { party: CSIRT, case: caseId, from: null, to: person }, clock.now);
      const taken = await Promise.all([take(tomas.person), take(mira.person)]);
      assert.deepEqual(taken.map(({ ok }) => String(ok)).sort(), ['false', 'true']);
      assert.deepEqual(
        taken.flatMap((one) => (one.ok ? [] : [one.refusal.code])),
        ['case-taken-meanwhile'],
      );
      const has = (await takenOf(connection, CSIRT, [caseId])).get(caseId);
      assert.equal(has?.person, taken[0]?.ok ? tomas.person : mira.person);
      assert.deepEqual(await takenOf(connection, HOSPITAL, [caseId]), new Map(), 'no other party has it so');
    });

    inWorld('it is handed over and put back only from whoever was seen having it', async (here) => {
      const { connection, clock, tomas, mira } = here;
      const caseId = randomUUID();
      const give = async (from: string | null, to: string | null) => {
        const given = await handOver(connection, { party: CSIRT, case: caseId, from, to }, clock.now);
        return given.ok ? 'done' : given.refusal.code;
      };
      assert.equal(await give(null, null), 'case-taken-meanwhile');
      assert.equal(await give(mira.person, tomas.person), 'case-taken-meanwhile');
      assert.equal(await give(null, tomas.person), 'done');
      assert.equal(await give(tomas.person, mira.person), 'done');
      assert.equal(await give(tomas.person, null), 'case-taken-meanwhile');
      assert.equal(await give(mira.person, null), 'done');
      assert.deepEqual(await takenOf(connection, CSIRT, [caseId]), new Map());
    });

    inWorld('nobody is given a case who has no mandate of the party, or none any more', async (here) => {
      const { connection, clock, tomas, mira, ilse } = here;
      const caseId = randomUUID();
      const give = async (to: string, from: string | null = null) => {
        const given = await handOver(connection, { party: CSIRT, case: caseId, from, to }, clock.now);
        return given.ok ? 'done' : given.refusal.code;
      };
      for (const to of [ilse.person, randomUUID(), "' or 1=1 --"])
        assert.equal(await give(to), 'taker-not-mandated');
      assert.equal(await give(mira.person), 'done');
      const [mandate] = await mandatesOf(connection, CSIRT, clock.now, mira.person);
      const claims = { party: CSIRT, mandate: mandate!.digest, ended_at: clock.now.toString() };
      await here.say(tomas, { type: 'mandate-end', issuer: CSIRT, case: here.csirtCase, claims });
      clock.now = clock.now.add({ minutes: 1 });
      assert.equal(
        (await takenOf(connection, CSIRT, [caseId])).get(caseId)?.person,
        mira.person,
        'until somebody takes it over',
      );
      assert.equal(await give(tomas.person, mira.person), 'done', 'a colleague takes it over');
      assert.equal(await give(mira.person, tomas.person), 'taker-not-mandated');
    });

    inWorld('notes stay with their party; whoever wrote one removes it, and brings it back', async (here) => {
      const { connection, clock, tomas, mira } = here;
      const place = { party: CSIRT, case: randomUUID() };
      const texts = async () => (await notesOf(connection, place)).map(({ text }) => text);
      const write = (text: string) => writeNote(connection, place, { person: tomas.person, text }, clock.now);
      const hostile = '<script>alert(1)</script> \u202e "; drop table case_note; --';
      const first = await write(` ${hostile}\r\nsecond line `);
      assert.ok(first.ok);
      assert.deepEqual(await texts(), [`${hostile}\nsecond line`]);
      assert.deepEqual(await notesOf(connection, { ...place, party: HOSPITAL }), []);
      const remove = (person: string, to: 'removed' | 'kept') =>
        removeNote(connection, { party: CSIRT, person, id: first.value }, { to, at: clock.now });
      assert.equal((await remove(mira.person, 'removed')).ok, false);
      assert.ok((await remove(tomas.person, 'removed')).ok);
      assert.deepEqual(await texts(), []);
      assert.ok((await remove(tomas.person, 'kept')).ok);
      assert.equal((await texts()).length, 1);
      assert.ok((await remove(tomas.person, 'removed')).ok);
      clock.now = clock.now.add({ hours: 25 });
      assert.equal((await remove(tomas.person, 'kept')).ok, false, 'after a day it is gone');
      const empty = await write(' \n ');
      assert.equal(empty.ok ? '' : empty.refusal.code, 'note-empty');
      const long = await write('x'.repeat(MAX_NOTE_CHARACTERS + 1));
      assert.equal(long.ok ? '' : long.refusal.code, 'case-note-too-long');
    });

    inWorld('what a party erases takes its own notes of that case along, and nobody else’s', async (here) => {
      const { connection, clock, ilse, tomas } = here;
      const [caseId, untouched] = [randomUUID(), randomUUID()];
      const digest = await here.say(ilse, alertDraft(HOSPITAL, caseId, { service: 'Dialysis' }));
      await here.give(digest, caseId, 'all');
      const notes = [
        { party: HOSPITAL, person: ilse.person, case: caseId },
        { party: HOSPITAL, person: ilse.person, case: untouched },
        { party: CSIRT, person: tomas.person, case: caseId },
      ];
      for (const { person, ...place } of notes) {
        const note = { person, text: 'Dialysis called' };
        assert.ok((await writeNote(connection, place, note, clock.now)).ok);
      }
      const claims = { target: digest, names: ['service'], basis: 'Article 17(1)(a)' };
      await here.say(ilse, { type: 'erasure', issuer: HOSPITAL, case: caseId, claims });
      const left = await Promise.all(notes.map(async (place) => (await notesOf(connection, place)).length));
      assert.deepEqual(left, [0, 1, 1]);
    });

    inWorld(
      'a title is said by whoever has said something in the case, one line of 80 characters',
      async (here) => {
        const { tomas, ilse } = here;
        const caseId = randomUUID();
        const title = async (who: typeof tomas, text: JsonValue) => {
          const draft = { type: 'case-title', issuer: who.party, case: caseId, claims: { title: text } };
          const said = await here.ledger.submit({ kind: 'draft', actor: who, draft });
          return said.ok ? 'said' : said.refusal.code;
        };
        assert.equal(await title(ilse, 'Dialysis'), 'nothing-said-here');
        await here.say(ilse, alertDraft(HOSPITAL, caseId));
        assert.equal(await title(ilse, 'Dialysis, St. Hedwig'), 'said');
        assert.equal(await title(tomas, 'Ours'), 'nothing-said-here');
        assert.equal(await title(ilse, 'x'.repeat(80)), 'said');
        for (const wrong of [
          '',
          '   ',
          'x'.repeat(81),
          'x'.repeat(200),
          'two\nlines',
          'turned \u202e round',
          '\u2067a',
          7,
          null,
          ['a'],
        ]) {
          assert.notEqual(await title(ilse, wrong), 'said', JSON.stringify(wrong));
        }
        assert.notEqual(await title(here.mira, 'by an approver'), 'said');
      },
    );
  });
}
