/**
 * A process that moves a store forward and stops in the middle of a step until it is killed: `node moving-worker.ts
 * TARGET`. It says that it is ready once the step has written.
 */
import { argv } from 'node:process';
import { moveForward } from '#store/move-forward.ts';
import { openStore, type StoreTarget } from '#store/open.ts';
import { READY_LINE } from './kill.ts';
import { COUNT_UP, NAME_ANEW, thingsWith } from './numbered-things.ts';

const [, , target = ''] = argv;
const store = await openStore(JSON.parse(target) as StoreTarget);
const stuck = {
  ...NAME_ANEW,
  run: async (transaction: Parameters<typeof NAME_ANEW.run>[0]) => {
    await NAME_ANEW.run(transaction);
    process.stdout.write(`${READY_LINE}\n`);
    await new Promise((later) => setInterval(later, 2 ** 30));
  },
};
await moveForward(store, [thingsWith(COUNT_UP, stuck)]);
