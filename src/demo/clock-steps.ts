/** The steps by which clocks begin, move, are met and close: what a person states, and what the node then counts. */
import { accept, type Outcome } from '#outcome.ts';
import { caseOf, type Members, minutesAgo, personOf, say, told, until, waiting } from './acting.ts';
import { VELDMARK } from './cast.ts';
import type { Stage, Told } from './player.ts';
import type { SeatClient } from './seat-client.ts';

type Done = Promise<Outcome<Told>>;

/** The night technician understood it so long before the duty manager was called; the first word overlooked it. */
export const NOTICED_MINUTES_AGO = 100;
const OVERLOOKED_MINUTES = 90;

type Law = { readonly regime: string; readonly reason: string; readonly facts: Members; readonly role?: string };

const HOME = { state: 'XV', sectors: ['health'], size: 'large', significant: true };

/** Four laws of the Union, in which Veldmark plays a member; each with the fact that decides. */
const LAWS: readonly Law[] = [
  {
    regime: 'eu-nis2',
    reason: 'A large provider of health care, and a severe disruption of it.',
    facts: { ...HOME, trust_service: false, critical_entity: true },
    role: 'csirt',
  },
  {
    regime: 'eu-gdpr',
    reason: 'Records of patients are destroyed: personal data are no longer available to those who need them.',
    facts: { state: 'XV', personal_data: true, processor: false, high_risk_to_people: true },
  },
  {
    regime: 'eu-cer',
    reason: 'Veldmark has named the group a critical entity for blood supply and emergency care.',
    // Ten months before anything is owed have passed long since.
    facts: { ...HOME, critical_entity: true, notified_critical_on: '2025-06-30' },
  },
  {
    regime: 'eu-cra',
    reason:
      'The group makes the blood bank software that hospitals of two states run; the server it is updated from is among those wiped.',
    facts: { state: 'XV', manufacturer: true, product_affected: true, product_incident: true },
    role: 'coordinator-csirt',
  },
];

export async function sayWhichLawsApply(stage: Stage): Done {
  const lawyer = await stage.seat('hospital-lawyer');
  if (!lawyer.ok) return lawyer;
  const person = await personOf(stage, 'hospital-lawyer');
  for (const { regime: id, reason, facts, role } of LAWS) {
    const text = await lawyer.value.get(`/api/v1/regimes/${id}`);
    if (!text.ok) return text;
    const { regime, hash } = text.value as { regime: { version: number }; hash: string };
    const said = await say(lawyer.value, stage, 'regime-applies', {
      regime: id,
      version: regime.version,
      regime_hash: hash,
      applies: true,
      reason,
      facts,
      ...(role === undefined ? {} : { addressees: [{ role, party: VELDMARK }] }),
      decided_by: person,
    });
    if (!said.ok) return said;
  }
  return told('laws', stage, lawyer.value, () => ({ count: LAWS.length }));
}

export async function stateAwareness(stage: Stage): Done {
  const operator = await stage.seat('operator');
  if (!operator.ok) return operator;
  const said = await say(operator.value, stage, 'clock-event', {
    moment: 'awareness',
    at: minutesAgo(stage, NOTICED_MINUTES_AGO - OVERLOOKED_MINUTES),
    reason: 'When the duty manager was called.',
    decided_by: await personOf(stage, 'operator'),
  });
  if (!said.ok) return said;
  stage.memory.set('awareness', said.value);
  const running = await clocksOf(operator.value, stage, ({ state, dueAt }) => state === 'open' && dueAt !== null);
  if (!running.ok) return running;
  const laws = new Set(running.value.map(({ regime }) => regime));
  return told('awareness', stage, operator.value, () => ({ clocks: running.value.length, laws: laws.size }));
}

export async function fileEarlyWarning(stage: Stage): Done {
  const operator = await stage.seat('operator');
  if (!operator.ok) return operator;
  const path = `/api/v1/cases/${caseOf(stage)}/reports/eu-nis2/early-warning`;
  const filed = await operator.value.post(path, {
    facts: { contact: { name: 'Ilse Brandt', phone: '+999 10 555 0140' }, cross_border: 'yes' },
    unknown: true,
  });
  if (!filed.ok) return filed;
  const [given] = (filed.value as { filed: readonly { release: string | null }[] }).filed;
  stage.memory.set('early-warning-release', given?.release ?? '');
  const met = await clocksOf(operator.value, stage, ({ state }) => state === 'met');
  if (!met.ok) return met;
  if (met.value.length === 0) return waiting('The early warning met no clock.');
  return told('warning', stage, operator.value);
}

/** NIS2 gives the authority a clock, too: an answer to whoever warned it. */
export async function answerEarlyWarning(stage: Stage): Done {
  const officer = await stage.seat('duty-officer');
  if (!officer.ok) return officer;
  const release = stage.memory.get('early-warning-release') ?? '';
  const answered = await until(() =>
    officer.value.post(`/api/v1/releases/${release}/acknowledgement`, {
      note: 'Read. Take the blood bank off the network; our engineers are on their way.',
    }),
  );
  if (!answered.ok) return answered;
  return told('answer', stage, officer.value);
}

export async function correctAwareness(stage: Stage): Done {
  const lawyer = await stage.seat('hospital-lawyer');
  if (!lawyer.ok) return lawyer;
  const said = await say(lawyer.value, stage, 'clock-event', {
    moment: 'awareness',
    at: minutesAgo(stage, NOTICED_MINUTES_AGO),
    reason: 'The log of the night shift: the technician on duty understood it then.',
    decided_by: await personOf(stage, 'operator'),
    corrects: stage.memory.get('awareness') ?? '',
  });
  if (!said.ok) return said;
  const moved = await clocksOf(lawyer.value, stage, ({ history }) => history.length > 0);
  if (!moved.ok) return moved;
  return told('correction', stage, lawyer.value, () => ({ count: moved.value.length }));
}

/** The agreed clock of whoever received it, as its own node counts it. */
export async function seeArrivalClock(stage: Stage): Done {
  const neighbour = await stage.seat('neighbour');
  if (!neighbour.ok) return neighbour;
  const open = await until(async () => {
    const found = await clocksOf(neighbour.value, stage, isArrival);
    if (!found.ok || found.value.some(({ state }) => state === 'open')) return found;
    return waiting('The clock of Arvenia has not opened yet.');
  });
  if (!open.ok) return open;
  return told('arrival', stage, neighbour.value);
}

export async function seeClocksClosed(stage: Stage): Done {
  const lawyer = await stage.seat('hospital-lawyer');
  if (!lawyer.ok) return lawyer;
  const all = await clocksOf(lawyer.value, stage, () => true);
  if (!all.ok) return all;
  const of = (wanted: string) => all.value.filter(({ state }) => state === wanted).length;
  if (of('open') > 0) return waiting(`${of('open')} clocks still run.`);
  return told('closed', stage, lawyer.value, () => ({ withdrawn: of('withdrawn'), met: of('met') }));
}

type Counted = {
  readonly regime: string;
  readonly stage: string;
  readonly state: string;
  readonly dueAt: string | null;
  readonly history: readonly unknown[];
};

function isArrival({ regime, stage }: Counted): boolean {
  return regime === 'relay-policy' && stage === 'acknowledge';
}

async function clocksOf(
  client: SeatClient,
  stage: Stage,
  wanted: (one: Counted) => boolean,
): Promise<Outcome<readonly Counted[]>> {
  const answer = await client.get(`/api/v1/cases/${caseOf(stage)}/clocks`);
  if (!answer.ok) return answer;
  const { clocks } = answer.value as { clocks: readonly Counted[] };
  return accept(clocks.filter(wanted));
}
