import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { expiry } from './calendar.ts';
import { loadRulebook } from './load-regimes.ts';
import { CALENDARS, type Closes, type Limit, PERIOD_UNITS } from './regime.ts';
import { type DaysCounted, type FreeDay, whyOf } from './why.ts';

const loaded = loadRulebook();
assert.ok(loaded.ok);
const { holidays } = loaded.value;
const at = (text: string) => Temporal.Instant.from(text);
const awareness = { moment: 'awareness' } as const;
const named = (days: readonly FreeDay[] | undefined) =>
  days?.map(({ day, name }) => `${day} ${name ?? 'weekend'}`);
const inGermany = { zone: 'Europe/Berlin', holidays: holidays.of('DE') };

test('hours are told as hours, with no day passed over', () => {
  const why = whyOf({ within: { value: 24, unit: 'hour' }, of: awareness }, at('2026-12-24T20:00:00Z'), {
    calendar: 'eu-1182-71',
    ...inGermany,
  });
  assert.equal(why.days, null);
  assert.equal(why.reckoned.because, 'hour-of-event');
});

test('business days name each holiday that they pass over, and each weekend day', () => {
  const why = whyOf({ within: { value: 3, unit: 'business-day' }, of: awareness }, at('2026-12-23T09:00:00Z'), {
    calendar: 'national',
    ...inGermany,
  });
  // Thursday 24, Monday 28 and Tuesday 29 are worked.
  assert.equal(why.days?.first.toString(), '2026-12-23');
  assert.equal(why.days?.last.toString(), '2026-12-29');
  const [friday, ...rest] = named(why.days?.skipped) ?? [];
  assert.match(friday ?? '', /^2026-12-25 .*Weihnacht/u);
  assert.match(rest[0] ?? '', /^2026-12-26 .*Weihnacht/u);
  assert.deepEqual(rest.slice(1), ['2026-12-27 weekend']);
  assert.deepEqual(why.days?.moved, []);
});

test('a last day that is free names the days from which it moved', () => {
  const why = whyOf({ within: { value: 1, unit: 'calendar-month' }, of: awareness }, at('2027-03-26T12:00:00Z'), {
    calendar: 'eu-1182-71',
    ...inGermany,
  });
  assert.deepEqual(named(why.days?.moved), []);
  const easter = whyOf(
    { within: { value: 14, unit: 'calendar-day' }, of: awareness },
    at('2027-03-12T12:00:00Z'),
    {
      calendar: 'eu-1182-71',
      ...inGermany,
    },
  );
  // Good Friday, the weekend and Easter Monday 2027.
  assert.equal(easter.days?.last.toString(), '2027-03-30');
  assert.equal(easter.days?.moved.length, 4);
  assert.deepEqual(
    easter.days?.moved.map(({ name }) => name === null),
    [false, true, true, false],
  );
  assert.equal(easter.days?.stretched, false);
});

test('a closing hour is named only where it ended the limit', () => {
  const closes = { at: '12:00', on: 'extended-day', citation: 'Art. 5(4)', confidence: 'P' } as const;
  const limit: Limit = { within: { value: 1, unit: 'calendar-month' }, of: awareness, closes };
  const place = { calendar: 'eu-1182-71', ...inGermany } as const;
  const sunday = whyOf(limit, at('2027-01-31T12:00:00Z'), place);
  assert.equal(sunday.closes, closes);
  assert.deepEqual(named(sunday.days?.moved), ['2027-02-28 weekend']);
  assert.equal(whyOf(limit, at('2027-02-03T12:00:00Z'), place).closes, null);
});

test('a receiver in another zone closes on the day that was counted', () => {
  const closes: Closes = {
    at: '17:30',
    zone: 'America/New_York',
    on: 'business-day',
    citation: '17 CFR 232.13(a)(2)',
    confidence: 'S',
  };
  const limit: Limit = { within: { value: 4, unit: 'business-day' }, of: { moment: 'determination' }, closes };
  const why = whyOf(limit, at('2026-12-24T18:00:00Z'), {
    ...{ calendar: 'us-federal', zone: 'America/New_York', holidays: holidays.of('US') },
  });
  assert.equal(why.days?.last.toString(), '2026-12-31');
  assert.deepEqual(named(why.days?.skipped), [
    '2026-12-25 Christmas Day',
    '2026-12-26 weekend',
    '2026-12-27 weekend',
  ]);
  assert.equal(why.closes, closes);
});

const place = fc.record({
  calendar: fc.constantFrom(...CALENDARS.filter((calendar) => calendar !== 'plain')),
  zone: fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Nicosia', 'America/New_York', 'Pacific/Auckland'),
  holidays: fc.constantFrom('DE', 'CY', 'US', 'JP', null).map((state) => holidays.of(state)),
});

test('what is told adds up: the days counted and those passed over fill the time until the end', () => {
  const period = fc.record({
    value: fc.integer({ min: 1, max: 40 }),
    unit: fc.constantFrom(...PERIOD_UNITS.filter((unit) => unit !== 'hour' && unit !== 'minute')),
  });
  const from = fc.integer({ min: 0, max: 900_000 }).map((hours) => at('2000-01-01T00:00:00Z').add({ hours }));
  fc.assert(
    fc.property(place, period, from, (where, within, start) => {
      const why = whyOf({ within, of: awareness }, start, where);
      const { first, last, skipped, moved } = why.days as DaysCounted;
      assert.ok(why.reckoned.end.equals(expiry(start, within, where)));
      assert.ok(last.equals(why.reckoned.end.toZonedDateTimeISO(where.zone).toPlainDate()));
      for (const { day } of [...skipped, ...moved]) assert.ok(!where.holidays.isWorkingDay(day));
      if (within.unit !== 'business-day') return assert.deepEqual(skipped, []);
      const between = first.until(last, { largestUnit: 'days' }).days;
      assert.ok(between - skipped.length - moved.length >= within.value);
    }),
  );
});
