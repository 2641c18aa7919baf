import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Command } from 'commander';
import type { CommandContext } from '#cli/context.ts';
import { type Delivery, deliveries } from '#federation/delivery/deliveries.ts';
import { accept } from '#outcome.ts';
import { viewerFor } from '#parties/view.ts';
import { dueItems } from '#reminders/due.ts';
import { openPageSite, type PageSite } from '#testing/page-site.ts';
import { CSIRT, HOSPITAL } from '#testing/party-node.ts';
import { alertDraft } from '#testing/releases.ts';
import { wordCommands } from './word-commands.ts';

let site: PageSite;
before(async () => {
  site = await openPageSite();
});
after(() => site[Symbol.asyncDispose]());

type Name = 'Ilse' | 'Tomas';

/** A case of the hospital under NIS2 of which its authority was given everything. */
async function declared() {
  const ilse = site.person('Ilse');
  const caseId = randomUUID();
  const alert = await site.node.say(ilse, { ...alertDraft(ilse.party, caseId) });
  for (const [form, fields] of [
    ['applies', { regime: 'eu-nis2', applies: 'yes', 'role-csirt': CSIRT }],
    ['aware', { moment: 'awareness', at: site.node.clock.now.subtract({ minutes: 30 }).toString().slice(0, 16) }],
  ] as const) {
    assert.equal((await site.post('Ilse', `/cases/${caseId}/clocks/${form}`, fields)).status, 303);
  }
  const own = await site.node.reader.case(
    caseId,
    await viewerFor(site.node.connection, ilse, site.node.clock.now),
  );
  for (const target of [
    alert,
    ...own.filter(({ type }) => type !== 'incident-alert').map(({ digest }) => digest),
  ]) {
    const claims = { target, to: CSIRT, claims: 'all', channel: 'csirt', hides_victim: false };
    await site.node.say(ilse, { type: 'release', issuer: HOSPITAL, case: caseId, claims });
  }
  return { caseId, clocks: `/cases/${caseId}/clocks` };
}

async function clocksOf(visitor: Name, caseId: string) {
  const { body } = await site.get(visitor, `/api/v1/cases/${caseId}/clocks`);
  return (JSON.parse(body) as { clocks: { stage: string; state: string; dueAt: string | null; kind: string }[] })
    .clocks;
}

/** What the outbox does where it runs: the receiving party's node writes the receipt. */
async function receive({ release, target, case: caseId }: Delivery) {
  const received_at = site.node.clock.now.toString({ fractionalSecondDigits: 3 });
  const claims = { release, target, received_at, claims: ['regime', 'stage', 'bearer', 'what', 'due'] };
  await site.node.say({ kind: 'node' }, { type: 'receipt', issuer: HOSPITAL, case: caseId ?? '', claims });
}

/** When the hospital is reminded of a case, or of one stage of it, by what a reader shows it. */
async function remindedOf(caseId: string, stage?: string, reader = site.node.reader): Promise<readonly string[]> {
  const reads = { ...site.node, reader, nameOf: (of: { readonly stage: string }) => of.stage };
  const items = await dueItems(reads, HOSPITAL, site.node.clock.now);
  return items
    .filter((item) => item.case === caseId && (stage ?? item.what.value) === item.what.value)
    .map(({ dueAt }) => dueAt.value.toString());
}

const inHours = (hours: number) => site.node.clock.now.add({ hours }).toString().slice(0, 16);

test('an authority asks for a report on the case page; the bearer is given the request, and its clock opens', async () => {
  const { caseId, clocks } = await declared();
  const { body } = await site.get('Tomas', `/cases/${caseId}`);
  assert.match(body, /clocks\/ask\?regime=eu-nis2&(?:amp;)?stage=intermediate/);
  assert.doesNotMatch((await site.get('Ilse', `/cases/${caseId}`)).body, /clocks\/ask/, 'nobody asks itself');
  const form = { regime: 'eu-nis2', stage: 'intermediate', bearer: HOSPITAL };
  const empty = await site.post('Tomas', `${clocks}/ask`, form);
  assert.equal(empty.status, 422);
  assert.match(empty.body, /Answer this question/);
  const due = inHours(48);
  const asked = await site.post('Tomas', `${clocks}/ask`, { ...form, what: 'How many wards?', due });
  assert.equal(asked.location, `/cases/${caseId}#clocks`, asked.body.slice(0, 1_000));
  const tomas = await viewerFor(site.node.connection, site.person('Tomas'), site.node.clock.now);
  const said = (await site.node.reader.case(caseId, tomas)).find(({ type }) => type === 'report-request');
  const [given] = await deliveries(site.node.connection, { targets: [said?.digest ?? ''] });
  assert.deepEqual([given?.from, given?.to], [CSIRT, HOSPITAL]);
  await receive(given!);
  assert.deepEqual(await remindedOf(caseId, 'intermediate'), [`${due}:00Z`]);
  const open = (await clocksOf('Ilse', caseId)).filter(
    ({ stage, state }) => stage === 'intermediate' && state === 'open',
  );
  assert.deepEqual(
    open.map(({ dueAt }) => dueAt),
    [`${due}:00Z`],
  );
});

test('nobody is reminded of a clock that rests on what they are not shown, or in a case that nothing names to them', async () => {
  const { caseId } = await declared();
  const { reader } = site.node;
  assert.ok((await remindedOf(caseId)).length > 0);
  assert.deepEqual(await remindedOf(caseId, undefined, { ...reader, case: async () => [] }), []);
  assert.deepEqual(await remindedOf(caseId, undefined, { ...reader, statement: async () => null }), []);
});

test('whoever is no authority of the bearer asks for nothing', async () => {
  const { clocks } = await declared();
  const form = { regime: 'eu-nis2', stage: 'intermediate', bearer: CSIRT, what: 'How many?' };
  assert.notEqual((await site.post('Ilse', `${clocks}/ask`, form)).status, 303);
});

test('a promise is made to a party, which is told, counted, and said to be kept', async () => {
  const { caseId, clocks } = await declared();
  assert.match((await site.get('Ilse', `/cases/${caseId}`)).body, /clocks\/promise/);
  const past = { what: 'A list of wards', due: inHours(-1), to: CSIRT };
  assert.equal((await site.post('Ilse', `${clocks}/promise`, past)).status, 422);
  const made = await site.post('Ilse', `${clocks}/promise`, { ...past, due: inHours(5) });
  assert.equal(made.status, 303, made.body.slice(0, 1_000));
  const promised = async (who: Name) =>
    (await clocksOf(who, caseId)).find(({ kind }) => kind === 'promise')?.state;
  assert.equal(await promised('Tomas'), 'open', 'whoever was promised it knows of it');
  const { body } = await site.get('Ilse', `/cases/${caseId}`);
  const link = /href="([^"]*clocks\/kept\?[^"]*)"/.exec(body)?.[1]?.replaceAll('&amp;', '&') ?? '';
  assert.ok(link);
  assert.equal((await site.get('Ilse', link)).status, 200);
  assert.doesNotMatch((await site.get('Tomas', `/cases/${caseId}`)).body, /clocks\/kept/);
  const fields = Object.fromEntries(new URL(link, 'http://x').searchParams);
  const kept = await site.post('Ilse', `${clocks}/kept`, { ...fields, how: 'Sent.' });
  assert.equal(kept.status, 303, kept.body.slice(0, 1_000));
  assert.equal(await promised('Ilse'), 'met');
  assert.equal(await promised('Tomas'), 'met', 'and learns that it was kept');
});

test('the commands post what was asked and promised, and say to whom it was given', async () => {
  const heard = { posted: [] as { path: string; body: unknown; key?: string }[], lines: [] as string[] };
  const digest = 'd'.repeat(43);
  const context = {
    api: () =>
      accept({
        post: async (path: string, body: unknown, key: string) => {
          heard.posted.push({ path, body, key });
          const refused = path.endsWith('/kept') ? { sentence: 'Two persons approve.' } : null;
          return accept({ digest, to: path.endsWith('/promises') ? null : HOSPITAL, release: null, refused });
        },
      }),
    answer: (_value: unknown, lines: readonly string[]) => heard.lines.push(...lines),
    refused: (refusal: { sentence: string }) => heard.lines.push(refusal.sentence),
  } as unknown as CommandContext;
  const run = (...args: string[]) => {
    const program = new Command().exitOverride();
    wordCommands(program, () => context);
    return program.parseAsync(args, { from: 'user' });
  };
  await run('ask-report', 'c', 'eu-nis2', 'intermediate', '--of', HOSPITAL, '--what', 'Wards?');
  await run('promise', 'c', '--what', 'A list', '--due', '2026-03-01T14:30:00Z');
  await run('promise-kept', digest, '--how', 'Sent');
  assert.deepEqual(
    heard.posted.map(({ path, body }) => [path, body]),
    [
      [
        '/api/v1/cases/c/report-requests',
        { regime: 'eu-nis2', stage: 'intermediate', bearer: HOSPITAL, what: 'Wards?' },
      ],
      ['/api/v1/cases/c/promises', { what: 'A list', due: '2026-03-01T14:30:00Z' }],
      [`/api/v1/promises/${digest}/kept`, { how: 'Sent' }],
    ],
  );
  assert.equal(heard.lines.filter((line) => line.includes('signed')).length, 3);
  assert.match(heard.lines.join('\n'), new RegExp(`given +${HOSPITAL}`));
  assert.match(heard.lines.join('\n'), /not given .*Two persons approve/);
});
