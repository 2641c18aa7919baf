import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { JsonValue } from '#statement/draft.ts';
import { CSIRT, HOSPITAL } from '#testing/party-node.ts';
import { type IncidentNode, openIncidentNode } from './testing/incident-node.ts';

let here: IncidentNode;

before(async () => {
  here = await openIncidentNode();
});
after(() => here[Symbol.asyncDispose]());

const ALERT: Readonly<Record<string, JsonValue>> = {
  danger_to_life: 'no',
  incident_type: 'availability/outage',
  malicious: { known: 'not-yet' },
  noticed_at: '2026-03-01T07:40Z',
  sectors: ['health'],
  affected_states: ['XV', 'XA'],
  effects: { known: 'not-yet' },
};

/** Tokens are opaque to the server but have a form; the name stands inside. */
function tokenOf(name: string): string {
  return name.padEnd(40, '.');
}

async function ask(method: 'GET' | 'POST', url: string, token?: string, body?: object) {
  const answer = await here.app.inject({
    method,
    url,
    headers: {
      host: '127.0.0.1:9',
      ...(token === undefined ? {} : { authorization: `Bearer ${tokenOf(token)}` }),
    },
    ...(body === undefined ? {} : { payload: body }),
  });
  const json = answer.headers['content-type']?.toString().includes('json') === true;
  // biome-ignore lint/suspicious/noExplicitAny: tests look at whatever came.
  return { status: answer.statusCode, body: (json ? answer.json() : answer.body) as any };
}

function item(claims: Readonly<Record<string, JsonValue>> = ALERT, key: string = crypto.randomUUID()) {
  return { idempotencyKey: key, draft: { type: 'incident-alert', case: crypto.randomUUID(), claims } };
}

test('the lists of the forms are open to anybody', async () => {
  const { status, body } = await ask('GET', '/api/v1/incidents/taxonomy');
  assert.equal(status, 200);
  assert.equal(Object.keys(body.incidentTypes.types).length, 39);
  assert.equal((await ask('GET', '/api/v1/incidents/alert-questions')).body.questions.length, 5);
});

test('the law that protects a report is told for a state and a type', async () => {
  const { body } = await ask('GET', '/api/v1/incidents/protection?state=DE&type=incident-alert');
  assert.ok(body.protections.length >= 4);
});

for (const query of [
  '',
  '?state=DE',
  '?state=Germany&type=incident-alert',
  '?state=DE&type=incident-alert&more=1',
]) {
  test(`protection asked with "${query}" is refused with a code`, async () => {
    const { status, body } = await ask('GET', `/api/v1/incidents/protection${query}`);
    assert.equal(status, 400);
    assert.equal(body.code, 'malformed-request');
  });
}

test('a severity is computed with its breakdown, and refused for an option that does not exist', async () => {
  const { body } = await ask('POST', '/api/v1/incidents/severity', undefined, { actor: 'apt' });
  assert.equal(body.computable, false);
  assert.equal((await ask('POST', '/api/v1/incidents/severity', undefined, { actor: 'ghost' })).status, 400);
});

test('a case is summed up for its own party, and does not exist for the public', async () => {
  const one = item();
  await ask('POST', '/api/v1/incidents/batch', 'Ilse', { submit: true, items: [one] });
  const url = `/api/v1/cases/${one.draft.case}/summary`;
  const { status, body } = await ask('GET', `${url}?order=noticed&all=true`, 'Ilse');
  assert.equal(status, 200);
  assert.equal(body.status.state, 'open');
  assert.equal(body.nextStep.act, 'report');
  assert.equal(body.timeline.length, 1);
  assert.equal((await ask('GET', url)).status, 404);
  assert.equal((await ask('GET', url)).body.code, 'case-not-found');
  assert.equal((await ask('GET', `${url}?order=alphabet`, 'Ilse')).status, 400);
  assert.equal((await ask('GET', '/api/v1/cases/one/summary', 'Ilse')).status, 400);
});

test('a report without a case opens the same one when it is sent again, and another one for another party', async () => {
  const { case: _given, ...draft } = item().draft;
  const sent = async (token: string) => {
    const answer = await here.app.inject({
      method: 'POST',
      url: '/api/v1/incidents/notify',
      headers: {
        host: '127.0.0.1:9',
        authorization: `Bearer ${tokenOf(token)}`,
        'idempotency-key': 'notify-the-same',
      },
      payload: draft,
    });
    assert.equal(answer.statusCode, 200, answer.body);
    return answer.json() as { readonly digest: string; readonly case: string };
  };
  const [once, again, other] = [await sent('Ilse'), await sent('Ilse'), await sent('Tomas')];
  assert.equal(again.digest, once.digest);
  assert.equal(again.case, once.case);
  assert.notEqual(other.case, once.case);
});

test('nobody previews, proposes or imports without signing in', async () => {
  const draft = { draft: item().draft, recipients: [] };
  assert.equal((await ask('POST', '/api/v1/incidents/preview', undefined, draft)).status, 401);
  assert.equal(
    (await ask('POST', '/api/v1/incidents/batch', undefined, { submit: false, items: [item()] })).status,
    401,
  );
  assert.equal((await ask('POST', `/api/v1/cases/${crypto.randomUUID()}/relay-proposal`)).status, 401);
});

test('a preview tells for each recipient which claims it would see', async () => {
  const recipients = [
    { party: CSIRT, claims: ['malicious'] },
    { party: CSIRT },
    { party: 'did:web:stranger.example', claims: 'all' },
  ];
  const { status, body } = await ask('POST', '/api/v1/incidents/preview', 'Ilse', {
    draft: item().draft,
    recipients,
  });
  assert.equal(status, 200);
  assert.equal(body.recipients[0].name, 'Veldmark National CSIRT');
  assert.deepEqual(body.shownCounts, [1, 0, Object.keys(ALERT).length]);
});

test('a preview of a type that does not exist is refused, as are too many recipients', async () => {
  const draft = { ...item().draft, type: 'rumour' };
  assert.equal(
    (await ask('POST', '/api/v1/incidents/preview', 'Ilse', { draft, recipients: [] })).body.code,
    'type-unknown',
  );
  const recipients = Array.from({ length: 41 }, () => ({ party: CSIRT }));
  assert.equal(
    (await ask('POST', '/api/v1/incidents/preview', 'Ilse', { draft: item().draft, recipients })).status,
    400,
  );
});

test('a relay is proposed to the authority that was reported to, and to nobody else', async () => {
  const one = item({ ...ALERT, reported_to: CSIRT });
  const { body: sent } = await ask('POST', '/api/v1/incidents/batch', 'Ilse', { submit: true, items: [one] });
  const target = sent.outcomes[0].digest as string;
  const release = { target, to: CSIRT, claims: 'all', channel: 'csirt', hides_victim: false };
  assert.ok((await here.say(here.people.Ilse, 'release', one.draft.case, release)).ok);
  const url = `/api/v1/cases/${one.draft.case}/relay-proposal`;
  const { status, body } = await ask('POST', url, 'Tomas');
  assert.equal(status, 200);
  assert.equal(body.draft.issuer, CSIRT);
  assert.ok(!JSON.stringify(body.draft.claims).includes(HOSPITAL));
  assert.equal((await ask('POST', url, 'Ilse')).body.code, 'nothing-to-relay');
});

test('a batch gives each draft its own outcome: one bad draft does not stop the others', async () => {
  const items = [item(), item({ ...ALERT, malicious: 'certainly' }), item({ ...ALERT, noticed_at: '2099' })];
  const { status, body } = await ask('POST', '/api/v1/incidents/batch', 'Ilse', { submit: true, items });
  assert.equal(status, 200);
  assert.match(body.outcomes[0].digest, /^[\w-]{43}$/);
  assert.equal(body.outcomes[1].refused.code, 'claim-shape');
  assert.equal(body.outcomes[2].refused.code, 'time-in-the-future');
});

test('the same batch again has the same outcome, signed or kept as drafts', async () => {
  for (const submit of [true, false]) {
    const batch = { submit, items: [item(), item()] };
    const first = await ask('POST', '/api/v1/incidents/batch', 'Ilse', batch);
    const again = await ask('POST', '/api/v1/incidents/batch', 'Ilse', batch);
    assert.ok(first.body.outcomes.every((one: object) => submit === 'digest' in one));
    assert.deepEqual(again.body, first.body);
  }
});

test('a key used for another draft is refused', async () => {
  const key = crypto.randomUUID();
  await ask('POST', '/api/v1/incidents/batch', 'Ilse', { submit: true, items: [item(ALERT, key)] });
  const { body } = await ask('POST', '/api/v1/incidents/batch', 'Ilse', {
    submit: true,
    items: [item(ALERT, key)],
  });
  assert.equal(body.outcomes[0].refused.code, 'idempotency-key-reused');
});

test('a token that may only read keeps no drafts and signs nothing', async () => {
  for (const submit of [true, false]) {
    const { body } = await ask('POST', '/api/v1/incidents/batch', 'Ilse/read', { submit, items: [item()] });
    assert.equal(body.outcomes[0].refused.code, 'scope-missing', String(submit));
  }
});

test('notify signs an operator’s report and gives it to its own authority, once however often it is sent', async () => {
  const draft = { type: 'incident-alert', case: crypto.randomUUID(), claims: ALERT };
  const first = await ask('POST', '/api/v1/incidents/notify', 'Ilse', draft);
  assert.equal(first.status, 200);
  assert.equal(first.body.given.to, CSIRT);
  assert.match(first.body.given.release, /^[\w-]{43}$/);
  const { body } = await ask('GET', `/api/v1/cases/${draft.case}/summary`, 'Tomas');
  assert.equal(body.nextStep.act, 'relay');
  assert.equal(body.answers.what.current[0].by, HOSPITAL);
});

test('notify by an authority signs and gives to nobody, and what the rules refuse is refused', async () => {
  const { body } = await ask('POST', '/api/v1/incidents/notify', 'Tomas', {
    type: 'incident-alert',
    claims: ALERT,
  });
  assert.equal(body.given, null);
  const refusal = await ask('POST', '/api/v1/incidents/notify', 'Henrik', {
    type: 'incident-alert',
    claims: ALERT,
  });
  assert.equal(refusal.body.code, 'not-mandated');
  assert.equal(
    (await ask('POST', '/api/v1/incidents/notify', undefined, { type: 'incident-alert', claims: ALERT })).status,
    401,
  );
});

test('an empty batch, one too many, and a draft with a member nobody knows are refused whole', async () => {
  const many = Array.from({ length: 51 }, () => item());
  for (const items of [[], many, [{ ...item(), draft: { ...item().draft, urgent: true } }]]) {
    assert.equal((await ask('POST', '/api/v1/incidents/batch', 'Ilse', { submit: false, items })).status, 400);
  }
});
