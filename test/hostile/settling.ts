/** Waits for what is on its way: every release that can leave has its receipt, or was turned away. */

import { attemptTables } from '#federation/delivery/attempts.ts';
import { federationTables } from '#federation/tables.ts';
import type { Play } from './play.ts';
import { didOf, homeOf } from './stage.ts';
import type { World } from './world.ts';

/** Far above what the slowest machine takes for one delivery. */
const LIMIT_MS = 30_000;
/** Looking costs as much as a delivery does. */
const LOOK_AGAIN_MS = 4;

export async function settled(play: Play, world: World): Promise<void> {
  const end = performance.now() + LIMIT_MS;
  while (await isSomethingUnderWay(play, world)) {
    if (performance.now() > end) throw new Error('a delivery neither arrives nor fails');
    await new Promise((later) => setTimeout(later, LOOK_AGAIN_MS));
  }
}

async function isSomethingUnderWay({ stage }: Play, world: World): Promise<boolean> {
  if (stage.wire.underWay > 0) return true;
  const reachable = [...world.parties.keys()].filter((party) => homeOf(party) !== 'outside').map(didOf);
  for (const { store } of [...[...stage.honest.values()].map(({ node }) => node), stage.far]) {
    const waiting = await federationTables(store.connection)
      .selectFrom('federation_release')
      .where('origin', '=', 'own')
      .where('receipt', 'is', null)
      .where('recipient', 'in', reachable)
      .select('digest')
      .execute();
    if (waiting.length === 0) continue;
    const tried = await attemptTables(store.connection)
      .selectFrom('federation_attempt')
      .select('digest')
      .where(
        'digest',
        'in',
        waiting.map(({ digest }) => digest),
      )
      .execute();
    if (tried.length < waiting.length) return true;
  }
  return false;
}
