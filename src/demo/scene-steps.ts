import { parseTrust } from '#bundle/trust.ts';
import { verifyBundle } from '#bundle/verify.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';
import { currentLanguage } from '#speaking';
import { listText } from '#texts/icu.ts';
import { claimLabel } from '#web/labels.ts';
import {
  approveAndSubmit,
  caseOf,
  digestOf,
  type Members,
  minutesAgo,
  nowInSeconds,
  personOf,
  propose,
  say,
  statementsOf,
  told,
  until,
  waiting,
} from './acting.ts';
import { ARVENIA, GUEST, nameOf } from './cast.ts';
import { NOTICED_MINUTES_AGO } from './clock-steps.ts';
import type { Stage, Told } from './player.ts';

type Done = Promise<Outcome<Told>>;

export async function writeDownCall(stage: Stage, alert: Members): Done {
  const officer = await stage.seat('duty-officer');
  if (!officer.ok) return officer;
  const call = await officer.value.post('/api/v1/calls', {
    caller: { name: 'Ilse Brandt', organisation: 'Sankt Orla Hospital Group', phone: '+999 10 555 0140' },
    call_back: 'done',
    read_back: true,
    taken_at: nowInSeconds(stage),
    report: { type: 'incident-alert', claims: { ...alert, noticed_at: minutesAgo(stage, NOTICED_MINUTES_AGO) } },
  });
  if (!call.ok) return call;
  const { id, version, case: caseId } = call.value as { id: string; version: number; case: string };
  const signed = await officer.value.post(`/api/v1/drafts/${id}/submit`, { version });
  if (!signed.ok) return signed;
  stage.memory.set('case', caseId);
  stage.memory.set('call-case', caseId);
  stage.memory.set('call', digestOf(signed.value));
  return told('call', stage, officer.value);
}

export async function confirmInWriting(stage: Stage, alert: Members): Done {
  const operator = await stage.seat('operator');
  if (!operator.ok) return operator;
  // Each speaker reports in a case of its own; the authority links them.
  stage.memory.set('case', crypto.randomUUID());
  const said = await say(operator.value, stage, 'incident-alert', {
    ...alert,
    noticed_at: minutesAgo(stage, NOTICED_MINUTES_AGO),
  });
  if (!said.ok) return said;
  stage.memory.set('alert', said.value);
  const to = alert.reported_to as string;
  const given = await say(operator.value, stage, 'release', {
    target: said.value,
    to,
    claims: 'all',
    channel: 'csirt',
    hides_victim: false,
  });
  if (!given.ok) return given;
  return told('confirmation', stage, operator.value);
}

export async function proposeReport(stage: Stage): Done {
  const officer = await stage.seat('duty-officer');
  if (!officer.ok) return officer;
  const proposal = await until(async () =>
    officer.value.post(`/api/v1/cases/${caseOf(stage)}/relay-proposal`, {}),
  );
  if (!proposal.ok) return proposal;
  const { draft, releasedClaims, leftOut } = proposal.value as {
    draft: { type: string; claims: Members; markings: Members };
    releasedClaims: string[];
    leftOut: { claim: string }[];
  };
  stage.memory.set('claims', JSON.stringify(releasedClaims));
  const linked = await say(officer.value, stage, 'case-link', {
    other_case: stage.memory.get('call-case') ?? '',
    relation: 'same-incident',
    reason: 'The call and the written report are about one incident.',
  });
  if (!linked.ok) return linked;
  const claims = {
    ...draft.claims,
    description:
      'Destruction of data at a provider of hospital services. Blood bank and ambulance dispatch concern border regions of both neighbours.',
    confidence: 'moderate',
  };
  const kept = await propose(officer.value, {
    type: draft.type,
    case: caseOf(stage),
    claims,
    markings: draft.markings,
  });
  if (!kept.ok) return kept;
  stage.memory.set('report-draft', JSON.stringify(kept.value));
  return told('proposal', stage, officer.value, () => ({
    count: leftOut.length,
    claims: listText(
      currentLanguage(),
      leftOut.map(({ claim }) => claimLabel(draft.type, claim)),
    ),
  }));
}

export async function approveReport(stage: Stage): Done {
  const approved = await approveAndSubmit(stage, JSON.parse(stage.memory.get('report-draft') ?? '{}'));
  if (!approved.ok) return approved;
  stage.memory.set('report', approved.value);
  const approver = await stage.seat('approver');
  return approver.ok ? told('approval', stage, approver.value) : approver;
}

export async function releaseTo(stage: Stage, parties: readonly string[]): Done {
  const officer = await stage.seat('duty-officer');
  if (!officer.ok) return officer;
  const claims = JSON.parse(stage.memory.get('claims') ?? '[]') as string[];
  for (const to of parties) {
    const release = {
      target: stage.memory.get('report') ?? '',
      to,
      claims: [...claims, 'description', 'confidence', 'case', 'iat'],
      channel: 'csirt',
      hides_victim: true,
    };
    release.claims = [...new Set(release.claims)];
    const draft = await propose(officer.value, { type: 'release', case: caseOf(stage), claims: release });
    if (!draft.ok) return draft;
    const given = await approveAndSubmit(stage, draft.value);
    if (!given.ok) return given;
    if (to === GUEST.id) stage.memory.set('guest-release', given.value);
  }
  return told('release', stage, officer.value, () => ({ count: parties.length }));
}

export async function awaitReceipts(stage: Stage, count: number): Done {
  const officer = await stage.seat('duty-officer');
  if (!officer.ok) return officer;
  const receipts = await until(async () => {
    const found = await statementsOf(officer.value, stage, 'receipt');
    if (!found.ok) return found;
    const foreign = found.value.filter((one) => one.origin === 'foreign');
    return foreign.length >= count ? accept(foreign) : waiting('Not every receipt has come yet.');
  });
  if (!receipts.ok) return receipts;
  return told('receipts', stage, officer.value, () => ({
    parties: listText(
      currentLanguage(),
      receipts.value.map(({ issuer }) => nameOf(issuer)),
    ),
  }));
}

export async function acknowledge(stage: Stage): Done {
  const neighbour = await stage.seat('neighbour');
  if (!neighbour.ok) return neighbour;
  const receipts = await statementsOf(neighbour.value, stage, 'receipt');
  if (!receipts.ok) return receipts;
  const own = receipts.value.find(({ issuer }) => issuer === ARVENIA);
  if (own === undefined) return waiting('Arvenia has no receipt of its own yet.');
  const me = await personOf(stage, 'neighbour');
  const said = await say(neighbour.value, stage, 'acknowledgement', {
    receipt: own.digest,
    target: stage.memory.get('report') ?? '',
    person: me,
    at: nowInSeconds(stage),
    note: 'Read. Blood supply for the border region is switched to Arven South.',
  });
  return said.ok ? told('acknowledgement', stage, neighbour.value) : said;
}

export async function answerAsGuest(stage: Stage): Done {
  const officer = await stage.seat('duty-officer');
  if (!officer.ok) return officer;
  const expires = stage.demo.now().add({ hours: 48 }).toString({ smallestUnit: 'second' });
  const invited = await officer.value.post('/api/v1/guests', {
    release: stage.memory.get('guest-release') ?? '',
    contact: GUEST.contact,
    expires_at: expires,
    by: 'link',
  });
  if (!invited.ok) return invited;
  const { link } = invited.value as { link: string };
  const secret = link.split('#').at(-1)?.split('/').at(-1) ?? '';
  const answered = await officer.value.post('/api/v1/guest/answer', {
    secret,
    name: GUEST.contact,
    note: 'Received; our hospitals are warned.',
  });
  if (!answered.ok) return answered;
  return told('guest', stage, officer.value);
}

export async function withdrawAlert(stage: Stage): Done {
  const operator = await stage.seat('operator');
  if (!operator.ok) return operator;
  const said = await say(operator.value, stage, 'incident-withdrawal', {
    withdraws: [stage.memory.get('alert') ?? ''],
    reason: 'false-alarm',
    summary: 'A storage system failed; a clean-up by its vendor deleted the files. There was no intrusion.',
  });
  return said.ok ? told('alertBack', stage, operator.value) : said;
}

export async function withdrawReport(stage: Stage): Done {
  const officer = await stage.seat('duty-officer');
  if (!officer.ok) return officer;
  const claims = {
    reason: 'false-alarm',
    summary: 'The provider withdrew its report: a storage failure, no intrusion.',
  };
  const call = {
    type: 'incident-withdrawal',
    case: stage.memory.get('call-case') ?? '',
    claims: { ...claims, withdraws: [stage.memory.get('call') ?? ''] },
  };
  const taken = await officer.value.post('/api/v1/statements', call);
  if (!taken.ok) return taken;
  const said = await say(officer.value, stage, 'incident-withdrawal', {
    ...claims,
    withdraws: [stage.memory.get('report') ?? ''],
  });
  if (!said.ok) return said;
  stage.memory.set('withdrawal', said.value);
  return told('reportBack', stage, officer.value);
}

export async function awaitWithdrawal(stage: Stage): Done {
  const neighbour = await stage.seat('neighbour');
  if (!neighbour.ok) return neighbour;
  const arrived = await until(async () => {
    const found = await statementsOf(neighbour.value, stage, 'incident-withdrawal');
    if (!found.ok) return found;
    return found.value.length > 0
      ? accept(found.value)
      : waiting('The withdrawal has not arrived in Arvenia yet.');
  });
  return arrived.ok ? told('recall', stage, neighbour.value) : arrived;
}

export async function verifyOffline(stage: Stage): Done {
  const neighbour = await stage.seat('neighbour');
  if (!neighbour.ok) return neighbour;
  const trust = await fetch(`${neighbour.value.url}/api/v1/trust`);
  const trusted = parseTrust(await trust.text());
  if (!trusted.ok) return trusted;
  const report = await until(async () => {
    const bundle = await neighbour.value.get(`/api/v1/cases/${caseOf(stage)}/bundle`);
    if (!bundle.ok) return bundle;
    const checked = verifyBundle(JSON.stringify(bundle.value), trusted.value, Temporal.Now.instant());
    return checked.verdict === 'not-yet-witnessed' ? waiting(checked.sentence) : accept(checked);
  });
  if (!report.ok) return report;
  if (report.value.verdict === 'failed') return refuse('verification-failed', report.value.sentence);
  return told('offline', stage, neighbour.value);
}
