import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import type { KyselyPlugin } from 'kysely';
import { marking } from '#statement/marking.ts';
import { PUBLIC_VIEWER, type ReleaseGrant, type Viewer } from '#statement/show.ts';
import { checkLedger } from '#testing/check-ledger.ts';
import type { StorePlace } from '#testing/store-place.ts';
import { sqlitePlace } from '#testing/store-place.ts';
import { appended, claimsIn, refusedWith, type Whole, withholding } from '#testing/submit.ts';
import {
  ALPHA,
  BETA,
  draftOf,
  newCase,
  submissionOf,
  TINY_COPIES,
  type TinyNode,
  tinyNode,
  tinyTables,
} from '#testing/tiny-ledger.ts';
import type { CasePart, Reader } from './contract.ts';
import { fileErasureList } from './erasure-list.ts';
import { forgetfulMap } from './forgetful.ts';
import { HeldCache, type HeldStatement } from './held-cache.ts';
import { createReader, type ReaderOptions, seesCaseOf } from './reader.ts';
import { FORGOTTEN_BODY, ledgerTables } from './tables.ts';

const GRANTS = new Map<string, readonly ReleaseGrant[]>();

function readerOf(node: TinyNode, more: Pick<ReaderOptions, 'mostOfCase'> = {}): Reader {
  return createReader({
    ...more,
    store: node.store,
    grants: async () => GRANTS,
    communitiesOf: async (_reads, party) => (party === ALPHA ? ['eu'] : []),
    now: () => node.ledger.now(),
  });
}

function viewer(party: string | null, more: Partial<Viewer> = {}): Viewer {
  return { ...PUBLIC_VIEWER, party, ...more };
}

/** The case is amber unless its speaker opens it. */
const IN_OPEN_CASE = { markings: { case: marking('clear') } };
const CLAIMS = { text: 'the amber text', place: 'the clear place', secret: 'the red secret' };

export function readingContract(name: string, makePlace: () => Promise<StorePlace>): void {
  suite(`${name}: reading, erasing, disclosing`, () => {
    test('each viewer gets the claims the one disclosure function gives, and a presentation of just those', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target);
      const reader = readerOf(node);
      const caseId = newCase();
      const note = await appended(node.ledger, submissionOf(draftOf('note', caseId, CLAIMS)));
      const open = await reader.statement(note.digest, PUBLIC_VIEWER);
      assert.deepEqual([...(open?.claims.keys() ?? [])], ['place']);
      assert.deepEqual([...claimsIn(open?.presentation ?? '').keys()], ['place']);
      assert.equal(open?.withheld, true);
      const own = await reader.statement(note.digest, viewer(ALPHA));
      assert.ok(own?.claims.has('text') && !own.claims.has('secret'));
      assert.equal((await reader.statement(note.digest, viewer(BETA)))?.claims.size, 1);
      GRANTS.set(note.digest, [{ to: BETA, claims: ['text'] }]);
      assert.deepEqual([...((await reader.statement(note.digest, viewer(BETA)))?.claims.keys() ?? [])].sort(), [
        'place',
        'text',
      ]);
      assert.equal((await reader.statement(note.digest, PUBLIC_VIEWER))?.claims.size, 1);
      assert.equal(await reader.statement('A'.repeat(43), PUBLIC_VIEWER), null);
    });

    test('how many claims are withheld shows nowhere: a statement that says less looks the same', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target);
      const reader = readerOf(node);
      const { secret: _, ...fewer } = CLAIMS;
      const looks = [];
      for (const claims of [CLAIMS, fewer]) {
        const note = await appended(node.ledger, submissionOf(draftOf('note', newCase(), claims)));
        const {
          claims: seen,
          withheld,
          erased,
          presentation,
        } = (await reader.statement(note.digest, PUBLIC_VIEWER))!;
        const [jwt = ''] = presentation.split('~');
        const payload = JSON.parse(Buffer.from(jwt.split('.')[1]!, 'base64url').toString()) as { _sd: unknown[] };
        looks.push({ seen: [...seen.keys()], withheld, erased, digests: payload._sd.length });
      }
      assert.deepEqual(looks[0], looks[1]);
    });

    test('a statement of which a viewer gets nothing is not there for them, nor is its case', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target);
      const reader = readerOf(node);
      const [hidden, open] = [newCase(), newCase()];
      const note = await appended(node.ledger, submissionOf(draftOf('note', hidden, { text: 'amber' })));
      await appended(node.ledger, submissionOf(draftOf('note', open, CLAIMS, IN_OPEN_CASE)));
      await appended(node.ledger, submissionOf(draftOf('note', open, { text: 'amber' })));
      assert.equal(await reader.statement(note.digest, PUBLIC_VIEWER), null);
      assert.equal((await reader.case(hidden, PUBLIC_VIEWER)).length, 0);
      assert.equal((await reader.case(open, PUBLIC_VIEWER)).length, 1);
      assert.equal((await reader.case(open, viewer(ALPHA))).length, 2);
      const cases = async (eyes: Viewer) =>
        (await reader.casesOf(eyes, { limit: 10 })).cases.map((one) => one.case);
      assert.deepEqual(await cases(PUBLIC_VIEWER), [open]);
      assert.deepEqual(await cases(viewer(ALPHA)), [open, hidden]);
    });

    test('a statement that withholds its case stands in no case for whoever is shown the rest of it', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target);
      const reader = readerOf(node);
      const caseId = newCase();
      const named = await appended(node.ledger, submissionOf(draftOf('note', caseId, CLAIMS, IN_OPEN_CASE)));
      const unnamed = await appended(node.ledger, submissionOf(draftOf('note', caseId, { ...CLAIMS, text: '2' })));
      const [alone] = [newCase()];
      await appended(node.ledger, submissionOf(draftOf('note', alone, { ...CLAIMS, text: '3' })));
      GRANTS.set(unnamed.digest, [{ to: BETA, claims: ['text'] }]);
      for (const eyes of [PUBLIC_VIEWER, viewer(BETA)]) {
        assert.notEqual(await reader.statement(unnamed.digest, eyes), null);
        const digests = (await reader.case(caseId, eyes)).map(({ digest }) => digest);
        assert.deepEqual(digests, [named.digest]);
        assert.deepEqual([...(await reader.cases([caseId, alone], eyes)).keys()], [caseId]);
        const part = await reader.partOfCase(caseId, eyes, { after: 0, limit: 10 });
        assert.deepEqual(part.statements.length, 1);
        assert.deepEqual(
          (await reader.casesOf(eyes, { limit: 10 })).cases.map((one) => one.case),
          [caseId],
        );
        const sees = seesCaseOf(reader);
        assert.deepEqual([await sees(named.digest, eyes), await sees(unnamed.digest, eyes)], [true, false]);
      }
      assert.equal((await reader.case(caseId, viewer(ALPHA))).length, 2);
    });

    test('several cases at once are read as each alone, and one with nothing for the viewer is not among them', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target);
      const reader = readerOf(node);
      const [open, hidden, empty] = [newCase(), newCase(), newCase()];
      await appended(node.ledger, submissionOf(draftOf('note', open, CLAIMS, IN_OPEN_CASE)));
      await appended(node.ledger, submissionOf(draftOf('note', hidden, { text: 'the amber text' })));
      await appended(
        node.ledger,
        submissionOf(draftOf('note', open, { ...CLAIMS, text: 'another' }, IN_OPEN_CASE)),
      );
      for (const eyes of [PUBLIC_VIEWER, viewer(ALPHA), viewer(BETA)]) {
        const found = await reader.cases([open, hidden, empty, open], eyes);
        for (const caseId of [open, hidden, empty]) {
          const alone = await reader.case(caseId, eyes);
          assert.deepEqual(found.get(caseId) ?? [], alone);
          assert.equal(found.has(caseId), alone.length > 0);
        }
      }
      assert.deepEqual([...(await reader.cases([open, hidden], PUBLIC_VIEWER)).keys()], [open]);
      assert.equal((await reader.cases([], viewer(ALPHA))).size, 0);
    });

    test('cases come newest first, in pages, each once', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target);
      const reader = readerOf(node);
      const ids = Array.from({ length: 7 }, newCase);
      for (const caseId of [...ids, ids[0] as string]) {
        await appended(node.ledger, submissionOf(draftOf('note', caseId, CLAIMS, IN_OPEN_CASE)));
      }
      const expected = [ids[0], ...ids.slice(1).reverse()];
      for (const eyes of [PUBLIC_VIEWER, viewer(ALPHA)]) {
        const seen: string[] = [];
        for (let after: string | undefined; ; ) {
          const page = await reader.casesOf(eyes, after === undefined ? { limit: 3 } : { limit: 3, after });
          seen.push(...page.cases.map((one) => one.case));
          after = page.next;
          if (after === undefined) break;
        }
        assert.deepEqual(seen, expected);
      }
      assert.deepEqual((await reader.casesOf(PUBLIC_VIEWER, { limit: 3, after: 'x' })).cases, []);
    });

    test('green claims without an audience are for the communities of their issuer', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target);
      const reader = readerOf(node);
      const markings = { text: { tlp: 'green' } } as const;
      const note = await appended(node.ledger, submissionOf(draftOf('note', newCase(), CLAIMS, { markings })));
      const inside = await reader.statement(note.digest, viewer(BETA, { communities: ['eu'] }));
      const outside = await reader.statement(note.digest, viewer(BETA, { communities: ['other'] }));
      assert.ok(inside?.claims.has('text') && !outside?.claims.has('text'));
    });

    test('a late disclosure shows what was committed to on day one, to whom it now is for, and never less', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target);
      const reader = readerOf(node);
      const caseId = newCase();
      const note = await appended(node.ledger, submissionOf(draftOf('note', caseId, CLAIMS)));
      assert.ok(!(await reader.statement(note.digest, PUBLIC_VIEWER))?.claims.has('text'));
      const disclose = (claims: readonly string[], tlp: string, more = {}) =>
        submissionOf(draftOf('late-disclosure', caseId, { target: note.digest, claims, tlp }, more));
      await appended(node.ledger, disclose(['text', 'secret'], 'clear'));
      const shown = await reader.statement(note.digest, PUBLIC_VIEWER);
      assert.equal(shown?.claims.get('secret')?.value, 'the red secret');
      assert.equal(shown?.claims.get('text')?.marking.tlp, 'clear');
      assert.equal(claimsIn(shown?.presentation ?? '').get('text')?.marking.tlp, 'amber');
      assert.equal(await refusedWith(node.ledger, disclose(['place'], 'amber')), 'marking-not-wider');
      assert.equal(await refusedWith(node.ledger, disclose(['colour'], 'clear')), 'target-claim-unknown');
      assert.equal(
        await refusedWith(node.ledger, disclose(['text'], 'clear', { issuer: BETA })),
        'target-unknown',
      );
      assert.equal(
        await refusedWith(node.ledger, disclose(['text'], 'clear', { case: newCase() })),
        'target-in-another-case',
      );
      await checkLedger(node.ledger);
    });

    test('a late disclosure by anybody but the issuer opens nothing', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target);
      await using otherPlace = await sqlitePlace();
      await using other = await tinyNode(otherPlace.target, { origin: 'there.example/log' });
      const caseId = newCase();
      const note = await appended(node.ledger, submissionOf(draftOf('note', caseId, CLAIMS)));
      const held = { presentation: note.presentation, proof: note.proof };
      await other.ledger.submit({ kind: 'arrival', actor: { kind: 'node' }, foreign: [held], receipt: null });
      // A hostile node whose rules let anything pass would say so of a statement that is not its own.
      const table = other.store.connection.$extendTables<{ statement: { issuer: string } }>();
      await table.updateTable('statement').set({ issuer: BETA }).execute();
      TINY_COPIES.set(note.digest, new Map([[BETA, 'all']]));
      const claims = { target: note.digest, claims: ['text'], tlp: 'clear' };
      const forged = await appended(
        other.ledger,
        submissionOf(draftOf('late-disclosure', caseId, claims, { issuer: BETA })),
      );
      const foreign = [{ presentation: forged.presentation, proof: forged.proof }];
      await node.ledger.submit({ kind: 'arrival', actor: { kind: 'node' }, foreign, receipt: null });
      assert.ok(!(await readerOf(node).statement(note.digest, PUBLIC_VIEWER))?.claims.has('text'));
    });

    test('an erasure deletes values and salts everywhere, keeps the log whole, and rebuilt equals live', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target, {
        erasures: fileErasureList(join(place.folder, 'erasures.jsonl')),
      });
      const reader = readerOf(node);
      const [caseId, secret] = [newCase(), `find me ${newCase()}`];
      const said = submissionOf(draftOf('note', caseId, { ...CLAIMS, text: secret }), 'said-once');
      const note = await appended(node.ledger, said);
      await appended(node.ledger, submissionOf(draftOf('note', caseId, CLAIMS)));
      assert.equal((await reader.statement(note.digest, viewer(ALPHA)))?.claims.get('text')?.value, secret);
      const erase = (names: readonly string[], more = {}) =>
        submissionOf(draftOf('erasure', caseId, { target: note.digest, names, basis: 'Article 17' }, more));
      const read = forgetfulMap<string>();
      read.set(note.digest, secret).set('another', 'kept');
      await appended(node.ledger, erase(['text', 'author']));
      assert.deepEqual([...read.keys()], ['another'], 'what was read of it is forgotten with it');
      const shown = await reader.statement(note.digest, viewer(ALPHA));
      assert.ok(shown !== null && !shown.claims.has('text') && shown.claims.has('place'));
      assert.equal(shown.erased, 2);
      const notes = await tinyTables(node.store.connection)
        .selectFrom('tiny_note')
        .select(['digest', 'text'])
        .execute();
      assert.deepEqual(
        notes.find((row) => row.digest === note.digest),
        { digest: note.digest, text: null },
      );
      assert.equal((await appended(node.ledger, said)).digest, note.digest, 'asked again under its key');
      const kept = ledgerTables(node.store.connection).selectFrom('idempotency').select('body');
      assert.deepEqual(await kept.where('digest', '=', note.digest).execute(), [{ body: FORGOTTEN_BODY }]);
      assert.equal((await checkLedger(node.ledger)).size, 3);
      assert.equal(await refusedWith(node.ledger, erase(['text'])), 'target-claim-unknown');
      assert.equal(await refusedWith(node.ledger, erase(['number'])), 'claim-not-erasable');
      assert.equal(await refusedWith(node.ledger, erase(['place'], { issuer: BETA })), 'target-unknown');
      const [listed] = await fileErasureList(join(place.folder, 'erasures.jsonl')).all();
      assert.deepEqual([listed?.digest, listed?.names], [note.digest, ['text', 'author']]);
      if ('folder' in place.target)
        assert.ok(!(await isInFolder(place.folder, secret)), 'its bytes are still on the disk');
    });

    test('under the key of a statement erased in part only who says what is left of it is answered', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target);
      const caseId = newCase();
      const claims = { ...CLAIMS, text: 'gone soon', secret: 'the victim' };
      const said = submissionOf(draftOf('note', caseId, claims), 'report/of/that/day');
      const note = await appended(node.ledger, said);
      const names = ['text'];
      await appended(
        node.ledger,
        submissionOf(draftOf('erasure', caseId, { target: note.digest, names, basis: 'Article 17' })),
      );
      for (const guess of [
        draftOf('note', caseId, { text: 'gone soon' }),
        draftOf('note', newCase(), claims),
        draftOf('note', caseId, { ...claims, secret: 'another' }),
        draftOf('note', caseId, { text: 'gone soon', place: 'somewhere' }),
        draftOf('vote', caseId, { choice: 'yes' }),
      ]) {
        assert.equal(await refusedWith(node.ledger, { ...said, draft: guess }), 'idempotency-key-reused');
      }
      const others = await appended(node.ledger, submissionOf(said.draft, 'report/of/that/day'));
      assert.notEqual(others.digest, note.digest, 'the same words of somebody else are a statement of their own');
      assert.equal((await appended(node.ledger, said)).digest, note.digest);
    });

    test('what others add to a case beyond its limit hides neither our own words nor the last ones', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target);
      await using otherPlace = await sqlitePlace();
      await using other = await tinyNode(otherPlace.target, { origin: 'there.example/log' });
      const caseId = newCase();
      const foreign = async () => {
        const { digest, presentation, proof } = await appended(
          other.ledger,
          submissionOf(draftOf('note', caseId, CLAIMS)),
        );
        const arrival = { kind: 'arrival', actor: { kind: 'node' }, receipt: null } as const;
        assert.ok((await node.ledger.submit({ ...arrival, foreign: [{ presentation, proof }] })).ok);
        return digest;
      };
      const said = [await foreign(), await foreign()];
      said.push((await appended(node.ledger, submissionOf(draftOf('note', caseId, CLAIMS)))).digest);
      said.push(await foreign(), await foreign());
      const limited = (most: number) => new HeldCache(node.store.connection, most);
      const digests = (held: readonly HeldStatement[] = []) => held.map(({ row }) => row.digest);
      for (const [most, expected] of [
        [1, [said[2]]],
        [2, [said[2], said[4]]],
        [4, said.slice(1)],
        [5, said],
      ] as const) {
        assert.deepEqual(digests(await limited(most).case(caseId)), expected, `${most}`);
        assert.deepEqual(
          digests((await limited(most).cases([caseId])).get(caseId)),
          expected,
          `${most} of several`,
        );
      }
    });

    test('of a case beyond its limit is told how many more this viewer would be shown, and every one of them is in its parts', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target);
      const caseId = newCase();
      const said: string[] = [];
      for (const claims of [CLAIMS, { text: 'amber' }, CLAIMS, { text: 'amber' }, CLAIMS]) {
        const text = `${claims.text} ${said.length}`;
        const draft = draftOf('note', caseId, { ...claims, text }, claims === CLAIMS ? IN_OPEN_CASE : {});
        said.push((await appended(node.ledger, submissionOf(draft))).digest);
      }
      const clear = [said[0], said[2], said[4]];
      for (const [mostOfCase, publicly, own, isAll] of [
        [6, 0, 0, true],
        [5, 0, 0, true],
        [4, 1, 1, true],
        [3, 1, 2, true],
        [2, 1, 2, false],
        [1, 0, 1, false],
      ] as const) {
        const reader = readerOf(node, { mostOfCase });
        assert.deepEqual(await reader.leftOut(caseId, PUBLIC_VIEWER), { count: publicly, isAll }, `${mostOfCase}`);
        assert.deepEqual(await reader.leftOut(caseId, viewer(ALPHA)), { count: own, isAll }, `${mostOfCase}`);
        for (const limit of [1, 2, 3, 5]) {
          for (const [eyes, all] of [
            [PUBLIC_VIEWER, clear],
            [viewer(ALPHA), said],
          ] as const) {
            const found: string[] = [];
            let after: number | undefined = 0;
            while (after !== undefined) {
              const part: CasePart = await reader.partOfCase(caseId, eyes, { after, limit });
              assert.ok(part.statements.length <= limit && (part.next ?? Infinity) > after);
              found.push(...part.statements.map(({ digest }) => digest));
              after = part.next;
            }
            assert.deepEqual(found, all, `${mostOfCase}, in parts of ${limit}`);
          }
        }
      }
      const whole = await readerOf(node).partOfCase(caseId, PUBLIC_VIEWER, { after: 0, limit: 3 });
      assert.equal(whole.next, undefined, 'what is not shown makes no further part');
      assert.deepEqual(await readerOf(node).leftOut(newCase(), PUBLIC_VIEWER), { count: 0, isAll: true });
    });

    test('what was erased does not come back by a second delivery', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target);
      await using otherPlace = await sqlitePlace();
      await using other = await tinyNode(otherPlace.target, { origin: 'there.example/log' });
      const caseId = newCase();
      const note = await appended(other.ledger, submissionOf(draftOf('note', caseId, CLAIMS)));
      const deliver = (answer: Whole, ...withheld: readonly string[]) =>
        node.ledger.submit({
          kind: 'arrival',
          actor: { kind: 'node' },
          foreign: [{ presentation: withholding(answer.presentation, ...withheld), proof: answer.proof }],
          receipt: null,
        });
      await deliver(note, 'place');
      TINY_COPIES.set(note.digest, new Map([[ALPHA, 'all']]));
      const names = ['text'];
      await appended(
        node.ledger,
        submissionOf(draftOf('erasure', caseId, { target: note.digest, names, basis: 'law' })),
      );
      await deliver(note);
      const claims = (await readerOf(node).statement(note.digest, viewer(ALPHA)))?.claims;
      assert.ok(claims?.has('place') && !claims.has('text'));
      await checkLedger(node.ledger);
    });

    test('the erasure list is applied again before a node that forgot it serves', async () => {
      await using place = await makePlace();
      const list = fileErasureList(join(place.folder, 'erasures.jsonl'));
      const caseId = newCase();
      let digest = '';
      {
        await using node = await tinyNode(place.target);
        digest = (await appended(node.ledger, submissionOf(draftOf('note', caseId, CLAIMS)))).digest;
      }
      await list.add([{ digest, names: ['text'], statement: 'E'.repeat(43) }]);
      await using node = await tinyNode(place.target, { erasures: list });
      assert.ok(!(await readerOf(node).statement(digest, viewer(ALPHA)))?.claims.has('text'));
      const erasures = await ledgerTables(node.store.connection).selectFrom('erasure').select('names').execute();
      assert.deepEqual(erasures, [{ names: '["text"]' }]);
      await checkLedger(node.ledger);
    });

    test('a case of 200 statements is read again with as few questions as a case of one', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target);
      let questions = 0;
      const counting: KyselyPlugin = {
        transformQuery({ node: query }) {
          questions += 1;
          return query;
        },
        transformResult: async ({ result }) => result,
      };
      const connection = node.store.connection.withPlugin(counting);
      const reader = createReader({
        store: { ...node.store, connection },
        grants: async () => GRANTS,
        communitiesOf: async () => [],
        now: () => node.ledger.now(),
      });
      const readAgain = async (caseId: string) => {
        await reader.case(caseId, viewer(ALPHA));
        questions = 0;
        return { statements: (await reader.case(caseId, viewer(ALPHA))).length, questions };
      };
      const lone = newCase();
      await appended(node.ledger, submissionOf(draftOf('note', lone, CLAIMS)));
      const one = await readAgain(lone);
      assert.ok(one.questions > 0);
      const caseId = newCase();
      const long = { text: 'x'.repeat(200), place: 'y'.repeat(100), secret: 'z'.repeat(100) };
      await Promise.all(
        Array.from({ length: 200 }, () => appended(node.ledger, submissionOf(draftOf('note', caseId, long)))),
      );
      assert.deepEqual(await readAgain(caseId), { statements: 200, questions: one.questions });
    });
  });
}

async function isInFolder(folder: string, text: string): Promise<boolean> {
  const needle = Buffer.from(Buffer.from(text).toString('base64url').slice(4, -4));
  for (const file of await readdir(folder)) {
    const bytes = await readFile(join(folder, file)).catch(() => Buffer.alloc(0));
    if (bytes.includes(text) || bytes.includes(needle)) return true;
  }
  return false;
}
