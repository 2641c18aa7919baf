/** What finder and case page say of why a clock ends when it does. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { openPageSite, type PageSite } from '#testing/page-site.ts';
import { alertDraft } from '#testing/releases.ts';
import { message } from '#texts/catalogue.ts';
import { LANGUAGES } from '#texts/languages.ts';

let site: PageSite;
before(async () => {
  site = await openPageSite();
});
after(() => site[Symbol.asyncDispose]());

const plain = (body: string) => body.replaceAll(/<[^>]*>/gu, '').replaceAll(/\s+/gu, ' ');
const local = (instant: Temporal.Instant) => instant.toString().slice(0, 16);

/** Each fold of that name on a page, as words. */
function whys(body: string, label = 'Why this time'): readonly string[] {
  return body
    .split('<details class="more"><summary>')
    .slice(1)
    .filter((part) => part.startsWith(`${label}<`))
    .map((part) => plain(part.slice(0, part.indexOf('</details>'))));
}

function rowOf(body: string, regime: string, stage: string): string {
  const row = body.split('<tr>').find((part) => part.includes(`href="/duties/regimes/${regime}#${stage}"`));
  assert.ok(row !== undefined, `${regime} ${stage} has no row`);
  return row;
}

const GERMAN = 'state=DE&sectors=health&size=large&significant=yes&financial_entity=no&trust_service=no';

test('each row of the finder that counts down says why it ends then', async () => {
  const { body } = await site.get(null, `/duties?${GERMAN}&personal_data=yes&awareness=2027-01-12T18:30Z`);
  const table = body.slice(body.indexOf('<table'), body.indexOf('</table>'));
  const rows = table.split('<tr>').slice(2);
  assert.ok(rows.length >= 3);
  for (const row of rows) assert.equal(whys(row).length, 1, plain(row));
  const [early] = whys(rowOf(body, 'nis2-de', 'early-warning'));
  for (const part of [
    'The limit: 24 hours after you became aware.',
    'Counted from 12 Jan 2027, 18:30 UTC.',
    '19:30 (Europe/Berlin)',
    'a named person states it',
    'Hours run through nights, weekends, holidays',
    'Binds you from',
    'BSIG, § 32(1), no. 1 (NIS2 Art. 23(4)(a)). How sure: whether it binds was read in a secondary source only.',
  ]) {
    assert.ok(early?.includes(part), `${part}: ${early}`);
  }
});

test('a grid operator in Cyprus reads that six hours are the limit of its own act', async () => {
  const grid = 'state=CY&sectors=energy&size=large&significant=yes&financial_entity=no&trust_service=no';
  const { body } = await site.get(null, `/duties?${grid}&awareness=2027-01-12T18:30Z`);
  const [early] = whys(rowOf(body, 'nis2-cy', 'early-warning'));
  assert.match(early ?? '', /The limit: 6 hours after you became aware\..*s\. 35B\(4\)\(a\)/u);
});

test('days passed over are named, weekends by their number, and the receiver’s closing hour is cited', async () => {
  const { body } = await site.get(null, '/duties?state=US&listed_in_us=yes&determination=2026-12-23T18:00Z');
  const why = whys(rowOf(body, 'us-sec-8k', '8-k'))[0] ?? '';
  assert.match(why, /4 business days after you determined/u);
  assert.match(why, /Passed over, since nobody works then: .*2 weekend days.*Fri, 25 Dec 2026: Christmas Day/u);
  assert.match(why, /The receiver closes at 17:30 \(America\/New_York; .*\), and the limit ends then\./u);
});

test('of several limits the one that ends first is named', async () => {
  const bank = 'state=XV&financial_entity=yes&awareness=2027-01-12T08:00Z&classification=2027-01-13T06:00Z';
  const { body } = await site.get(null, `/duties?${bank}`);
  const why = whys(rowOf(body, 'eu-dora', 'initial'))[0] ?? '';
  assert.match(why, /Of 2 limits this one ends first: 24 hours after you became aware\./u);
  assert.match(why, /Counted from 12 Jan 2027, 08:00 UTC/u);
});

async function caseUnder(regime: string, moment: string, ago: Temporal.DurationLike = { minutes: 30 }) {
  const ilse = site.person('Ilse');
  const caseId = randomUUID();
  await site.node.say(ilse, alertDraft(ilse.party, caseId));
  const clocks = `/cases/${caseId}/clocks`;
  assert.equal((await site.post('Ilse', `${clocks}/applies`, { regime, applies: 'yes' })).status, 303);
  const at = local(site.node.clock.now.subtract(ago));
  assert.equal((await site.post('Ilse', `${clocks}/aware`, { moment, at })).status, 303);
  return { caseId, clocks, body: (await site.get('Ilse', `/cases/${caseId}`)).body };
}

test('a clock of a case names who stated what it counts from, with the statement', async () => {
  const { body } = await caseUnder('nis2-cy', 'awareness');
  const early = body
    .split('<details class="more"><summary>')
    .find((part) => plain(part).includes('6 hours after'));
  assert.match(plain(early ?? ''), /Stated by [^:]+: /u);
  assert.match(early ?? '', /<a class="hash" href="\/statements\/[\w-]{43}">/u);
});

test('what follows a report names the report that was filed, and the days by whose holidays it was counted', async () => {
  const { body, caseId, clocks } = await caseUnder('nis2-cy', 'awareness');
  assert.ok(whys(body).every((why) => !why.includes('Filed by')));
  const filed = {
    ...{ regime: 'nis2-cy', stage: 'notification', way: 'portal', addressee_name: 'DSA' },
    filed_at: local(site.node.clock.now),
  };
  const { status, body: answer } = await site.post('Ilse', `${clocks}/file`, filed);
  assert.equal(status, 303, plain(answer).slice(0, 1_500));
  const final = whys((await site.get('Ilse', `/cases/${caseId}`)).body).find((why) =>
    why.includes('1 calendar month after'),
  );
  assert.match(final ?? '', /1 calendar month after “Incident notification” was filed\..*Filed by/u);
  assert.match(final ?? '', /is not counted itself; the last day is .* in Asia\/Nicosia/u);
  assert.match(final ?? '', /Easter Tuesday and 24 December/u);
});

test('each turn of what runs on by itself is told from its beginning, and none that has not begun', async () => {
  const { caseId, clocks } = await caseUnder('nis2-cy', 'awareness', { hours: 21 * 24 });
  const told = site.node.clock.now.subtract({ hours: 20 * 24 });
  const filed = {
    ...{ regime: 'nis2-cy', stage: 'notification', way: 'portal', addressee_name: 'DSA' },
    filed_at: local(told),
  };
  assert.equal((await site.post('Ilse', `${clocks}/file`, filed)).status, 303);
  const still = { moment: 'still-being-handled', at: local(site.node.clock.now.subtract({ minutes: 5 })) };
  assert.equal((await site.post('Ilse', `${clocks}/aware`, still)).status, 303);
  const found = whys((await site.get('Ilse', `/cases/${caseId}`)).body).filter((why) => why.includes('Turn '));
  assert.equal(found.length, 2);
  for (const [position, why] of found.entries()) {
    const turn = position + 1;
    const last = told.toZonedDateTimeISO('Asia/Nicosia').add({ days: 15 * turn });
    for (const part of [
      `Turn ${turn}: every 15 days, whether or not the last was made.`,
      `The limit: ${15 * turn} days after “Incident notification” was filed.`,
      `the last day is ${last.toLocaleString('en-GB', { weekday: 'short' })}, ${last.day} `,
    ]) {
      assert.ok(why.includes(part), `${part}: ${why}`);
    }
  }
});

test('beside a clock of a case its law, its sureness and its later reading stand once', async () => {
  const { body } = await caseUnder('eu-nis2', 'awareness');
  const early = body.split('<li class="stack tight">').find((part) => plain(part).includes('24 hours after'));
  const words = plain(early ?? '');
  for (const part of [/Art\. 23\(4\)\(a\)/gu, /How sure: /gu, /By the later reading: /gu]) {
    assert.equal([...words.matchAll(part)].length, 1, `${part}: ${words}`);
  }
});

test('the reason stands in all six languages', async () => {
  for (const language of LANGUAGES) {
    await site.get('Ilse', `/?lang=${language}`);
    const { body } = await site.get('Ilse', `/duties?${GERMAN}&awareness=2027-01-12T18:30Z`);
    const label = message(language, 'why.label');
    const found = whys(body, label);
    assert.ok(found.length > 0, language);
    assert.ok(
      found.some((why) => why.includes(message(language, 'why.hours'))),
      language,
    );
  }
  await site.get('Ilse', '/?lang=en');
});
