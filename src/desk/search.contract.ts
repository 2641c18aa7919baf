import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { viewerFor } from '#parties/view.ts';
import { PUBLIC_VIEWER, type Viewer } from '#statement/show.ts';
import { eventually } from '#testing/eventually.ts';
import { CSIRT, HOSPITAL } from '#testing/party-node.ts';
import { alertDraft } from '#testing/releases.ts';
import type { StorePlace } from '#testing/store-place.ts';
import { HITS_IN_A_PAGE } from './search.ts';
import { searchTables, statementSearch } from './search-view.ts';
import { openDeskNode } from './testing/desk-node.ts';
import { searched } from './testing/searched.ts';

const WARNING = { summary: 'Hospitals lose their screens', advice: 'Close port 445' };

async function world(place: StorePlace) {
  const node = await openDeskNode(place);
  const { tomas, mira, ilse } = node;
  const eyes = (person: typeof tomas) => viewerFor(node.connection, person, node.clock.now);
  async function digests(viewer: Viewer, typed: string): Promise<readonly string[]> {
    return (await searched(node, viewer, typed)).hits.map(({ shown }) => shown.digest);
  }
  return {
    ...node,
    digests,
    viewers: { tomas: await eyes(tomas), ilse: await eyes(ilse) },
    warn: (claims: Record<string, unknown>, caseId: string = randomUUID()) =>
      node.say(tomas, {
        ...{ type: 'public-warning', issuer: CSIRT, case: caseId, approvals: [mira.person] },
        claims: { headline: 'Take care', ...WARNING, ...claims },
      }),
    alert: (claims: Record<string, string>, caseId: string) =>
      node.say(ilse, alertDraft(HOSPITAL, caseId, claims)),
    /** The index follows the commit by a cursor. */
    indexed: (digest: string) =>
      eventually(`${digest} in the index`, async () => {
        const rows = searchTables(node.connection).selectFrom('search_entry').where('digest', '=', digest);
        return (await rows.select('key').execute()).length > 0;
      }),
  };
}

type World = Awaited<ReturnType<typeof world>>;

/** One suite for each engine. */
export function searchContract(engine: string, placeFor: () => Promise<StorePlace>): void {
  function inWorld(title: string, work: (here: World) => Promise<void>): void {
    test(title, async () => {
      await using place = await placeFor();
      await using here = await world(place);
      await work(here);
    });
  }

  suite(engine, () => {
    inWorld(
      'words, beginnings of words, CVE and ATT&CK numbers, addresses and Chinese are found',
      async (here) => {
        const digest = await here.warn({
          headline: 'Hôpital: 北京医院 and radiology',
          advice: 'Block 192.0.2.77 and evil.example; patch CVE-2024-3094; look for T1059.001',
          cves: ['CVE-2023-4966'],
        });
        await here.indexed(digest);
        for (const typed of ['hopital', 'RADIO', 'screens 192.0.2.77', 'evil.example', 'cve-2024-3094', '医院']) {
          assert.deepEqual(await here.digests(PUBLIC_VIEWER, typed), [digest], typed);
        }
        for (const typed of ['T1059.001', 'T1059', 'CVE-2023-4966', 'screen']) {
          assert.deepEqual(await here.digests(PUBLIC_VIEWER, typed), [digest], typed);
        }
        for (const typed of [
          'CVE-2024-3095',
          '3094-2024',
          'T1059.002',
          '192.0.2.7',
          '院医',
          'rad',
          'hopital nowhere',
        ]) {
          assert.deepEqual(await here.digests(PUBLIC_VIEWER, typed), [], typed);
        }
        const [hit] = (await searched(here, PUBLIC_VIEWER, '192.0.2.77')).hits;
        const marked = hit?.found[0]?.pieces.filter((piece) => piece.hit).map(({ text }) => text);
        assert.deepEqual([hit?.found[0]?.claim, marked], ['advice', ['192.0.2.77']]);
      },
    );

    inWorld('a digest and a case number lead to the thing itself, for whoever may see it', async (here) => {
      const caseId = randomUUID();
      const digest = await here.alert({ description: 'Dark' }, caseId);
      for (const [viewer, found] of [
        [here.viewers.ilse, true],
        [here.viewers.tomas, false],
        [PUBLIC_VIEWER, false],
      ] as const) {
        assert.equal((await searched(here, viewer, ` ${digest} `)).statement?.digest, found ? digest : undefined);
        assert.equal((await searched(here, viewer, caseId.toUpperCase())).case, found ? caseId : null);
      }
    });

    inWorld('what is withheld is neither found, nor counted, nor quoted, nor looked at', async (here) => {
      const caseId = randomUUID();
      const secret = { danger_detail: 'Two wards', description: 'Zeppelin over Sankt Orla' };
      for (let number = 0; number < HITS_IN_A_PAGE + 1; number++) await here.alert(secret, caseId);
      const open = await here.warn({ headline: 'Zeppelin seen' });
      await here.indexed(open);
      let looked = 0;
      const reader = {
        ...here.reader,
        statement: (digest: string, viewer: Viewer) => {
          looked += 1;
          return here.reader.statement(digest, viewer);
        },
      };
      for (const viewer of [PUBLIC_VIEWER, here.viewers.tomas]) {
        looked = 0;
        const found = await searched({ connection: here.connection, reader }, viewer, 'zeppelin');
        assert.deepEqual([found.hits.map(({ shown }) => shown.digest), found.next], [[open], undefined]);
        assert.equal(looked, 1, 'the statements of the hospital cost no look');
        assert.deepEqual(await here.digests(viewer, 'zeppelin orla'), []);
        assert.equal(looked, 1);
      }
      const own = await searched(here, here.viewers.ilse, 'zeppelin');
      assert.deepEqual([own.hits.length, own.next !== undefined], [HITS_IN_A_PAGE, true]);
    });

    inWorld('of a statement given in part only the given claims are found and quoted', async (here) => {
      const caseId = randomUUID();
      const claims = { danger_detail: 'Dialysis stands still', description: 'Zeppelin over Sankt Orla' };
      const digest = await here.alert(claims, caseId);
      await here.indexed(digest);
      assert.deepEqual(await here.digests(here.viewers.tomas, 'dialysis'), []);
      await here.give(digest, caseId, ['iat', 'case', 'danger_to_life', 'danger_detail']);
      assert.deepEqual(await here.digests(here.viewers.tomas, 'dialysis'), [digest]);
      assert.deepEqual(await here.digests(here.viewers.tomas, 'zeppelin'), []);
      assert.deepEqual(await here.digests(here.viewers.tomas, 'dialysis zeppelin'), []);
      const text = JSON.stringify((await searched(here, here.viewers.tomas, 'dialysis')).hits[0]?.found);
      assert.match(text, /Dialysis/);
      assert.doesNotMatch(text, /Zeppelin|Orla/);
      assert.deepEqual(await here.digests(here.viewers.ilse, 'dialysis zeppelin'), [digest]);
    });

    inWorld('what was disclosed late is found by whoever may see it now', async (here) => {
      const caseId = randomUUID();
      const target = await here.say(here.tomas, alertDraft(CSIRT, caseId, { description: 'Zeppelin' }));
      await here.indexed(target);
      assert.deepEqual(await here.digests(PUBLIC_VIEWER, 'zeppelin'), []);
      const claims = { target, claims: ['description'], tlp: 'clear', reason: 'Published' };
      const approvals = [here.mira.person];
      await here.say(here.tomas, { type: 'late-disclosure', issuer: CSIRT, case: caseId, claims, approvals });
      assert.deepEqual(await here.digests(PUBLIC_VIEWER, 'zeppelin'), [target]);
    });

    inWorld('pages go on without a gap and without a repetition, the newest first', async (here) => {
      const told: string[] = [];
      for (let number = 0; number < 2 * HITS_IN_A_PAGE + 5; number++) {
        told.unshift(await here.warn({ headline: `Warning ${number}` }));
      }
      await here.indexed(told[0]!);
      const found: string[] = [];
      for (let before: number | undefined, pages = 0; pages < 5; pages++) {
        const page = await searched(here, PUBLIC_VIEWER, 'warning screens', before);
        found.push(...page.hits.map(({ shown }) => shown.digest));
        before = page.next;
        if (before === undefined) break;
      }
      assert.deepEqual(found, told);
    });

    inWorld('words of a dropped case are gone from the index, and nothing of another case', async (here) => {
      const [one, other] = [randomUUID(), randomUUID()];
      const kept = await here.warn({ headline: 'Zeppelin stays' }, other);
      await here.warn({ headline: 'Zeppelin goes' }, one);
      await here.indexed(await here.warn({ headline: 'Zeppelin goes too' }, one));
      await here.store.transaction((transaction) => statementSearch.drop(transaction, one));
      assert.deepEqual(await here.digests(PUBLIC_VIEWER, 'zeppelin'), [kept]);
      const left = await searchTables(here.connection).selectFrom('search_entry').select('case_id').execute();
      assert.ok(left.every(({ case_id }) => case_id !== one));
    });

    inWorld('whatever is typed is answered, and nothing of it is an operator', async (here) => {
      await here.indexed(await here.warn({}));
      await fc.assert(
        fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), async (typed) => {
          await searched(here, here.viewers.tomas, typed);
        }),
        { numRuns: 60 },
      );
      for (const typed of ['screens OR nowhere', 'NOT nowhere', "o'clock", '{}[]()^~:*&|!<->', '" OR ""=']) {
        assert.deepEqual(await here.digests(PUBLIC_VIEWER, typed), [], typed);
      }
      for (const typed of ['"screens', 'screens*', 'screens:', '-screens', '(screens)']) {
        assert.equal((await here.digests(PUBLIC_VIEWER, typed)).length, 1, typed);
      }
    });
  });
}
