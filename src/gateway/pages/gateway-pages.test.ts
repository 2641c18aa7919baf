import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { GATEWAY_TABLE_SETS, type Gateway, openGateway } from '#gateway/gateway.ts';
import { gatewayPages } from '#gateway/pages.ts';
import { gatewayRoutes } from '#gateway/routes.ts';
import type { GatewayServices } from '#gateway/services.ts';
import { mailFrom, sample, signedMail } from '#gateway/testing/samples.ts';
import { issueToken } from '#parties/persons/tokens.ts';
import { primitives } from '#primitives';
import type { BlobPlace } from '#store/blobs.ts';
import { createTables } from '#store/table-set.ts';
import { openPageSite, type PageSite, versionIn } from '#testing/page-site.ts';
import { CSIRT, HOSPITAL } from '#testing/party-node.ts';

let site: PageSite;
let gateway: Gateway;

/** Sealed files in memory. */
function memory(): BlobPlace {
  const kept = new Map<string, Uint8Array>();
  return {
    put: async (id, sealed) => void kept.set(id, sealed),
    get: async (id) => kept.get(id),
    remove: async (id) => void kept.delete(id),
    list: async () => [...kept.keys()],
  };
}

before(async () => {
  let services: Omit<GatewayServices, 'gateway'> | undefined;
  const late = { take: (mail) => gateway.take(mail), wake: () => undefined } as Pick<
    Gateway,
    'take' | 'wake'
  > as Gateway;
  site = await openPageSite((app, pageServices) => {
    services = {
      ...pageServices,
      webhookKey: primitives.generateKey('Ed25519'),
      publicUrl: 'http://127.0.0.1:4600',
      desks: new Map([['report@csirt.veldmark.example', CSIRT]]),
    };
    gatewayPages(app, { ...pageServices, ...services, gateway: late });
    gatewayRoutes(app, { ...services, gateway: late });
  });
  const { store, ledger, reader, keyring } = site.node;
  await createTables(store, GATEWAY_TABLE_SETS);
  gateway = await openGateway({
    store,
    ledger: { realm: ledger.realm, now: () => ledger.now(), appends: false },
    reader,
    keyring,
    blobs: memory(),
    reminders: { due: undefined as never, webhookKey: services!.webhookKey },
    fetch: undefined as never,
    publicUrl: 'http://127.0.0.1:4600',
    ownAddresses: [],
  });
});
after(async () => {
  await gateway[Symbol.asyncDispose]();
  await site[Symbol.asyncDispose]();
});

async function arrives(raw: Uint8Array, party = CSIRT): Promise<string> {
  const taken = await gateway.take({ parties: [party], raw, sender: 'it@orla.example' });
  assert.ok(taken.ok);
  return taken.value[0]!.id;
}

test('a duty officer turns a mail into an alert: the questions are filled in from it, each marked, and the statement says how it came', async () => {
  const id = await arrives(await sample('report'));
  const list = await site.get('Tomas', '/mail');
  assert.match(list.body, new RegExp(`href="/mail/${id}"`, 'u'));
  assert.match(list.body, /Mail to report@csirt\.veldmark\.example arrives here/u);
  assert.match(
    (await site.get('Tomas', '/desk')).body,
    new RegExp(`href="/mail/${id}"`, 'u'),
    'the desk leads to the mail',
  );
  const page = await site.get('Tomas', `/mail/${id}`);
  assert.match(page.body, /Anybody can write any address above a mail/u);
  assert.match(page.body, /lines? that looked like answers[\s\S]*danger_to_life/iu);
  const taken = await site.post('Tomas', `/mail/${id}/take`);
  assert.match(taken.location, /^\/report\/[0-9a-f-]{36}\/danger$/u);
  const draft = taken.location.replace(/\/danger$/u, '');
  const answer = async (question: string, fields: Record<string, string | string[]>) => {
    const version = versionIn(await site.get('Tomas', `${draft}/${question}`));
    return site.post('Tomas', `${draft}/${question}`, { version, ...fields });
  };
  const what = await site.get('Tomas', `${draft}/what`);
  assert.match(what.body, /Filled in from a mail: check each answer/u);
  assert.equal(what.body.split('>From the mail<').length - 1, 2, 'kind and account are marked');
  assert.match(what.body, /on paper – for now\./u);
  await answer('danger', { danger_to_life: 'no' });
  await answer('what', {
    incident_type: 'availability/outage',
    malicious: 'not-known-yet',
    description: 'Checked',
  });
  await answer('when', { noticed_at: 'not-known-yet' });
  await answer('where', { sectors: 'health', affected_states: 'XV' });
  await answer('people', { harm: 'not-known-yet' });
  const version = versionIn(await site.get('Tomas', `${draft}/check`));
  const signed = await site.post('Tomas', `${draft}/sign`, { version });
  const digest = /statements\/([A-Za-z0-9_-]{43})/u.exec(signed.location)?.[1] ?? '';
  assert.notEqual(digest, '', signed.location);
  const viewer = { party: CSIRT, person: site.person('Tomas').person, communities: new Set(), serves: [] };
  const shown = await site.node.reader.statement(digest, viewer as never);
  assert.equal(shown?.claims.get('via')?.value, 'mail');
  assert.equal(shown?.claims.get('call_back')?.value, 'not-done');
  assert.deepEqual(shown?.claims.get('source_reference')?.value, {
    scheme: 'mail-unsigned',
    id: '<report-1@orla.example>',
  });
  assert.equal(shown?.claims.get('caller')?.marking.tlp, 'red');
  assert.equal(shown?.claims.get('incident_type')?.value, 'availability/outage', 'what the person said counts');
  const again = await site.post('Tomas', `/mail/${id}/take`);
  assert.equal(again.location, draft, 'pressed again it leads to the same alert');
});

test('a duty officer sees on the page of a mail that another one with the same identifier came, when, and from whom', async () => {
  const lines = (from: string, words: string) =>
    mailFrom(`From: ${from}`, 'Subject: Pumps', 'Message-ID: <pumps-1@orla.example>', '', words);
  const forged = await arrives(lines('other@orla.example', 'All is well'));
  const alone = await site.get('Tomas', `/mail/${forged}`);
  assert.doesNotMatch(alone.body, /same message identifier/u);
  const real = await arrives(lines('it@orla.example', 'The pumps stand still'));
  assert.notEqual(real, forged);
  for (const [shown, other, sender] of [
    [forged, real, 'it@orla.example'],
    [real, forged, 'other@orla.example'],
  ] as const) {
    const { body } = await site.get('Tomas', `/mail/${shown}`);
    assert.match(body, /Another mail has the same message identifier/u);
    const row = /<li>Another mail with this identifier came at .*?<\/li>/u.exec(body)?.[0] ?? '';
    assert.match(row, /<time datetime="\d{4}-\d\d-\d\dT/u);
    assert.ok(row.includes(`href="/mail/${other}"`) && row.includes(sender), row);
  }
  const hospitals = await arrives(lines('a@b.example', 'For another desk'), HOSPITAL);
  assert.doesNotMatch((await site.get('Tomas', `/mail/${real}`)).body, new RegExp(hospitals, 'u'));
});

test('no file of a mail is drawn, and no markup of it runs', async () => {
  const id = await arrives(await sample('files'));
  const { body } = await site.get('Tomas', `/mail/${id}`);
  assert.match(body, /plan\.svg/u);
  assert.doesNotMatch(body, /<svg|alert\("svg ran|onclick=|<script>alert/u);
  const evil = await arrives(
    mailFrom('From: "<img src=x>" <a@b.example>', 'Subject: <script>alert(1)</script>', '', '<b onclick=x>'),
  );
  const shown = await site.get('Tomas', `/mail/${evil}`);
  assert.doesNotMatch(shown.body, /<script>alert|<img src=x|<b onclick/u);
  assert.match(shown.body, /&lt;script&gt;alert/u);
});

test('signed words that are sent once more under another date are a mail of their own, whose page says when they were signed', async () => {
  const { raw } = await signedMail();
  const again = new TextDecoder().decode(raw).replace('Subject: Signed report', 'Subject: Happens now');
  const ids = [await arrives(raw), await arrives(new TextEncoder().encode(again))];
  assert.notEqual(ids[0], ids[1]);
  for (const id of ids) {
    const { body } = await site.get('Tomas', `/mail/${id}`);
    assert.match(body, /Signed: <time datetime="2026-03-01T07:00:00Z"/u);
    assert.match(body, /may be a repetition/u);
  }
});

test('words of a mail that would turn themselves around, or hide, are shown for what they are', async () => {
  const id = await arrives(
    mailFrom(
      'From: a@b.example',
      'Content-Type: text/plain; charset=utf-8',
      '',
      'Call \u202e21 55 01 999+\u202c now',
      'or open https://c\u0455irt.veldmark.example',
    ),
  );
  const { body } = await site.get('Tomas', `/mail/${id}`);
  assert.match(body, /Call <span class="control">U\+202E<\/span>21 55 01 999\+/u);
  assert.doesNotMatch(body, /\u202e/u);
  assert.match(body, /c\u0455irt\.veldmark\.example<\/bdi> <span class="tag wait">/u);
});

test('a mail is discarded with a reason, and without one the form says so', async () => {
  const id = await arrives(mailFrom('From: a@b.example', 'Subject: Cheap pills', '', 'Buy'));
  const without = await site.post('Tomas', `/mail/${id}/discard`, { reason: ' ' });
  assert.equal(without.status, 422);
  assert.match(without.body, /Write in a few words why/u);
  const gone = await site.post('Tomas', `/mail/${id}/discard`, { reason: 'Spam <b>' });
  assert.equal(gone.location, '/mail');
  assert.match((await site.get('Tomas', '/mail')).body, /Discarded: <bdi>Spam &lt;b&gt;/u);
  assert.equal((await site.post('Tomas', `/mail/${id}/take`)).status, 409, 'it was decided');
});

test('the party alone reads its mails, its duty officers alone decide about them, and its administrators see its webhooks', async () => {
  const id = await arrives(mailFrom('From: a@b.example', '', 'Words'));
  for (const visitor of ['Mira', 'Ilse'] as const) {
    assert.equal((await site.post(visitor, `/mail/${id}/take`)).status, 403, visitor);
  }
  const seen = await site.get('Mira', `/mail/${id}`);
  assert.equal(seen.status, 200);
  assert.doesNotMatch(seen.body, /Fill in the alert|Discard this mail/u);
  assert.equal((await site.get('Ilse', `/mail/${id}`)).status, 404);
  assert.doesNotMatch((await site.get('Ilse', '/mail')).body, new RegExp(id, 'u'));
  const hospitals = await arrives(mailFrom('From: a@b.example', '', 'For the hospital'), HOSPITAL);
  assert.equal((await site.get('Tomas', `/mail/${hospitals}`)).status, 404);
  assert.equal((await site.get('Mira', '/webhooks')).status, 403);
  assert.equal((await site.get(null, '/mail')).status, 303);
  assert.equal((await site.get(null, '/webhooks')).status, 303);
});

test('a webhook is set, shown with a trial and its deliveries, and ended', async () => {
  const bad = await site.post('Tomas', '/webhooks', { address: 'ftp://a.example', events: 'case-changed' });
  assert.equal(bad.status, 422);
  assert.match(bad.body, /Write one https address/u);
  const made = await site.post('Tomas', '/webhooks', {
    address: 'https://soc.example/hook',
    events: ['case-changed', 'mail-waiting'],
  });
  assert.equal(made.location, '/webhooks');
  const page = await site.get('Tomas', '/webhooks');
  assert.match(page.body, /A case changed and A mail waits at the desk/u);
  assert.match(page.body, /whpk_/u);
  const id = /\/webhooks\/([0-9a-f-]{36})\/trial/u.exec(page.body)?.[1] ?? '';
  const trial = await site.post('Tomas', `/webhooks/${id}/trial`);
  assert.match((await site.get('Tomas', trial.location)).body, /A trial is on its way[\s\S]*A trial[\s\S]*Waits/u);
  assert.equal((await site.post('Ilse', `/webhooks/${id}/end`)).status, 404, 'another party cannot end it');
  await site.post('Tomas', `/webhooks/${id}/end`);
  assert.match((await site.get('Tomas', '/webhooks')).body, /Your party has no webhook/u);
});

test('a program with a token of a duty officer hands in a mail and reads what waits; with a token for less it may not', async () => {
  const { connection } = site.node;
  const now = site.node.ledger.now();
  const tomas = site.person('Tomas');
  const tokens = new Map<string, string>();
  const tokenFor = async (scopes: readonly string[]) => {
    const wanted = { ...tomas, label: 'test', scopes, expiresAt: now.add({ hours: 24 }) };
    const issued = await issueToken(connection, wanted, now);
    assert.ok(issued.ok);
    return issued.value.token;
  };
  const ask = async (method: 'GET' | 'POST', url: string, scopes: readonly string[], payload?: object) => {
    const key = scopes.join();
    const token = tokens.get(key) ?? (await tokenFor(scopes));
    tokens.set(key, token);
    const answer = await site.app.inject({
      method,
      url,
      headers: { host: '127.0.0.1:4600', authorization: `Bearer ${token}` },
      ...(payload === undefined ? {} : { payload }),
    });
    return { status: answer.statusCode, body: answer.json() as Record<string, unknown> };
  };
  const message = mailFrom('From: a@b.example', 'Subject: By program', '', 'Words of a program').toBase64();
  const kept = await ask('POST', '/api/v1/mail', ['read', 'draft'], { message });
  assert.equal(kept.status, 200);
  assert.equal(kept.body.isNew, true);
  const again = await ask('POST', '/api/v1/mail', ['read', 'draft'], { message });
  assert.deepEqual([again.body.isNew, again.body.id], [false, kept.body.id]);
  const listed = await ask('GET', '/api/v1/mail', ['read', 'draft']);
  assert.match(JSON.stringify(listed.body), /By program/u);
  assert.equal((await ask('POST', '/api/v1/mail', ['read'], { message })).status, 403);
  assert.equal((await ask('POST', '/api/v1/mail', ['draft'], { message: '%%%' })).body.code, 'mail-malformed');
  const hook = { address: 'https://soc.example/hook', events: ['case-changed'] };
  assert.equal((await ask('POST', '/api/v1/webhooks', ['draft'], hook)).status, 403);
  const made = await ask('POST', '/api/v1/webhooks', ['administer'], hook);
  assert.equal(made.status, 200);
  assert.equal((await ask('POST', `/api/v1/webhooks/${String(made.body.id)}/trial`, ['administer'])).status, 200);
  assert.match(JSON.stringify((await ask('GET', '/api/v1/webhooks', ['administer'])).body), /"event":"trial"/u);
  assert.equal((await ask('POST', `/api/v1/webhooks/${String(made.body.id)}/end`, ['administer'])).status, 200);
  assert.deepEqual((await ask('GET', '/api/v1/webhooks', ['administer'])).body, { webhooks: [] });
});
