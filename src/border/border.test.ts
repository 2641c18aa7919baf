import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { partyOf } from '#parties/view.ts';
import { openPageSite, type PageSite } from '#testing/page-site.ts';
import { CSIRT, HOSPITAL } from '#testing/party-node.ts';

const ARVENIA = 'did:web:cyber.arvenia.example';
const NOT_YET = { known: 'not-yet' } as const;

let site: PageSite;
before(async () => {
  site = await openPageSite();
  // Arvenia has no node: Veldmark's authority describes it, and so may name it.
  await site.node.say(site.person('Tomas'), {
    type: 'party-profile',
    issuer: CSIRT,
    case: (await partyOf(site.node.connection, CSIRT))?.case ?? '',
    claims: { subject: ARVENIA, name: 'Arvenia Centre', kind: 'csirt', territory: 'XA' },
  });
});
after(() => site[Symbol.asyncDispose]());

/** The hospital reports, and gives the report to its authority. */
async function reported(states: readonly string[] | typeof NOT_YET): Promise<string> {
  const ilse = site.person('Ilse');
  const caseId = crypto.randomUUID();
  const target = await site.node.say(ilse, {
    type: 'incident-alert',
    issuer: HOSPITAL,
    case: caseId,
    claims: {
      danger_to_life: 'no',
      incident_type: NOT_YET,
      malicious: 'suspected',
      noticed_at: NOT_YET,
      sectors: ['health'],
      affected_states: states,
      effects: NOT_YET,
      reported_to: CSIRT,
    },
  });
  await give(target, caseId);
  return caseId;
}

async function give(target: string, caseId: string): Promise<void> {
  await site.node.say(site.person('Ilse'), {
    type: 'release',
    issuer: HOSPITAL,
    case: caseId,
    claims: { target, to: CSIRT, claims: 'all', channel: 'csirt', hides_victim: false },
  });
}

async function footprint(service: string, states: readonly string[], shown: boolean): Promise<string> {
  const caseId = crypto.randomUUID();
  const digest = await site.node.say(site.person('Ilse'), {
    type: 'service-footprint',
    issuer: HOSPITAL,
    case: caseId,
    claims: {
      subject: HOSPITAL,
      service,
      sector: 'health',
      reach: states.map((state) => ({ state, customers: 7 })),
    },
  });
  if (shown) await give(digest, caseId);
  return digest;
}

test('only what was released to the authority proposes a state: a footprint kept back stays unseen', async () => {
  await footprint('Laboratory', ['XA'], true);
  await footprint('Secret trials', ['XB'], false);
  const caseId = await reported(NOT_YET);
  const { body } = await site.get('Tomas', '/border');
  assert.match(body, /Laboratory/);
  assert.match(body, new RegExp(caseId));
  assert.doesNotMatch(body, /Secret trials|XB/);
});

test('an operator has no border to watch, and nobody signed out sees it', async () => {
  assert.equal((await site.get('Ilse', '/border')).status, 422);
  assert.match((await site.get('Ilse', '/border')).body, /report to yours/);
  assert.equal((await site.get(null, '/border')).status, 303);
});

test('a decision is signed under the name of whoever decides, and leads to the relay with that state chosen', async () => {
  const caseId = await reported(['XV', 'XS']);
  const onward = await site.post('Tomas', `/border/${caseId}`, {
    'decision-XA': 'tell',
    'decision-XS': 'not-affected',
    'reason-XS': 'The ferry was already replaced.',
  });
  assert.equal(onward.location, `/cases/${caseId}/relay?states=XA`);
  const { body } = await site.get('Tomas', '/border');
  assert.match(body, /The ferry was already replaced/);
  const relay = await site.get('Tomas', onward.location);
  assert.match(relay.body, /value="did:web:cyber\.arvenia\.example"[^>]* checked/);
  const said = await site.node.reader.case(caseId, {
    party: CSIRT,
    person: site.person('Tomas').person,
    servedBy: [],
    communities: [],
  });
  const decisions = said.filter(({ type }) => type === 'border-decision');
  assert.deepEqual(
    new Set(decisions.map(({ claims }) => claims.get('decision')?.value)),
    new Set(['tell', 'not-affected']),
  );
  assert.ok(decisions.every(({ claims }) => claims.get('decided_by')?.value === site.person('Tomas').person));
});

test('not telling without a reason is refused beside its field, and nothing is signed', async () => {
  const caseId = await reported(['XV', 'XS']);
  const answer = await site.post('Tomas', `/border/${caseId}`, { 'decision-XS': 'wait' });
  assert.equal(answer.status, 422);
  assert.match(answer.body, /id="field-reason-XS-error"/);
  const again = await site.get('Tomas', `/border/${caseId}`);
  assert.doesNotMatch(again.body, /value="wait"[^>]* checked/);
});

test('the same decision sent twice is said once', async () => {
  const caseId = await reported(['XV', 'XA']);
  const url = `/api/v1/border/${caseId}/decisions`;
  await site.post('Tomas', `/border/${caseId}`, { 'decision-XA': 'tell' });
  await site.post('Tomas', `/border/${caseId}`, { 'decision-XA': 'tell' });
  const shown = await site.node.reader.case(caseId, {
    party: CSIRT,
    person: null,
    servedBy: [],
    communities: [],
  });
  assert.equal(shown.filter(({ type }) => type === 'border-decision').length, 1, url);
});

test('a state that nothing points to is chosen by name, and two letters of nowhere are refused', async () => {
  const caseId = await reported(['XV', 'XA']);
  const { body } = await site.get('Tomas', `/border/${caseId}`);
  assert.match(body, /<option[^>]*value="SE"[^>]*>Sweden</, 'by its name');
  assert.doesNotMatch(body, /<option[^>]*value="X[AV]"/, 'neither the own nor one that is asked about already');
  assert.equal((await site.post('Tomas', `/border/${caseId}`, { another: '??' })).status, 422);
  assert.equal((await site.post('Tomas', `/border/${caseId}`, {})).status, 422);
  const named = await site.post('Tomas', `/border/${caseId}`, { another: 'xq' });
  assert.equal(named.location, `/cases/${caseId}/relay?states=XQ`);
});

test('a case that its reporter closed stands below the others and is asked of nobody any more', async () => {
  const [open, closed] = [await reported(['XV', 'XA']), await reported(['XV', 'XB'])];
  const final = {
    type: 'incident-final',
    issuer: HOSPITAL,
    case: closed,
    claims: { summary: 'A printer server' },
  };
  await give(await site.node.say(site.person('Ilse'), final), closed);
  const { body } = await site.get('Tomas', '/border');
  const over = body.slice(body.indexOf('<details class="more"'));
  assert.match(over, /1 closed or withdrawn case</);
  assert.match(over, new RegExp(`id="case-${closed}"[\\s\\S]*Closed by final report`));
  assert.doesNotMatch(over, /To decide|>Decide</);
  assert.doesNotMatch(over, new RegExp(open));
  assert.match(body, new RegExp(`id="case-${open}"[\\s\\S]*To decide`));
  const api = await site.get('Tomas', `/api/v1/border/${closed}`);
  const { status, ended } = JSON.parse(api.body) as { status: string; ended: boolean };
  assert.deepEqual([status, ended], ['closed', true]);
});

test('a case that is not released to the authority is not found', async () => {
  const caseId = crypto.randomUUID();
  assert.equal((await site.get('Tomas', `/border/${caseId}`)).status, 404);
});

test('the states of a footprint are chosen by name, more rows are a press away, and what was typed stays', async () => {
  const { body } = await site.get('Ilse', '/border/footprints');
  assert.match(body, /<select[^>]*name="state_1"/u);
  assert.match(body, /<option[^>]*value="SE"[^>]*>Sweden</u);
  assert.doesNotMatch(body, /two letters|ISO|name="state_4"/u);
  const more = await site.post('Ilse', '/border/footprints', {
    ...{ service: 'Blood bank', state_1: 'SE', customers_1: '7', state_2: '', state_3: '', more_states: 'yes' },
  });
  assert.equal(more.status, 200);
  assert.match(more.body, /name="state_6"/u);
  assert.match(more.body, /value="SE" selected/u);
  assert.match(more.body, /value="Blood bank"/u);
});

test('what a footprint says wrongly is named at its field, and what was typed stays', async () => {
  const answer = await site.post('Ilse', '/border/footprints', {
    service: 'Blood <b>bank</b>',
    sector: 'health',
    ...{ state_1: 'XA', customers_1: 'many', state_2: '', customers_2: '12' },
    depends_on: 'did:web:grid.example power',
  });
  assert.equal(answer.status, 422);
  assert.match(answer.body, /id="field-customers_1-error"/u);
  assert.match(answer.body, /id="field-state_2-error"/u);
  assert.match(answer.body, /Line 1 cannot be read/);
  assert.match(answer.body, /Blood &lt;b&gt;bank/);
  const none = await site.post('Ilse', '/border/footprints', { service: 'Blood bank', sector: 'health' });
  assert.match(none.body, /href="#field-reach"/u);
  const good = await site.post('Ilse', '/border/footprints', {
    service: 'Blood bank',
    sector: 'health',
    ...{ state_1: 'XA', customers_1: '120 000', state_2: 'XS', customers_2: '' },
    depends_on: 'did:web:grid.example, power',
  });
  assert.equal(good.location, '/border/footprints');
  assert.match((await site.get('Ilse', '/border/footprints')).body, /XA \(120,000\)/);
});
