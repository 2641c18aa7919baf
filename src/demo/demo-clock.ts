import { setClock } from '#exercises/say-clock.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';
import { until } from './acting.ts';
import type { DemoNode } from './federation.ts';
import { administratorOf } from './quiet-times.ts';

/**
 * Lets the party that runs the demo start the exercise's clock, or set its speed where an earlier run started it, and
 * waits until every node has heard of it.
 */
export async function setDemoClock(
  nodes: readonly DemoNode[],
  runBy: { readonly host: DemoNode; readonly party: string },
  speed: number,
): Promise<Outcome<unknown>> {
  const { node } = runBy.host;
  const face = node.exercise?.clock.face();
  if (face?.speed !== speed && (face !== undefined || speed !== 1)) {
    const { ledger, store, exercise } = node;
    const act = face === undefined ? 'start' : 'speed';
    const wish = { act, speed, inSeconds: 0 } as const;
    const said = await setClock(
      { ledger, connection: store.connection, exercise },
      administratorOf(runBy.host, runBy.party),
      wish,
    );
    if (!said.ok) return said;
  }
  return until(async () => {
    const behind = nodes.find((one) => (one.node.exercise?.clock.face()?.speed ?? 1) !== speed);
    if (behind === undefined) return accept(null);
    return refuse('not-yet', `${behind.cast.operatedBy} has not heard of the exercise’s clock yet.`);
  });
}
