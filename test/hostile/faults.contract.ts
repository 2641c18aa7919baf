import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Contract } from '#testing/engines.ts';
import type { Finding } from './comparing.ts';
import { membersOf } from './doors.ts';
import { Driver } from './driver.ts';
import type { Fault } from './fault-words.ts';
import { faults } from './faults.ts';
import { lotsOf } from './histories.ts';
import { singlesOf } from './needles.ts';
import { outletNames } from './outlets.ts';

/** Members of an answer that differ between any two statements. */
const OF_ITS_OWN = new Set(['digest', 'presentation', 'arrival', 'logIndex', 'recordedAt', 'provenAt', 'claims']);

/** Each fault by the few acts that meet it, one after the other on one stage, held against the model as any history. */
export const faultsContract: Contract = (name, makePlace) => {
  let driver: Driver;
  const stack = new AsyncDisposableStack();
  before(async () => {
    const places = [stack.use(await makePlace()), stack.use(await makePlace())];
    driver = stack.use(await Driver.open(places));
  });
  after(async () => {
    await stack.disposeAsync();
  });
  for (const fault of faults) {
    test(`${name}: a history that would show if ${fault.fault} shows no more, and no less, than the model allows`, async () => {
      const known = driver.comparison.findings.length;
      await played(driver, fault);
      assert.deepEqual(driver.comparison.findings.slice(known).map(sentenceOf), []);
      if (fault.twins !== undefined) assert.deepEqual(...(await alike(driver, fault.twins)));
    });
  }
};

async function played(driver: Driver, { steps, outlets = [] }: Fault): Promise<void> {
  for (const [place, { act, isDone }] of steps.entries()) {
    const done = await driver.step(act, lotsOf([place, steps.length]));
    if (isDone === undefined) continue;
    assert.deepEqual(
      done,
      [isDone],
      `${JSON.stringify(act)}: ${JSON.stringify([...driver.comparison.tally.refused])}`,
    );
    if (act.type === 'release' && isDone)
      assert.ok(driver.world.receipts.has(act.release), `${act.release} arrived`);
  }
  const all = steps.flatMap(({ act }) => singlesOf(act));
  const labels = all.flatMap((one) => ('statement' in one ? one.statement : one.type === 'sign' ? one.draft : []));
  const said = [...new Set(labels)].filter((label) => driver.world.statements.has(label));
  await driver.askAbout(said, ['api', 'delivery', ...outletNames.filter((outlet) => outlets.includes(outlet))]);
}

/** What a visitor is told of two statements, but for what each has of its own. */
async function alike(driver: Driver, twins: readonly string[]): Promise<[unknown, unknown]> {
  const { doors, names } = driver.play;
  const told = [];
  for (const label of twins) {
    const caller = { at: doors.at('north'), headers: {} };
    const answer = await doors.ask(caller, { path: `/api/v1/statements/${names.digests.get(label)}` });
    told.push(Object.entries(membersOf(answer.text)).filter(([name]) => !OF_ITS_OWN.has(name)));
  }
  return [told[0], told[1]];
}

function sentenceOf({ kind, viewer, outlet, needle, detail }: Finding): string {
  return `${kind}: ${JSON.stringify(viewer)} ${outlet ?? ''} ${needle ?? ''} ${detail.slice(0, 600)}`;
}
