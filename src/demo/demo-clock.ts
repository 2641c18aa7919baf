import { setClock } from '#exercises/say-clock.ts';
import type { Node } from '#node.ts';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import type { Person } from '#parties/services.ts';

const WAIT_LIMIT_MS = 30_000;
const LOOK_AGAIN_MS = 50;

/**
 * Lets the party that runs the demo start the exercise's clock, or set its speed where an earlier run started it, and
 * waits until every node has heard of it.
 */
export async function setDemoClock(
  nodes: readonly Node[],
  runBy: { readonly node: Node; readonly person: Person },
  speed: number,
): Promise<Outcome<null>> {
  const { ledger, store, exercise } = runBy.node;
  const face = exercise?.clock.face();
  if (face?.speed !== speed && (face !== undefined || speed !== 1)) {
    const act = face === undefined ? 'start' : 'speed';
    const services = { ledger, connection: store.connection, exercise };
    const said = await setClock(services, runBy.person, { act, speed, inSeconds: 0 });
    if (!said.ok) return said;
  }
  const end = performance.now() + WAIT_LIMIT_MS;
  for (;;) {
    const behind = nodes.find((node) => (node.exercise?.clock.face()?.speed ?? 1) !== speed);
    if (behind === undefined) return accept(null);
    if (performance.now() > end) {
      return refuse('not-yet', phrase`${behind.settings.operatedBy} has not heard of the exercise’s clock yet.`);
    }
    await new Promise((later) => setTimeout(later, LOOK_AGAIN_MS));
  }
}
