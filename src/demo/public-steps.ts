/** What the scenes tell everybody. */
import type { Outcome } from '#outcome.ts';
import { accept } from '#outcome.ts';
import { approveAndSubmit, propose } from './acting.ts';
import type { Stage, Told } from './player.ts';
import { words } from './telling.ts';

const CLEAR = { tlp: 'clear' } as const;

/** In a case of its own, so that nothing in public leads to the one between the two states. */
export async function warnPublic(stage: Stage): Promise<Outcome<Told>> {
  const officer = await stage.seat('duty-officer');
  if (!officer.ok) return officer;
  const caseId = crypto.randomUUID();
  const proposed = await propose(officer.value, {
    type: 'public-warning',
    case: caseId,
    claims: {
      headline: 'Sign-in pages of hospitals are being tried with lists of passwords',
      summary:
        'For some hours, machines have tried stolen passwords at hospitals in Veldmark. No account is known to have been opened, and no care was delayed.',
      advice:
        'Ask for a second factor at every sign-in from outside, and change passwords that are used elsewhere too.',
      incident_type: 'intrusion-attempts/brute-force',
      sectors: ['health'],
      affected_states: ['XV'],
      help_phone: '+999 10 555 0112',
    },
    // When it was said is for everybody as well.
    markings: { iat: CLEAR },
  });
  if (!proposed.ok) return proposed;
  const signed = await approveAndSubmit(stage, proposed.value);
  if (!signed.ok) return signed;
  const { url } = officer.value;
  return accept({
    told: words('publicWarning'),
    look: `${url}/cases/${caseId}`,
  });
}
