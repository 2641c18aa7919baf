/** A case under a law, as a bearer begins it: an alert, the word that NIS2 applies, and when it became aware. */
import { randomUUID } from 'node:crypto';
import type { PageSite, Visitor } from '#testing/page-site.ts';
import { testRulebook } from '#testing/reckoning.ts';
import { alertDraft } from '#testing/releases.ts';

const LAW = 'eu-nis2';

export type CasePlan = {
  /** Before the node's present time. */
  readonly minutesAgo: number;
  readonly danger?: 'yes' | 'no';
  readonly csirt?: string;
};

/** Answers the case; its early warning is due 24 hours after awareness, its notification 72. */
export async function declareCase(
  { node, person }: Pick<PageSite, 'node' | 'person'>,
  by: Exclude<Visitor, null>,
  { minutesAgo, danger = 'no', csirt }: CasePlan,
): Promise<string> {
  const actor = person(by);
  const caseId = randomUUID();
  const { regimes } = testRulebookOnce();
  const { version } = regimes.current(LAW)!;
  const common = { issuer: actor.party, case: caseId };
  await node.say(actor, alertDraft(actor.party, caseId, { danger_to_life: danger }));
  await node.say(actor, {
    ...common,
    type: 'regime-applies',
    claims: {
      regime: LAW,
      version,
      regime_hash: regimes.hash(LAW, version),
      applies: true,
      decided_by: actor.person,
      ...(csirt === undefined ? {} : { addressees: [{ role: 'csirt', party: csirt }] }),
    },
  });
  const at = node.clock.now.subtract({ minutes: minutesAgo }).toString();
  await node.say(actor, {
    ...common,
    type: 'clock-event',
    claims: { moment: 'awareness', at, decided_by: actor.person },
  });
  return caseId;
}

let rulebook: ReturnType<typeof testRulebook> | undefined;

function testRulebookOnce() {
  rulebook ??= testRulebook();
  return rulebook;
}
