import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type IncidentNode, openIncidentNode } from '#incidents/testing/incident-node.ts';
import { mispRoutes } from '#interop/misp/routes.ts';
import { createPrinter } from '#print/printer.ts';
import { CSIRT } from '#testing/party-node.ts';
import { testRulebook } from '#testing/reckoning.ts';
import { reportingRoutes } from './routes.ts';
import { declaredCase } from './testing/declared-case.ts';

type Who = 'Ilse' | 'Tomas' | null;

const printer = createPrinter();
let open: IncidentNode;
let base: string;
let digest: string;
before(async () => {
  open = await openIncidentNode();
  const { app, node, reader } = open;
  const book = testRulebook().regimes;
  const names = async () => ({ party: (did: string) => did, states: { XV: 'Veldmark' } });
  const { connection, ledger } = node;
  reportingRoutes(app, { connection, ledger, reader, book, reckoning: testRulebook(), printer, names });
  mispRoutes(app, { reader, book });
  const caseId = await declaredCase(node, open.people.Ilse, {
    'eu-nis2': [{ role: 'csirt', party: CSIRT }],
    'eu-gdpr': [],
  });
  base = `/api/v1/cases/${caseId}/reports`;
  const signed = await post(`${base}/eu-nis2/early-warning`, { facts: { cross_border: { estimate: 'yes' } } });
  assert.equal(signed.status, 200, signed.body);
  digest = JSON.parse(signed.body).digest;
});
after(async () => {
  await open[Symbol.asyncDispose]();
  await printer[Symbol.asyncDispose]();
});

async function ask(who: Who, url: string, body?: unknown, headers: Record<string, string> = {}) {
  const reply = await open.app.inject({
    method: body === undefined ? 'GET' : 'POST',
    url,
    headers: {
      ...headers,
      ...(who === null ? {} : { authorization: `Bearer ${who.padEnd(TOKEN_CHARACTERS, '.')}` }),
    },
    ...(body === undefined ? {} : { payload: body as object }),
  });
  return { status: reply.statusCode, body: reply.body };
}
const TOKEN_CHARACTERS = 32;

function post(url: string, body: unknown, who: Who = 'Ilse') {
  return ask(who, url, body);
}

async function json(url: string, who: Who = 'Ilse') {
  const { status, body } = await ask(who, url);
  return { status, json: JSON.parse(body) };
}

test('the stages of a case say what each still needs and whom it is told to', async () => {
  const { json: answer } = await json(base);
  const early = answer.stages.find((one: { stage: string }) => one.stage === 'early-warning');
  assert.equal(early.addressees[0].party, CSIRT);
  const notification = answer.stages.find((one: { stage: string }) => one.stage === 'notification');
  assert.deepEqual(notification.missing, ['users_affected', 'duration_hours', 'area']);
});

test('what was told to one authority fills the next stage, estimates as estimates', async () => {
  const { json: stage } = await json(`${base}/eu-nis2/notification`);
  const field = stage.fields.find((one: { fact: string }) => one.fact === 'cross_border');
  assert.deepEqual([field.standing, field.value, field.statement], ['estimate', 'yes', digest]);
});

for (const [what, body, code] of [
  ['a fact that nobody knows', { facts: { shoe_size: 42 } }, 'fact-not-asked'],
  ['a fact that this stage does not ask for', { facts: { root_cause: 'x' } }, 'fact-not-asked'],
  ['a fact of the wrong shape', { facts: { cross_border: 7 } }, 'claim-shape'],
  ['an empty fact', { facts: { victim_name: '' } }, 'claim-shape'],
  ['a fact left out that must be answered', { omit: ['contact'], facts: { cross_border: 'no' } }, 'fact-missing'],
  [
    'a correction of somebody else’s statement',
    { corrects: 'A'.repeat(43), facts: { cross_border: 'no' } },
    'report-not-own',
  ],
  ['a member that is not known', { colour: 'red' }, 'malformed-request'],
] as const) {
  test(`${what} is refused`, async () => {
    const answer = await post(`${base}/eu-nis2/early-warning`, body);
    assert.ok(answer.status >= 400 && answer.status < 500, answer.body);
    assert.equal(JSON.parse(answer.body).code, code, answer.body);
  });
}

test('a final report with an estimate is refused by the name of the fact', async () => {
  const answer = await post(`${base}/eu-nis2/final`, { unknown: true });
  assert.equal(JSON.parse(answer.body).code, 'fact-not-final');
});

test('another party signs no report of this case', async () => {
  const answer = await post(`${base}/eu-nis2/early-warning`, {}, 'Tomas');
  assert.ok(answer.status >= 400 && answer.status < 500);
});

test('the report as JSON carries its law, its answers and the signed statement, for the addressee too', async () => {
  for (const who of ['Ilse', 'Tomas'] as const) {
    const { json: report } = await json(`/api/v1/reports/${digest}`, who);
    assert.equal(report.stage.citation.includes('23(4)'), true, report.stage.citation);
    assert.equal(report.preliminary, true);
    assert.match(report.statement, /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+~/);
  }
});

test('to the public there is no such report, in no form', async () => {
  for (const form of ['', '/pdf', '/misp']) {
    const { status, body } = await ask(null, `/api/v1/reports/${digest}${form}`);
    assert.ok(status === 404 || status === 422, body);
    assert.equal(JSON.parse(body).code, 'report-not-known');
  }
});

test('the PDF comes in the language asked for, and no other language is known', async () => {
  const { status, body } = await ask('Ilse', `/api/v1/reports/${digest}/pdf?language=es`);
  assert.equal(status, 200);
  assert.match(body, /^%PDF-1\.7/);
  assert.equal((await ask('Ilse', `/api/v1/reports/${digest}/pdf?language=tlh`)).status, 400);
});

test('the PDF comes in the language of its reader where none is named', async () => {
  const url = `/api/v1/reports/${digest}/pdf`;
  const { body } = await ask('Ilse', url, undefined, { 'accept-language': 'fr-CA, en;q=0.5' });
  assert.match(body, /\/Lang\s*\(fr/);
});

test('the MISP object comes with the report', async () => {
  const { json: misp } = await json(`/api/v1/reports/${digest}/misp`);
  assert.equal(misp.Event.Object[0].name, 'ilr-notification-incident');
  assert.ok(
    misp.Event.Object[0].Attribute.some(({ value }: { value: string }) => value === 'Sankt Orla Hospital'),
  );
});

test('a filing elsewhere is written down once for one key', async () => {
  const signed = await post(`${base}/eu-gdpr/authority`, {
    facts: { personal_data: 'x', mitigation: 'y' },
    unknown: true,
  });
  assert.equal(signed.status, 200, signed.body);
  const report = JSON.parse(signed.body);
  assert.equal(report.filed[0].elsewhere, true);
  const filing = {
    role: 'data-protection-authority',
    way: 'portal',
    at: '2026-03-01T07:00:00Z',
    reference: 'A-1',
  };
  const path = `/api/v1/reports/${report.digest}/filings`;
  assert.equal(JSON.parse((await post(path, { ...filing, at: 'soon' })).body).code, 'filing-incomplete');
  assert.equal((await post(path, { ...filing, way: 'comity' })).status, 400);
  const key = { 'idempotency-key': 'filing-of-the-test' };
  const first = await ask('Ilse', path, filing, key);
  const second = await ask('Ilse', path, filing, key);
  assert.equal(JSON.parse(first.body).filing, JSON.parse(second.body).filing);
});
