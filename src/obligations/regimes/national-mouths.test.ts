/** What pages and commands say of a law that begins on a day of its own, is a bill, or was not looked at for a year. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { ApiClient } from '#cli/context.ts';
import { clockLines } from '#obligations/clocks/clock-commands.ts';
import type { Obligation } from '#obligations/clocks/obligation.ts';
import { clocksSection } from '#obligations/clocks/pages/clock-section.ts';
import { NO_STANDING } from '#obligations/clocks/reckoning.ts';
import { dutyCommands } from '#obligations/finder/duty-commands.ts';
import { STILL_OPEN } from '#obligations/testing/open-obligation.ts';
import { heardCommands } from '#testing/heard-commands.ts';
import { openPageSite, type PageSite } from '#testing/page-site.ts';
import { testReckoning } from '#testing/reckoning.ts';
import { alertDraft } from '#testing/releases.ts';
import { message } from '#texts/catalogue.ts';
import { LANGUAGES } from '#texts/languages.ts';
import { WEEKENDS_ONLY } from './holidays.ts';
import { loadRulebook, REGIMES_FOLDER, readCalendars } from './load-regimes.ts';
import { isOld, oldOnes } from './regime-age.ts';

let site: PageSite;
before(async () => {
  site = await openPageSite();
});
after(() => site[Symbol.asyncDispose]());

const local = (instant: Temporal.Instant) => instant.toString().slice(0, 16);
const plain = (body: string) => body.replaceAll(/<[^>]*>/gu, '').replaceAll(/\s+/gu, ' ');
const CLINIC = 'sectors=health&size=large&significant=yes&financial_entity=no&trust_service=no';

async function clocksUnder(regime: string, fields: Readonly<Record<string, string>>, moment: string) {
  const ilse = site.person('Ilse');
  const caseId = randomUUID();
  await site.node.say(ilse, alertDraft(ilse.party, caseId));
  const clocks = `/cases/${caseId}/clocks`;
  const stated = { moment, at: local(site.node.clock.now.subtract({ minutes: 30 })) };
  const declared = await site.post('Ilse', `${clocks}/applies`, { regime, applies: 'yes', ...fields });
  assert.equal(declared.status, 303, plain(declared.body).slice(0, 2_000));
  assert.equal((await site.post('Ilse', `${clocks}/aware`, stated)).status, 303);
  return { caseId, body: (await site.get('Ilse', `/cases/${caseId}`)).body };
}

test('a clock says where its law has it filed, and counts once the day of the listing is known', async () => {
  const { body } = await clocksUnder('nis2-it', { listed_on: '2025-01-10' }, 'evidence');
  assert.match(plain(body), /File at: ACN services portal\. In: Italian\./u);
  assert.match(plain(body), /Due in 23 hours/u);
});

test('without that day nothing counts down, and the page asks for it in every language', async () => {
  const { body, caseId } = await clocksUnder('nis2-it', {}, 'evidence');
  assert.match(plain(body), /No countdown\. From when on the law binds here, this decides: When were you told/u);
  assert.doesNotMatch(plain(body), /Due in/u);
  for (const language of LANGUAGES) {
    await site.get('Ilse', `/?lang=${language}`);
    const page = plain((await site.get('Ilse', `/cases/${caseId}`)).body);
    assert.ok(page.includes(plain(message(language, 'obligations.asks.listed_on'))), language);
  }
  await site.get('Ilse', '/?lang=en');
});

test('what came before the day opens no clock, and the page says when the duties begin', async () => {
  const { body } = await clocksUnder('nis2-it', { listed_on: '2099-01-10' }, 'evidence');
  assert.match(plain(body), /No clock: the duties of this law begin on .*10 Oct 2099|9 Oct 2099/u);
});

test('a day that nobody can mean is shown at its field', async () => {
  const caseId = randomUUID();
  const ilse = site.person('Ilse');
  await site.node.say(ilse, alertDraft(ilse.party, caseId));
  const wrong = { regime: 'nis2-it', applies: 'yes', listed_on: '2026-02-30' };
  const { status, body } = await site.post('Ilse', `/cases/${caseId}/clocks/applies`, wrong);
  assert.equal(status, 422);
  assert.match(body, /href="#field-listed_on"/u);
});

test('the later reading of an end stands beside the clock with its reason, for people and for programs', async () => {
  const { body, caseId } = await clocksUnder('eu-nis2', {}, 'awareness');
  assert.match(plain(body), /The hour in which it happened may not be counted .* By the later reading: /u);
  const api = JSON.parse((await site.get('Ilse', `/api/v1/cases/${caseId}/clocks`)).body) as {
    clocks: {
      stage: string;
      dueAt: string;
      otherReading: { at: string; because: string } | null;
      laterBecause: string | null;
    }[];
  };
  const early = api.clocks.find(({ stage }) => stage === 'early-warning')!;
  assert.equal(early.otherReading?.because, 'hour-of-event');
  assert.ok(Temporal.Instant.compare(early.dueAt, early.otherReading!.at) < 0);
  assert.match(early.laterBecause ?? '', /1182\/71/u);
});

test('a bill is shown as what is to come, with its hours and without any clock', async () => {
  const { body } = await site.get(null, `/duties?${CLINIC}&state=FR&awareness=2027-01-12T18:30Z`);
  const card = body.slice(
    body.indexOf('NIS2 in France'),
    body.indexOf('</article>', body.indexOf('NIS2 in France')),
  );
  assert.match(plain(card), /A bill: nobody owes this yet\./u);
  assert.match(plain(card), /What is to come.*24 hours after you became aware/u);
  assert.match(plain(card), /UNCONFIRMED/u);
  assert.doesNotMatch(plain(card), /Jan 2027/u);
});

test('the finder links the question from which day a law binds, and says where to file', async () => {
  const open = await site.get(null, `/duties?${CLINIC}&state=CZ&essential_entity=yes&detection=2027-01-12T18:30Z`);
  assert.match(open.body, /href="#field-registered_on"/u);
  assert.match(plain(open.body), /File at: Portál NÚKIB/u);
  const told = await site.get(
    null,
    `/duties?${CLINIC}&state=CZ&essential_entity=yes&detection=2027-01-12T18:30Z&registered_on=2025-06-01`,
  );
  assert.match(plain(told.body), /Binds you from .*2026/u);
  assert.match(plain(told.body), /13 Jan 2027, 18:30 UTC/u);
});

test('the page of an act says when it begins, where to file, and how it differs from the directive', async () => {
  const { body } = await site.get(null, '/duties/regimes/nis2-it');
  assert.match(plain(body), /9 calendar months after the day asked here/u);
  assert.match(plain(body), /Differs from the directive: Duty starts nine months after/u);
  assert.match(plain(body), /\(of 2026; seen 2026-12-01\) \[S\]/u);
});

test('a law that nobody looked at for a year is marked on its clock, and in the finder', async () => {
  const clock: Obligation = {
    ...STILL_OPEN,
    ...{
      id: 'one',
      case: 'c',
      regime: 'eu-nis2',
      version: 2,
      stage: 'early-warning',
      kind: 'law',
      sureness: { confidence: 'P', least: 'text' },
    },
    ...{ bearer: 'did:web:a.example', role: 'csirt', addressee: null, what: null, restsOn: [] },
    ...{
      triggeredAt: Temporal.Instant.from('2027-11-30T10:00:00Z'),
      dueAt: Temporal.Instant.from('2028-01-01T10:00:00Z'),
    },
  };
  const marked = (now: string, more: Partial<Obligation> = {}, reckoning = testReckoning()) => {
    const clocks = {
      obligations: [{ ...clock, ...more }],
      conflicts: [],
      unknownTexts: [],
      standing: NO_STANDING,
    };
    const offers = {
      party: null,
      mayState: false,
      mayFile: false,
      mayChange: false,
      mayAsk: false,
      mayPromise: false,
    };
    const view = { caseId: 'c', clocks, reckoning, viewer: null, partyName: String, offers };
    return plain(String(clocksSection({ ...view, now: Temporal.Instant.from(now) })));
  };
  assert.doesNotMatch(marked('2027-12-01T12:00:00Z'), /not checked for a year/u);
  assert.match(marked('2027-12-02T12:00:00Z'), /not checked for a year: last on 1 Dec 2026/u);
  // Holidays that were looked at longer ago than the law make the mark, where days were counted by them.
  const held = { ...testReckoning(), holidays: { of: () => ({ ...WEEKENDS_ONLY, checkedOn: '2026-11-30' }) } };
  assert.doesNotMatch(marked('2027-12-01T12:00:00Z', {}, held), /not checked for a year/u);
  const counted = marked('2027-12-01T12:00:00Z', { countedBy: { state: 'DE' } }, held);
  assert.match(counted, /not checked for a year: last on 30 Nov 2026/u);
  const asked = `/duties?${CLINIC}&state=DE`;
  assert.doesNotMatch(plain((await site.get(null, asked)).body), /not checked for a year/u);
  const now = site.node.clock.now;
  site.node.clock.now = now.add({ hours: 24 * 800 });
  const { body } = await site.get(null, asked);
  site.node.clock.now = now;
  assert.match(plain(body), /not checked for a year: last on 1 Dec 2026/u);
});

test('a year is a year: the day after it, and not the day itself, is too old', () => {
  const at = (text: string) => Temporal.Instant.from(text);
  assert.equal(isOld('2026-12-01', at('2027-12-01T23:59:59Z')), false);
  assert.equal(isOld('2026-12-01', at('2027-12-02T00:00:00Z')), true);
  assert.equal(isOld('2028-02-29', at('2029-02-28T12:00:00Z')), false);
  assert.equal(isOld('2028-02-29', at('2029-03-01T00:00:00Z')), true);
});

test('the list of what is too old names laws, acts and calendars, the oldest first', () => {
  const loaded = loadRulebook();
  const calendars = readCalendars(REGIMES_FOLDER);
  assert.ok(loaded.ok && calendars.ok);
  const all = { regimes: loaded.value.regimes, calendars: calendars.value };
  assert.deepEqual(oldOnes(all, Temporal.Instant.from('2026-12-02T00:00:00Z')), []);
  const old = oldOnes(all, Temporal.Instant.from('2030-01-01T00:00:00Z'));
  const files = old.map(({ file }) => file);
  assert.equal(files.length, loaded.value.regimes.all.length + calendars.value.length);
  for (const file of ['eu-dora', 'nis2/at', 'calendars/DE']) assert.ok(files.includes(file), file);
  const days = old.map(({ checkedOn }) => checkedOn);
  assert.deepEqual(days, days.toSorted());
});

test('the command line says the later reading, where to file and how old the law is', () => {
  const clock = {
    ...{
      case: 'c',
      title: 'NIS2 in Italy',
      regime: 'nis2-it',
      stageName: 'Final report',
      bearer: 'b',
      addressee: null,
    },
    ...{ role: 'csirt', state: 'open', due: 'in 3 days', dueAt: '2027-02-28T22:59:59.999Z', citation: 'Art. 1' },
    ...{ holidays: null, sureness: null, otherReading: { at: '2027-03-01T22:59:59.999Z' } },
    ...{ laterBecause: 'The last day is a holiday.', fileAt: 'File at: ACN.', age: 'not checked for a year' },
  };
  assert.deepEqual(clockLines({ clocks: [clock] }, false).slice(2, 5), [
    '  The last day is a holiday. By the later reading: 2027-03-01T22:59:59.999Z.',
    '  File at: ACN.',
    '  not checked for a year',
  ]);
});

test('comity regimes age lists what is too old at an instant, and comity duties takes a day that a fact tells', async () => {
  const commands = () => heardCommands({} as ApiClient, dutyCommands);
  const young = commands();
  await young.run('regimes', 'age', '--at', '2026-12-01T00:00Z');
  assert.deepEqual(young.heard.lines, ['Everything was looked at within the year.']);
  const old = commands();
  await old.run('regimes', 'age', '--at', '2030-01-01T00:00Z');
  assert.ok(old.heard.lines.includes('2026-12-01  NIS2 in Austria [nis2/at]'), old.heard.lines.join('\n'));
  const wrong = commands();
  await wrong.run('regimes', 'age', '--at', 'soon');
  assert.deepEqual([wrong.heard.refused[0]?.code, wrong.heard.refused[0]?.place], ['moment-malformed', '--at']);
  const asked = ['duties', '--state', 'IT', '--sector', 'health', '--size', 'large', '--yes', 'significant'];
  const known = ['--no', 'financial_entity', 'trust_service', '--at', 'evidence=2027-01-12T18:30Z'];
  const told = commands();
  await told.run(...asked, ...known, '--told', 'listed_on=2026-04-10');
  const lines = told.heard.lines.join('\n');
  assert.match(lines, /Binds you from .*10 Jan 2027/u);
  assert.match(lines, /File at: ACN services portal/u);
  assert.match(lines, /Early warning: 2027-01-13T18:30:00Z/u);
  const open = commands();
  await open.run(...asked, ...known);
  assert.match(open.heard.lines.join('\n'), /No countdown: it is not known from when on this binds you\./u);
  const strange = commands();
  await strange.run(...asked, '--told', 'listed_on=2026-02-30');
  assert.equal(strange.heard.refused[0]?.place, 'listed_on');
});
