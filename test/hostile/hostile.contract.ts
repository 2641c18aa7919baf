import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Contract } from '#testing/engines.ts';
import type { StorePlace } from '#testing/store-place.ts';
import { count, emptyTally, type Finding, type Tally } from './comparing.ts';
import { Driver } from './driver.ts';
import { playSeed } from './histories.ts';

/** Acts of one history: enough that parties have something to give, take back and lie about. */
const ACTS = 250;
/** So often at least in a thousand acts, or their part of it in fewer, is each kind really done, or, of an enemy, tried. */
const DONE_AT_LEAST: Readonly<Record<string, number>> = {
  ...{ say: 70, release: 60, receipt: 60, recall: 10, erase: 10, acknowledge: 8, link: 8, hold: 6, draft: 8 },
  ...{ wait: 6, 'end-mandate': 4, token: 4, declassify: 3, consent: 2, remove: 1, 'rotate-key': 1, mandate: 2 },
  ...{ sign: 2, lift: 1, 'revoke-token': 1, serve: 1, join: 1, leave: 1 },
  ...{
    replay: 20,
    squat: 6,
    restate: 8,
    vouch: 5,
    impersonate: 5,
    flood: 1,
    'on-behalf-of': 6,
    'recall-report': 1,
  },
};
const ASKED_AT_LEAST: Readonly<Record<string, number>> = {
  ...{
    page: 60,
    print: 50,
    api: 60,
    recalls: 50,
    reply: 400,
    log: 60,
    search: 60,
    export: 60,
    feed: 50,
    events: 20,
  },
  delivery: 150,
};
/** Of acts that the model allows, the node may refuse no larger share: else one of the two is too strict. */
const REFUSED_SHARE_MOST = 0.3;

/** Histories by these seeds, on one engine; all of them in one file, which a run plays once. */
export function hostileContract(seeds: readonly number[]): Contract {
  return (name, makePlace) => {
    const total = emptyTally();
    for (const seed of seeds) {
      test(`${name}: nobody learns more than the model lets them, nor less than was given, in history ${seed}`, async () => {
        const findings = await played(seed, makePlace, total);
        assert.deepEqual(findings.map(sentenceOf), [], `seed ${seed}`);
      });
    }
    test(`${name}: each kind of act was really done, and each outlet asked`, () => {
      const part = Math.min(1, (seeds.length * ACTS) / 1_000);
      assert.deepEqual(missing(total, part), []);
      const few = Object.entries(ASKED_AT_LEAST).filter(
        ([outlet, least]) => (total.asked.get(outlet) ?? 0) < Math.floor(least * part),
      );
      assert.deepEqual(few, [], JSON.stringify([...total.asked]));
      assert.ok(
        refusedShare(total) < REFUSED_SHARE_MOST,
        `${refusedShare(total)}: ${JSON.stringify([...total.refused])}`,
      );
    });
  };
}

async function played(
  seed: number,
  makePlace: () => Promise<StorePlace>,
  total: Tally,
): Promise<readonly Finding[]> {
  await using north = await makePlace();
  await using south = await makePlace();
  await using driver = await Driver.open([north, south]);
  await playSeed(driver, seed, ACTS);
  for (const name of ['done', 'refused', 'asked', 'needles', 'tried'] as const) {
    for (const [key, times] of driver.comparison.tally[name]) count(total[name], key, times);
  }
  return driver.comparison.findings;
}

/** What whoever mends it needs: after which act, who was told what where. */
function sentenceOf({ kind, number, viewer, outlet, needle, detail }: Finding): string {
  return `${kind} after act ${number}: ${JSON.stringify(viewer)} ${outlet ?? ''} ${needle ?? ''} ${detail}`;
}

function missing({ done, tried }: Tally, part: number): readonly string[] {
  const times = (kind: string) => done.get(kind) ?? tried.get(kind) ?? 0;
  return Object.entries(DONE_AT_LEAST)
    .filter(([kind, least]) => times(kind) < Math.floor(least * part))
    .map(([kind]) => `${kind}: ${times(kind)}`);
}

function refusedShare({ done, refused }: Tally): number {
  const times = [...refused]
    .filter(([why]) => why.startsWith('allowed ') && !why.endsWith(' unplayed'))
    .reduce((sum, [, count]) => sum + count, 0);
  const all = [...done.values()].reduce((sum, count) => sum + count, 0);
  return times / Math.max(1, times + all);
}
