import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { givenFreely } from '#federation/given-claims.ts';
import { ilrEvent } from '#interop/misp/ilr-export.ts';
import { viewerFor } from '#parties/view.ts';
import { traitsOf, withoutTradeSecrets } from '#statement/traits.ts';
import { openPageSite, type PageSite, versionIn } from '#testing/page-site.ts';
import { CSIRT } from '#testing/party-node.ts';
import { testReckoning } from '#testing/reckoning.ts';
import { readReport } from './report-seen.ts';
import { declaredCase } from './testing/declared-case.ts';

const SECRET = 'The valve controller of our own design accepts any key.';
let site: PageSite;
let caseId: string;
/** The report that the one law which requires the answer was told. */
let told: string;

/** Directive (EU) 2022/2557 asks for the cause only if it is known at first; the detailed report must say it. */
const path = (stage: string) => `/report-once/${caseId}/eu-cer/${stage}`;
const DETAILED = {
  victim_name: 'Sankt Orla Hospital',
  description: 'Pumps stood still.',
  effects: ['care-delayed'],
  root_cause: SECRET,
  mitigation: 'Taken from the network.',
  affected_states: ['XV'],
  preliminary: 'yes',
};

before(async () => {
  site = await openPageSite();
  caseId = await declaredCase(site.node, site.person('Ilse'), {
    'eu-cer': [{ role: 'competent-authority', party: CSIRT }],
  });
});
after(() => site[Symbol.asyncDispose]());

async function sent(stage: string, fields: Readonly<Record<string, string | readonly string[]>>) {
  const version = versionIn(await site.get('Ilse', path(stage)));
  return site.post('Ilse', path(stage), version === '' ? fields : { version, ...fields });
}

async function signed(stage: string): Promise<string> {
  const version = versionIn(await site.get('Ilse', `${path(stage)}/preview`));
  const { location, body } = await site.post('Ilse', `${path(stage)}/sign`, { version });
  const digest = /^\/reports\/([A-Za-z0-9_-]{43})$/u.exec(location)?.[1];
  assert.ok(digest, body.slice(0, 2_000));
  return digest;
}

async function claimsOf(digest: string, party: 'Ilse' | 'Tomas') {
  const viewer = await viewerFor(site.node.store.connection, site.person(party), site.node.ledger.now());
  const shown = await site.node.reader.statement(digest, viewer);
  assert.ok(shown !== null);
  return shown;
}

test('a tick beside an answer marks it, and the preview says from whom it is withheld as a trade secret', async () => {
  const { body } = await site.get('Ilse', path('detailed'));
  assert.match(body, /name="root_cause__secret" value="yes"/u);
  const saved = await sent('detailed', { ...DETAILED, root_cause__secret: 'yes' });
  assert.equal(saved.location, `${path('detailed')}/preview`, saved.body.slice(0, 2_000));
  const shown = (await site.get('Ilse', saved.location)).body;
  assert.match(shown, /Withheld: a trade secret/u);
  assert.match(
    (await site.get('Ilse', path('detailed'))).body,
    /name="root_cause__secret" value="yes"[^>]*checked/u,
  );
});

test('the law that requires the answer gets it, marked for its authority and for supervision alone', async () => {
  told = await signed('detailed');
  const { claims } = await claimsOf(told, 'Tomas');
  assert.equal(claims.get('root_cause')?.value, SECRET);
  assert.deepEqual(claims.get('trade_secrets')?.value, ['root_cause']);
  assert.equal(claims.get('root_cause')?.marking.tlp, 'amber+strict');
  assert.deepEqual(claims.get('root_cause')?.marking.uses, ['regulation']);
});

test('a stage that asks for it only if it is known does not get it, and says so', async () => {
  const { body } = await site.get('Ilse', path('initial'));
  assert.match(body, /A trade secret: this law does not require it/u);
  const { root_cause: _left, mitigation: _unasked, ...rest } = DETAILED;
  const saved = await sent('initial', {
    ...rest,
    root_cause: SECRET,
    contact__name: 'Ilse',
    contact__phone: '+999 12',
  });
  assert.equal(saved.location, `${path('initial')}/preview`, saved.body.slice(0, 2_000));
  assert.doesNotMatch((await site.get('Ilse', saved.location)).body, /valve controller/u);
  const { claims } = await claimsOf(await signed('initial'), 'Ilse');
  assert.equal(claims.has('root_cause'), false);
  assert.equal(claims.has('trade_secrets'), false);
});

test('no law names the MISP form, so the answer is not in it', async () => {
  const report = readReport(await claimsOf(told, 'Tomas'), testReckoning().regimes);
  assert.ok(report.ok);
  const text = JSON.stringify(ilrEvent(report.value));
  assert.ok(text.includes('Pumps stood still.'));
  assert.ok(!text.includes('valve controller'));
});

test('what is told on in other words, as in a brief, is without it; so is what everybody sees', async () => {
  const traits = traitsOf(site.node.ledger.types);
  const said = await claimsOf(told, 'Tomas');
  const open = withoutTradeSecrets(traits, said);
  assert.equal(open.claims.has('root_cause'), false);
  assert.equal(open.claims.size, said.claims.size - 1);
  assert.doesNotMatch((await site.get(null, `/statements/${told}`)).body, /valve controller/u);
});

test('a release that names no claims leaves it out', async () => {
  const traits = traitsOf(site.node.ledger.types);
  const { claims, type } = await claimsOf(told, 'Tomas');
  assert.ok(!givenFreely(traits, type, claims).includes('root_cause'));
  assert.ok(givenFreely(traits, type, claims).includes('description'));
});
