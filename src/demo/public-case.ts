/**
 * An older case that both speakers made public, and about which they do not agree: what a newcomer can open in the
 * first minute, without a seat.
 */
import type { Actor } from '#ledger/contract.ts';
import type { Node } from '#node.ts';
import { accept, type Outcome } from '#outcome.ts';
import type { Draft } from '#statement/draft.ts';
import { marking } from '#statement/marking.ts';
import { PUBLIC_VIEWER } from '#statement/show.ts';
import { COMMON_CLAIMS } from '#statement/statement-type.ts';
import { HOSPITAL, VELDMARK } from './cast.ts';

const PUBLIC = marking('clear', ['mitigation', 'publication']);
/** Who wrote it for the party stays with the party. */
const OWN_CLAIMS = ['author', 'approvals'];
const DAYS_AGO = 24;
/** The same in every run, so that the guide and the tour can lead there. */
export const PUBLIC_CASE = '5e1f0c3a-92d4-4b7e-8a61-3f0d27c9b854';

type Said = { readonly by: 'hospital' | 'csirt'; readonly type: string; readonly claims: Draft['claims'] };

function story(now: Temporal.Instant): readonly Said[] {
  const noticed = now
    .subtract({ hours: DAYS_AGO * 24 })
    .round('minute')
    .toString();
  const same = {
    danger_to_life: 'no',
    noticed_at: noticed,
    sectors: ['health'],
    affected_states: ['XV'],
  } as const;
  const effects = [{ kind: 'care-delayed', people: { best: 900 }, hours: 9, order: 'indirect', state: 'XV' }];
  return [
    {
      by: 'hospital',
      type: 'incident-alert',
      claims: {
        ...same,
        effects,
        incident_type: 'availability/dos',
        malicious: 'suspected',
        service: 'Appointments and test results on the web',
        description:
          'The web site for appointments cannot be reached. So many requests come at once that we suspect an attack.',
        confidence: 'low',
        preliminary: true,
      },
    },
    {
      by: 'csirt',
      type: 'incident-report',
      claims: {
        ...same,
        effects: { known: 'not-yet' },
        incident_type: 'availability/outage',
        malicious: 'no',
        description:
          'We looked at the traffic ourselves. The requests are those of patients who try again after a failed change of the address book of the network.',
        confidence: 'high',
      },
    },
    {
      by: 'hospital',
      type: 'incident-final',
      claims: {
        summary: 'The site was back after nine hours. We still suspect that somebody made it worse on purpose.',
        stage: 'recovered',
        confidence: 'moderate',
      },
    },
    {
      by: 'csirt',
      type: 'incident-final',
      claims: {
        summary: 'An outage after a failed change. We found no sign of an attack.',
        stage: 'recovered',
        confidence: 'high',
      },
    },
  ];
}

/** Said once, in the order of the story; a folder that has it already keeps its own. */
export async function sayPublicCase(
  { ledger, reader }: Node,
  actors: Readonly<Record<Said['by'], Actor>>,
): Promise<Outcome<unknown>> {
  if ((await reader.case(PUBLIC_CASE, PUBLIC_VIEWER)).length > 0) return accept(null);
  for (const { by, type, claims } of story(ledger.now())) {
    const open = [...Object.keys(claims), ...Object.keys(COMMON_CLAIMS)].filter(
      (name) => !OWN_CLAIMS.includes(name),
    );
    const draft: Draft = {
      type,
      issuer: by === 'hospital' ? HOSPITAL : VELDMARK,
      case: PUBLIC_CASE,
      claims,
      markings: Object.fromEntries(open.map((name) => [name, PUBLIC])),
    };
    const said = await ledger.submit({ kind: 'draft', actor: actors[by], draft });
    if (!said.ok) return said;
  }
  return accept(null);
}
