import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { Value } from 'typebox/value';
import { easterSunday, HolidayFile, holidayBook, holidaysOf } from './holidays.ts';

const folder = join(import.meta.dirname, '../../regimes/calendars');
const files = readdirSync(folder).map((name) => {
  return { name, file: Value.Parse(HolidayFile, JSON.parse(readFileSync(join(folder, name), 'utf8'))) };
});
const book = holidayBook(files.map(({ file }) => file));
const day = (text: string) => Temporal.PlainDate.from(text);

function freeWeekdays(state: string, year: number): readonly string[] {
  const holidays = book.of(state);
  const days: string[] = [];
  for (let each = new Temporal.PlainDate(year, 1, 1); each.year === year; each = each.add({ days: 1 })) {
    if (each.dayOfWeek < 6 && !holidays.isWorkingDay(each)) days.push(each.toString().slice(5));
  }
  return days;
}

test('each calendar file is named after its state and says what it leaves out, and on what it rests', () => {
  for (const { name, file } of files) {
    assert.equal(name, `${file.state}.json`);
    assert.ok(file.note.length > 0 && file.source.length > 0);
  }
});

test('Easter falls where the churches’ tables have it', () => {
  const known =
    '1818-03-22 1943-04-25 1954-04-18 1981-04-19 2000-04-23 2024-03-31 2025-04-20 2026-04-05 2038-04-25 2049-04-18';
  for (const text of known.split(' ')) assert.equal(easterSunday(day(text).year).toString(), text);
});

test('Easter is a Sunday from 22 March to 25 April in every year, far ones too', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1583, max: 200_000 }), (year) => {
      const easter = easterSunday(year);
      const inYear = easter.month * 100 + easter.day;
      assert.equal(easter.dayOfWeek, 7);
      assert.ok(inYear >= 322 && inYear <= 425, easter.toString());
    }),
  );
});

test('federal holidays of 2026 in the United States are the eleven, with Independence Day on the Friday before', () => {
  assert.deepEqual(freeWeekdays('US', 2026), [
    '01-01',
    '01-19',
    '02-16',
    '05-25',
    '06-19',
    '07-03',
    '09-07',
    '10-12',
    '11-11',
    '11-26',
    '12-25',
  ]);
});

test('a New Year’s Day on a Saturday is observed in the year before', () => {
  assert.ok(!book.of('US').isWorkingDay(day('2021-12-31')));
  assert.ok(!freeWeekdays('US', 2022).includes('01-01'));
});

test('a holiday counts from the year it was made', () => {
  assert.ok(book.of('US').isWorkingDay(day('2020-06-19')));
  assert.ok(!book.of('US').isWorkingDay(day('2024-06-19')));
  assert.ok(book.of('BR').isWorkingDay(day('2023-11-20')));
  assert.ok(!book.of('BR').isWorkingDay(day('2024-11-20')));
});

test('two British holidays on one weekend move to two days after it', () => {
  assert.deepEqual(
    freeWeekdays('GB', 2021).filter((text) => text.startsWith('12')),
    ['12-27', '12-28'],
  );
});

test('King’s Day moves to the Saturday before a Sunday, and so frees no weekday', () => {
  assert.ok(!freeWeekdays('NL', 2025).includes('04-28'));
  assert.ok(freeWeekdays('NL', 2026).includes('04-27'));
});

test('a Japanese day between two holidays is free, and one on a Sunday passes to the next day that is not', () => {
  const free = freeWeekdays('JP', 2026);
  for (const text of ['05-06', '09-21', '09-22', '09-23', '03-20']) assert.ok(free.includes(text), text);
});

test('a state without data has its weekends only, and says that its holidays are not known', () => {
  const holidays = book.of('XV');
  assert.equal(holidays.complete, false);
  assert.match(holidays.note, /XV/);
  assert.ok(holidays.isWorkingDay(day('2026-12-25')) && !holidays.isWorkingDay(day('2026-12-26')));
});

test('29 February is no holiday in a year that has none', () => {
  const [{ file }] = files as [(typeof files)[0]];
  const leap = holidaysOf({ ...file, weekend: [], holidays: [{ name: 'Leap day', rule: { fixed: '02-29' } }] });
  assert.ok(!leap.isWorkingDay(day('2028-02-29')));
  assert.ok(leap.isWorkingDay(day('2027-03-01')) && leap.isWorkingDay(day('2027-02-28')));
});
