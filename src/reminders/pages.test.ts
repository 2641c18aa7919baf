import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { insertRows } from '#store/dialect.ts';
import { toMicroseconds } from '#store/instant.ts';
import { openPageSite, type PageSite } from '#testing/page-site.ts';
import { CSIRT } from '#testing/party-node.ts';
import { alertDraft } from '#testing/releases.ts';
import { dueItems } from './due.ts';
import { reminderPages } from './pages.ts';

const DUE = Temporal.Instant.from('2026-03-01T20:00:00Z');
let site: PageSite;
before(async () => {
  site = await openPageSite((app, services) => {
    const { connection, reader } = services;
    const due = { connection, reader, nameOf: () => '' };
    const reminders = { due, webhookKey: {} as never, wake: () => undefined };
    reminderPages(app, { ...services, reminders, publicUrl: '' });
  });
});
after(() => site[Symbol.asyncDispose]());

async function remind(caseId: string, what: string, more: { readonly sureness?: string } = {}): Promise<void> {
  const { person, party } = site.person('Tomas');
  const times = { due_at: toMicroseconds(DUE), told_at: toMicroseconds(site.node.clock.now), read_at: null };
  const how = { step: 'before', level: 'person', late: 0, danger: 0, shown: 1 };
  const row = { key: what, party, person, item: what, case_id: caseId, what, ...times, ...how, ...more };
  await insertRows(site.node.connection, 'reminder_notice', [row]);
}

test('a reminder names the case it belongs to, and one whose case the person is not shown names none', async () => {
  const caseId = crypto.randomUUID();
  await site.node.say(site.person('Tomas'), {
    ...alertDraft(CSIRT, caseId, { incident_type: 'availability/dos' }),
  });
  await remind(caseId, 'Early warning');
  await remind(crypto.randomUUID(), 'Elsewhere');
  const { body } = await site.get('Tomas', '/reminders');
  const rowOf = (what: string) => body.split('<tr>').find((row) => row.includes(what)) ?? '';
  assert.match(
    rowOf('Early warning'),
    new RegExp(
      `<a href="/cases/${caseId}"><bdi class="reference">VM-\\w{6}</bdi> · Denial of service</a>.*Veldmark`,
    ),
  );
  assert.match(rowOf('Early warning'), new RegExp(`href="/cases/${caseId}#clocks"`));
  assert.doesNotMatch(rowOf('Elsewhere'), /Denial of service|Veldmark/);
});

test('a reminder says how sure its time is, and one of a promise says nothing', async () => {
  const caseId = crypto.randomUUID();
  await remind(caseId, 'By days off', { sureness: JSON.stringify({ confidence: 'S', least: 'calendar' }) });
  await remind(caseId, 'By the hour', { sureness: JSON.stringify({ confidence: 'P', least: 'text' }) });
  await remind(caseId, 'As promised', { sureness: 'null' });
  const { body } = await site.get('Tomas', '/reminders');
  const rowOf = (what: string) => body.split('<tr>').find((row) => row.includes(what)) ?? '';
  assert.match(rowOf('By days off'), /secondary source/);
  assert.match(rowOf('By the hour'), /text read/);
  assert.doesNotMatch(rowOf('As promised'), /secondary source|text read/);
});

test('what is due knows how sure its time is', async () => {
  const { node } = site;
  const ilse = site.person('Ilse');
  const caseId = crypto.randomUUID();
  await node.say(ilse, alertDraft(ilse.party, caseId));
  const clocks = `/cases/${caseId}/clocks`;
  const at = node.clock.now.toString().slice(0, 16);
  assert.equal((await site.post('Ilse', `${clocks}/aware`, { moment: 'awareness', at })).status, 303);
  for (const regime of ['br-anpd', 'eu-gdpr']) {
    assert.equal((await site.post('Ilse', `${clocks}/applies`, { regime, applies: 'yes' })).status, 303);
  }
  const reads = { ...site.node, nameOf: ({ regime }: { readonly regime: string }) => regime };
  const items = (await dueItems(reads, ilse.party, node.clock.now)).filter((one) => one.case === caseId);
  const sure = items.map(({ what, sureness }) => `${what.value} ${sureness?.confidence} ${sureness?.least}`);
  assert.deepEqual(new Set(sure), new Set(['br-anpd S text', 'eu-gdpr S status']));
});
