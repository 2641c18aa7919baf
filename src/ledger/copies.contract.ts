import assert from 'node:assert/strict';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { PUBLIC_VIEWER, type ReleaseGrant } from '#statement/show.ts';
import { checkLedger } from '#testing/check-ledger.ts';
import type { StorePlace } from '#testing/store-place.ts';
import { appended, refusedWith } from '#testing/submit.ts';
import {
  ALPHA,
  BETA,
  draftOf,
  GAMMA,
  newCase,
  submissionOf,
  TINY_COPIES,
  tinyNode,
} from '#testing/tiny-ledger.ts';
import { fileErasureList } from './erasure-list.ts';
import { createReader } from './reader.ts';
import { ledgerTables } from './tables.ts';

const CLAIMS = { text: 'the amber text', place: 'the clear place' };

/** Alpha has said a note and given it to Beta, of the same node; Gamma sees what is clear. */
async function givenToBeta(place: StorePlace) {
  const erasures = fileErasureList(join(place.folder, 'erasures.jsonl'));
  const node = await tinyNode(place.target, { erasures });
  const caseId = newCase();
  const { digest: target } = await appended(node.ledger, submissionOf(draftOf('note', caseId, CLAIMS)));
  const releases: readonly ReleaseGrant[] = [{ to: BETA, claims: ['text', 'place', 'case'] }];
  TINY_COPIES.set(target, new Map([[BETA, new Set(['text', 'place', 'case'])]]));
  const reader = createReader({
    store: node.store,
    grants: async () => new Map([[target, releases]]),
    communitiesOf: async () => [],
    now: () => node.ledger.now(),
  });
  const shown = async (party: string | null) => {
    const statement = await reader.statement(target, { ...PUBLIC_VIEWER, party });
    const names = statement === null ? [] : [...statement.claims.keys()];
    return names.filter((name) => name === 'text' || name === 'place').sort();
  };
  const erase = (issuer: string, names: readonly string[], of = target) =>
    submissionOf(draftOf('erasure', caseId, { target: of, names, basis: 'Article 17' }, { issuer }));
  const stored = async () => {
    const rows = await ledgerTables(node.store.connection).selectFrom('statement').select('disclosures').execute();
    return rows.some(({ disclosures }) =>
      disclosures.split('~').some((one) => Buffer.from(one, 'base64url').includes(CLAIMS.text)),
    );
  };
  return { node, erasures, shown, erase, stored };
}

export function copiesContract(name: string, makePlace: () => Promise<StorePlace>): void {
  suite(`${name}: copies of one node's parties`, () => {
    test('a party erases from its own copy alone, and the values go with the last copy', async () => {
      await using place = await makePlace();
      const { node, shown, erase, stored, erasures } = await givenToBeta(place);
      await using _node = node;
      await appended(node.ledger, erase(BETA, ['text', 'place']));
      assert.deepEqual([await shown(ALPHA), await shown(BETA)], [['place', 'text'], []]);
      assert.deepEqual(await shown(GAMMA), ['place'], 'what is for all, a holder does not take from them');
      assert.equal(await stored(), true);
      assert.equal(await refusedWith(node.ledger, erase(BETA, ['text'])), 'target-claim-unknown');
      await appended(node.ledger, erase(ALPHA, ['text']));
      assert.deepEqual([await shown(ALPHA), await stored()], [['place'], false]);
      assert.deepEqual(
        (await erasures.all()).map(({ holder }) => holder),
        [BETA, ALPHA],
      );
      await checkLedger(node.ledger);
    });

    test('what its issuer erases only those see who hold it from before, and nobody else', async () => {
      await using place = await makePlace();
      const { node, shown, erase, stored } = await givenToBeta(place);
      await using _node = node;
      await appended(node.ledger, erase(ALPHA, ['text', 'place']));
      assert.deepEqual([await shown(ALPHA), await shown(BETA)], [[], ['place', 'text']]);
      assert.deepEqual([await shown(GAMMA), await shown(null), await stored()], [[], [], true]);
      await node.ledger.rebuildViews();
      assert.deepEqual([await shown(ALPHA), await shown(BETA)], [[], ['place', 'text']]);
      await appended(node.ledger, erase(BETA, ['text']));
      assert.deepEqual([await shown(BETA), await stored()], [['place'], false]);
    });

    test('who holds nothing of a statement is told of it what is told of one that is nowhere', async () => {
      await using place = await makePlace();
      const { node, erase } = await givenToBeta(place);
      await using _node = node;
      const refusal = async (of?: string) => {
        const answer = await node.ledger.submit(erase(GAMMA, ['text'], of));
        return answer.ok ? null : answer.refusal;
      };
      assert.equal((await refusal())?.code, 'target-unknown');
      assert.deepEqual(await refusal(), await refusal('N'.repeat(43)));
      assert.equal(await refusedWith(node.ledger, erase(BETA, ['author'])), 'target-claim-unknown');
    });

    test('the list kept outside the backups tells whose copy it was, also to a node that has forgotten it', async () => {
      await using place = await makePlace();
      const { node, shown, erase, erasures } = await givenToBeta(place);
      await appended(node.ledger, erase(BETA, ['text']));
      await ledgerTables(node.store.connection).deleteFrom('erasure').execute();
      assert.deepEqual(await shown(BETA), ['place', 'text']);
      await node[Symbol.asyncDispose]();
      await using again = await tinyNode(place.target, { erasures });
      const rows = await ledgerTables(again.store.connection).selectFrom('erasure').select('holder').execute();
      assert.deepEqual(rows, [{ holder: BETA }]);
    });
  });
}
