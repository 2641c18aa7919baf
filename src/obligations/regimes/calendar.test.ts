import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { expiry, noonOfNextWorkingDay, type Place, reckon } from './calendar.ts';
import { type HolidayFile, type Holidays, holidaysOf, WEEKENDS_ONLY } from './holidays.ts';
import { CALENDARS, CLOSING_DAYS, type Closes, PERIOD_UNITS, type Period } from './regime.ts';

function calendarOf(state: string): Holidays {
  const path = join(import.meta.dirname, `../../../regimes/calendars/${state}.json`);
  return holidaysOf(JSON.parse(readFileSync(path, 'utf8')) as HolidayFile);
}

const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Pacific/Apia'];
const HOLIDAYS = [WEEKENDS_ONLY, ...['US', 'DE', 'JP', 'BR', 'GB'].map(calendarOf)];
const at = (text: string) => Temporal.Instant.from(text);
const eu = (zone = 'UTC', holidays: Holidays = WEEKENDS_ONLY): Place => ({
  calendar: 'eu-1182-71',
  zone,
  holidays,
});

function ends(from: string, value: number, unit: Period['unit'], place: Place): string {
  return expiry(at(from), { value, unit }, place).toString();
}

const moments = fc
  .integer({ min: Date.UTC(1995, 0, 1), max: Date.UTC(2090, 0, 1) })
  .map((milliseconds) => Temporal.Instant.fromEpochMilliseconds(milliseconds));
const places = fc.record({
  calendar: fc.constantFrom(...CALENDARS),
  zone: fc.constantFrom(...ZONES),
  holidays: fc.constantFrom(...HOLIDAYS),
});
const periods = fc.record({ value: fc.integer({ min: 0, max: 60 }), unit: fc.constantFrom(...PERIOD_UNITS) });
const askable = fc
  .record({ place: places, period: periods })
  .filter(({ place, period }) => place.calendar !== 'plain' || period.unit !== 'business-day');

/** The rules once more, day by day and without any arithmetic on dates but "the next day". */
function naive(
  from: Temporal.Instant,
  { value, unit }: Period,
  { calendar, zone, holidays }: Required<Omit<Place, 'closes'>>,
) {
  if (unit === 'minute') return from.epochMilliseconds + value * 60_000;
  if (unit === 'hour') return from.epochMilliseconds + value * 3_600_000;
  const start = from.toZonedDateTimeISO(zone).toPlainDate();
  let day = start;
  const working: boolean[] = [];
  function step() {
    day = day.add({ days: 1 });
    working.push(holidays.isWorkingDay(day));
  }
  if (unit === 'calendar-day') for (let count = 0; count < value; count++) step();
  if (unit === 'business-day') while (working.filter(Boolean).length < value) step();
  if (unit === 'calendar-month') {
    const number = start.year * 12 + start.month - 1 + value;
    const target = new Temporal.PlainDate(Math.floor(number / 12), (number % 12) + 1, 1);
    const last = Math.min(start.day, target.daysInMonth);
    while (day.year !== target.year || day.month !== target.month || day.day !== last) step();
  }
  if (calendar === 'eu-1182-71' && working.length > 0) {
    const least = value >= 2 || unit === 'calendar-month' ? 2 : 0;
    while (!working.at(-1) || working.filter(Boolean).length < least) step();
  }
  // The first millisecond, hour by hour and then closer, at which the calendar shows a later day.
  let after = day.add({ days: 1 }).toZonedDateTime('UTC').epochMilliseconds - 30 * 3_600_000;
  const isLater = (milliseconds: number) =>
    Temporal.PlainDate.compare(
      Temporal.Instant.fromEpochMilliseconds(milliseconds).toZonedDateTimeISO(zone).toPlainDate(),
      day,
    ) > 0;
  while (!isLater(after)) after += 900_000;
  return after - 1;
}

test('every end is the one that counting day by day gives', () => {
  fc.assert(
    fc.property(moments, askable, (from, { place, period }) => {
      assert.equal(expiry(from, period, place).epochMilliseconds, naive(from, period, place));
    }),
    { numRuns: 400 },
  );
});

test('a later event never ends earlier, and nothing ends before it begins', () => {
  fc.assert(
    fc.property(
      moments,
      fc.integer({ min: 0, max: 400 * 3_600_000 }),
      askable,
      (from, later, { place, period }) => {
        const end = expiry(from, period, place);
        assert.ok(Temporal.Instant.compare(end, from) >= 0);
        const laterEnd = expiry(from.add({ milliseconds: later }), period, place);
        assert.ok(Temporal.Instant.compare(laterEnd, end) >= 0);
      },
    ),
    { numRuns: 400 },
  );
});

test('one business day is one day also over a weekend, so that a later event does not end earlier', () => {
  assert.equal(ends('2082-07-03T00:00:00Z', 1, 'business-day', eu()), '2082-07-06T23:59:59.999Z');
  assert.equal(ends('2082-07-05T00:00:00Z', 1, 'business-day', eu()), '2082-07-06T23:59:59.999Z');
});

test('a longer period never ends earlier, and no extension or lenient reading shortens one', () => {
  fc.assert(
    fc.property(moments, askable, (from, { place, period }) => {
      const { end, unextended, lenient } = reckon(from, period, place);
      assert.ok(Temporal.Instant.compare(unextended, end) <= 0);
      assert.ok(Temporal.Instant.compare(end, lenient) <= 0);
      const longer = expiry(from, { ...period, value: period.value + 1 }, place);
      assert.ok(Temporal.Instant.compare(longer, end) >= 0);
    }),
  );
});

test('hours are exact through both changes of daylight saving', () => {
  for (const from of ['2026-03-28T20:00:00Z', '2026-10-24T20:00:00Z']) {
    const end = ends(from, 24, 'hour', eu('Europe/Berlin'));
    assert.equal(at(end).since(at(from)).total('hours'), 24);
  }
});

test('a day ends at local midnight, be it 23 or 25 hours long', () => {
  const berlin: Place = { calendar: 'plain', zone: 'Europe/Berlin' };
  assert.equal(ends('2026-03-28T12:00:00Z', 1, 'calendar-day', berlin), '2026-03-29T21:59:59.999Z');
  assert.equal(ends('2026-10-24T12:00:00Z', 1, 'calendar-day', berlin), '2026-10-25T22:59:59.999Z');
});

test('a day that a country left out of its calendar still ends', () => {
  // Samoa went from 29 to 31 December 2011.
  const apia: Place = { calendar: 'plain', zone: 'Pacific/Apia' };
  assert.equal(ends('2011-12-29T12:00:00Z', 2, 'calendar-day', apia), '2011-12-31T09:59:59.999Z');
});

test('a month ends on the same number, or on the last day of a month without it', () => {
  const plain: Place = { calendar: 'plain', zone: 'UTC' };
  const cases = [
    ['2026-01-31T10:00:00Z', 1, '2026-02-28'],
    ['2028-01-31T10:00:00Z', 1, '2028-02-29'],
    ['2028-02-29T10:00:00Z', 12, '2029-02-28'],
    ['2026-02-28T10:00:00Z', 1, '2026-03-28'],
    ['2026-12-15T10:00:00Z', 1, '2027-01-15'],
    ['9998-12-31T23:59:59Z', 2, '9999-02-28'],
  ] as const;
  for (const [from, months, due] of cases) {
    assert.equal(ends(from, months, 'calendar-month', plain), `${due}T23:59:59.999Z`);
  }
});

test('a European period in hours runs through the weekend; its lenient end leaves out the hour of the event', () => {
  assert.equal(ends('2026-10-02T10:20:00Z', 24, 'hour', eu()), '2026-10-03T10:20:00Z');
  const lenient = (from: string, zone: string) =>
    reckon(at(from), { value: 24, unit: 'hour' }, eu(zone)).lenient.toString();
  assert.equal(lenient('2026-10-02T10:20:00Z', 'UTC'), '2026-10-03T11:00:00Z');
  assert.equal(lenient('2026-10-02T10:00:00Z', 'UTC'), '2026-10-03T11:00:00Z');
  assert.equal(lenient('2026-10-02T10:20:00Z', 'Asia/Kolkata'), '2026-10-03T10:30:00Z');
});

test('a European period that ends on a Sunday or holiday ends with the next working day', () => {
  assert.equal(ends('2026-09-20T00:00:00Z', 14, 'calendar-day', eu()), '2026-10-05T23:59:59.999Z');
  const germany = eu('Europe/Berlin', calendarOf('DE'));
  assert.equal(ends('2026-03-03T18:00:00Z', 1, 'calendar-month', germany), '2026-04-07T21:59:59.999Z');
});

test('two European days hold two working days', () => {
  // From Friday: Saturday, Sunday, then Monday and Tuesday are worked.
  assert.equal(ends('2026-10-09T09:00:00Z', 2, 'calendar-day', eu()), '2026-10-13T23:59:59.999Z');
  assert.equal(ends('2026-10-09T09:00:00Z', 1, 'calendar-day', eu()), '2026-10-12T23:59:59.999Z');
});

test('American business days skip weekends and federal holidays, and a weekend’s event counts from Monday', () => {
  const us: Place = { calendar: 'us-federal', zone: 'America/New_York', holidays: calendarOf('US') };
  for (const from of ['2026-07-31T15:00:00Z', '2026-08-01T15:00:00Z', '2026-08-02T15:00:00Z']) {
    assert.equal(ends(from, 4, 'business-day', us), '2026-08-07T03:59:59.999Z');
  }
  assert.equal(ends('2026-11-24T15:00:00Z', 4, 'business-day', us), '2026-12-02T04:59:59.999Z');
});

test('relief moves a free day’s end to local noon of the next working day, and leaves others alone', () => {
  const place = eu('Europe/Berlin', calendarOf('DE'));
  assert.equal(noonOfNextWorkingDay(at('2026-10-04T12:00:00Z'), place).toString(), '2026-10-05T10:00:00Z');
  assert.equal(noonOfNextWorkingDay(at('2026-10-05T12:00:00Z'), place).toString(), '2026-10-05T12:00:00Z');
});

test('business days on the plain calendar are a mistake, not a guess', () => {
  const plain: Place = { calendar: 'plain', zone: 'UTC' };
  assert.throws(() => ends('2026-10-05T12:00:00Z', 1, 'business-day', plain), /business days/);
});

test('the last instants there are end at the last one instead of failing', () => {
  const last = at('+275760-09-13T00:00:00Z');
  assert.ok(expiry(last, { value: 1_000, unit: 'calendar-month' }, eu()).equals(last));
});

const closings: fc.Arbitrary<Closes> = fc.record({
  at: fc.constantFrom('00:00', '02:30', '12:00', '17:30', '23:59'),
  zone: fc.constantFrom(...ZONES, 'Pacific/Kiritimati', 'Pacific/Niue'),
  on: fc.constantFrom(...CLOSING_DAYS),
  citation: fc.constant('Art. 1'),
  confidence: fc.constant('S' as const),
});

test('whenever the receiver closes, the clock ends no later than by any other reading, and never before it began', () => {
  fc.assert(
    fc.property(moments, askable, closings, (from, { place, period }, closes) => {
      const { end, unextended, lenient, because } = reckon(from, period, { ...place, closes });
      const open = reckon(from, period, place);
      assert.ok(Temporal.Instant.compare(end, open.end) <= 0, 'the stricter end');
      assert.ok(Temporal.Instant.compare(end, lenient) <= 0);
      assert.ok(Temporal.Instant.compare(unextended, end) <= 0);
      assert.ok(Temporal.Instant.compare(from, end) <= 0);
      assert.equal(because === null, end.equals(lenient));
      if (!end.equals(open.end)) assert.deepEqual([because, lenient], ['closing-hour', open.end]);
    }),
    { numRuns: 400 },
  );
});

test('a later event never ends earlier, whenever the receiver closes', () => {
  const distance = fc.integer({ min: 0, max: 400 * 3_600_000 });
  fc.assert(
    fc.property(moments, distance, askable, closings, (from, later, { place, period }, closes) => {
      const closing = { ...place, closes };
      const end = expiry(from, period, closing);
      const laterEnd = expiry(from.add({ milliseconds: later }), period, closing);
      assert.ok(Temporal.Instant.compare(laterEnd, end) >= 0);
    }),
    { numRuns: 400 },
  );
});

test('the fourth business day of the SEC ends at 17:30 Eastern, and its last minute stands beside it', () => {
  const closes: Closes = {
    ...{ at: '17:30', zone: 'America/New_York', on: 'business-day' },
    ...{ citation: '17 CFR 232.13(a)(2)', confidence: 'S' },
  };
  const us: Place = { calendar: 'us-federal', zone: 'America/New_York', holidays: calendarOf('US'), closes };
  const { end, lenient, because } = reckon(at('2026-07-31T15:00:00Z'), { value: 4, unit: 'business-day' }, us);
  assert.deepEqual(
    [end.toString(), lenient.toString(), because],
    ['2026-08-06T21:30:00Z', '2026-08-07T03:59:59.999Z', 'closing-hour'],
  );
});

test('a final report under DORA that falls on a weekend ends at noon of the next working day, else with its day', () => {
  const closes: Closes = { at: '12:00', on: 'extended-day', citation: 'Art. 5(4)', confidence: 'P' };
  const place: Place = { ...eu('Europe/Berlin', calendarOf('DE')), closes };
  const month = { value: 1, unit: 'calendar-month' } as const;
  // 3 April 2026 is Good Friday; work begins again on Tuesday 7 April.
  const moved = reckon(at('2026-03-03T18:00:00Z'), month, place);
  assert.deepEqual([moved.unextended, moved.end, moved.lenient].map(String), [
    '2026-04-03T21:59:59.999Z',
    '2026-04-07T10:00:00Z',
    '2026-04-07T21:59:59.999Z',
  ]);
  const plain = reckon(at('2026-03-08T18:00:00Z'), month, place);
  assert.deepEqual([plain.end.toString(), plain.because], ['2026-04-08T21:59:59.999Z', null]);
});

test('a closing hour that the clocks skip is taken an hour earlier, one that they show twice the first time', () => {
  const closes: Closes = { at: '02:30', on: 'day', citation: 'Art. 1', confidence: 'S' };
  const berlin: Place = { calendar: 'plain', zone: 'Europe/Berlin', closes };
  assert.equal(ends('2026-03-28T12:00:00Z', 1, 'calendar-day', berlin), '2026-03-29T00:30:00Z');
  assert.equal(ends('2026-10-24T12:00:00Z', 1, 'calendar-day', berlin), '2026-10-25T00:30:00Z');
});

test('a free last day under a rule that nobody read ends the clock on that day, with the later end beside it', () => {
  const croatia: Place = { calendar: 'eu-national', zone: 'Europe/Zagreb' };
  const sunday = reckon(at('2027-01-29T11:00:00Z'), { value: 1, unit: 'calendar-month' }, croatia);
  assert.deepEqual(
    [sunday.end.toString(), sunday.lenient.toString(), sunday.because],
    ['2027-02-28T22:59:59.999Z', '2027-03-01T22:59:59.999Z', 'free-last-day'],
  );
});

test('minutes are exact', () => {
  assert.equal(ends('2026-03-29T00:45:00Z', 30, 'minute', eu('Europe/Berlin')), '2026-03-29T01:15:00Z');
});
