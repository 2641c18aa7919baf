import type { Reader, Shown } from '#ledger/contract.ts';
import type { Viewer } from '#statement/show.ts';
import type { Answer, Delivery } from './deliveries.ts';

/**
 * A delivery as this viewer is shown it, for the API; undefined when it is shown nothing of the release. Each claim has
 * passed the one disclosure function: what is withheld from the viewer is null.
 */
export async function deliveryJson(reader: Reader, viewer: Viewer, delivery: Delivery) {
  const { release, from, releasedAt, state, silentSince, receipt, acknowledgements } = delivery;
  const shown = await reader.statement(release, viewer);
  if (shown === null) return undefined;
  const tell = teller(shown);
  return {
    release,
    from,
    target: tell('target', delivery.target),
    to: tell('to', delivery.to),
    claims: tell('claims', delivery.claims),
    channel: tell('channel', delivery.channel),
    hidesVictim: tell('hides_victim', delivery.hidesVictim),
    case: tell('case', delivery.case),
    releasedAt: releasedAt.toString(),
    state,
    silentSince: silentSince?.toString() ?? null,
    receipt: receipt && answerJson(receipt, 'received_at', await reader.statement(receipt.digest, viewer)),
    acknowledgements: await Promise.all(
      acknowledgements.map(async (answer) => {
        const read = await reader.statement(answer.digest, viewer);
        const said = (name: string) => read?.claims.get(name)?.value ?? null;
        return { ...answerJson(answer, 'at', read), person: said('person'), note: said('note') };
      }),
    ),
  };
}

/** What is usual holds where nothing is said, and says nothing that was withheld. */
const USUAL: readonly unknown[] = ['full', 'node'];

function answerJson(answer: Answer, atClaim: string, shown: Shown | null) {
  const { digest, recordedAt } = answer;
  const tell = teller(shown);
  const usual = (name: string, value: string) => (USUAL.includes(value) ? value : tell(name, value));
  return {
    digest,
    by: answer.by === answer.issuer ? answer.issuer : tell('on_behalf_of', answer.by),
    at: tell(atClaim, answer.at.toString()),
    recordedAt: recordedAt.toString(),
    assurance: usual('assurance', answer.assurance),
    via: usual('via', answer.via),
  };
}

/** A view's column, only where the claim that it was read from is shown. */
function teller(shown: Shown | null) {
  return <Value>(name: string, value: Value): Value | null => (shown?.claims.has(name) === true ? value : null);
}
