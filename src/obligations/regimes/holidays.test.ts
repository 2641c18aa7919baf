import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { Value } from 'typebox/value';
import { dayOf, easterSunday, orthodoxEasterSunday } from './holiday-rule.ts';
import { HolidayFile, holidayBook, holidaysOf } from './holidays.ts';

const folder = join(import.meta.dirname, '../../../regimes/calendars');
const files = readdirSync(folder).map((name) => {
  return { name, file: Value.Parse(HolidayFile, JSON.parse(readFileSync(join(folder, name), 'utf8'))) };
});
const book = holidayBook(files.map(({ file }) => file));
const day = (text: string) => Temporal.PlainDate.from(text);

function isWeekend(state: string, { dayOfWeek }: Temporal.PlainDate): boolean {
  return (files.find(({ file }) => file.state === state)?.file.weekend ?? [6, 7]).includes(dayOfWeek);
}

function freeWeekdays(state: string, year: number): readonly string[] {
  const holidays = book.of(state);
  const days: string[] = [];
  for (let each = new Temporal.PlainDate(year, 1, 1); each.year === year; each = each.add({ days: 1 })) {
    if (!isWeekend(state, each) && !holidays.isWorkingDay(each)) days.push(each.toString().slice(5));
  }
  return days;
}

test('each calendar file is named after its state and says what it leaves out, and on what it rests', () => {
  for (const { name, file } of files) {
    assert.equal(name, `${file.state}.json`);
    assert.ok(file.note.length > 0 && file.source.length > 0);
  }
});

/** Compiled by others; each file names its source. */
function published<Vectors>(name: string): Vectors {
  const text = readFileSync(join(import.meta.dirname, '../../../vectors/calendars', `${name}.json`), 'utf8');
  return JSON.parse(text) as Vectors;
}

type Decades = Readonly<Record<string, string>>;

test('both Easters fall where published tables have them, each year from 1900 to 2100', () => {
  const { western, orthodox } = published<{ western: Decades; orthodox: Decades }>('easter');
  let years = 0;
  for (const [decades, sunday] of [
    [western, easterSunday],
    [orthodox, orthodoxEasterSunday],
  ] as const) {
    for (const [first, row] of Object.entries(decades)) {
      for (const [after, text] of row.split(' ').entries()) {
        const year = Number(first) + after;
        assert.equal(sunday(year).toString(), `${year}-${text}`);
        years++;
      }
    }
  }
  assert.equal(years, 402);
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

test('Orthodox Easter is a Sunday on which the Julian calendar shows 22 March to 25 April, never before the western one', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1583, max: 4_000 }), (year) => {
      const easter = orthodoxEasterSunday(year);
      const centuries = Math.floor(year / 100);
      const julian = easter.subtract({ days: centuries - Math.floor(centuries / 4) - 2 });
      const inYear = julian.month * 100 + julian.day;
      assert.equal(easter.dayOfWeek, 7);
      assert.ok(inYear >= 322 && inYear <= 425, easter.toString());
      assert.ok(Temporal.PlainDate.compare(easter, easterSunday(year)) >= 0);
    }),
  );
});

test('a rule gives a day of its own year, on the weekday that it names, and none before the date it counts from', () => {
  const weekday = fc.integer({ min: 1, max: 7 });
  const month = fc.integer({ min: 1, max: 12 });
  const from = fc.tuple(month, fc.integer({ min: 1, max: 22 })).map((pair) => {
    return pair.map((number) => String(number).padStart(2, '0')).join('-');
  });
  fc.assert(
    fc.property(
      fc.integer({ min: 1583, max: 9_999 }),
      weekday,
      month,
      from,
      fc.constantFrom(1, 2, 3, 4, -1),
      (year, named, ofMonth, date, nth) => {
        const first = dayOf({ weekday: named, from: date }, year)!;
        assert.equal(first.dayOfWeek, named);
        const waited = day(`${String(year).padStart(4, '0')}-${date}`).until(first).days;
        assert.ok(waited >= 0 && waited < 7);
        const counted = dayOf({ nth, weekday: named, month: ofMonth }, year)!;
        assert.deepEqual([counted.year, counted.month, counted.dayOfWeek], [year, ofMonth, named]);
        const last = counted.daysInMonth;
        assert.equal(
          nth === -1 ? Math.ceil((last - counted.day + 1) / 7) : Math.ceil(counted.day / 7),
          Math.abs(nth),
        );
        const either = dayOf(
          { fixed: date, if_weekday: named, else: { nth, weekday: named, month: ofMonth } },
          year,
        )!;
        assert.equal(either.dayOfWeek, named);
      },
    ),
  );
});

test('Ireland keeps 1 February where it is a Friday, else the first Monday of that month', () => {
  const ireland = (year: number) => freeWeekdays('IE', year).filter((text) => text.startsWith('02'));
  assert.deepEqual([2022, 2023, 2024, 2030].map(ireland), [[], ['02-06'], ['02-05'], ['02-01']]);
});

test('Midsummer Eve is a Friday from 19 to 25 June in Sweden and Finland', () => {
  const june = (state: string, year: number) => freeWeekdays(state, year).filter((text) => text.startsWith('06-'));
  assert.deepEqual([june('SE', 2026), june('FI', 2026), june('FI', 2027)], [['06-19'], ['06-19'], ['06-25']]);
});

test('days that a law lists year by year count in those years only', () => {
  const [{ file }] = files as [(typeof files)[0]];
  const rule = { days: ['2026-07-10', '2028-02-29'] };
  const listed = holidaysOf({ ...file, weekend: [], holidays: [{ name: 'Listed', rule }] });
  assert.ok(!listed.isWorkingDay(day('2026-07-10')) && !listed.isWorkingDay(day('2028-02-29')));
  assert.ok(listed.isWorkingDay(day('2027-07-10')));
});

/** Days that count as free here and are not published, with the reason; a period may end later for them. */
const MORE_THAN_PUBLISHED: Readonly<Record<string, { readonly days: string; readonly why: string }>> = {
  AU: {
    days: '2025-01-27 2026-12-28 2027-12-27 2027-12-28 2028-01-03 2030-01-28',
    why: 'Substitute days, which are published by state.',
  },
  GR: { days: '2024-05-01', why: 'Moved by decision in 2024, as the calendar’s note says.' },
  NL: {
    days: '2026-05-05 2027-05-05 2028-05-05',
    why: 'Named by Art. 3 of the Algemene termijnenwet in each year.',
  },
};

const { states } = published<{ states: Readonly<Record<string, Readonly<Record<string, string>>>> }>('holidays');

test('no calendar frees a day that is not published as free, but for days named with their reason', () => {
  assert.deepEqual(Object.keys(states).toSorted(), files.map(({ file }) => file.state).toSorted());
  for (const { file } of files) {
    const more = Object.entries(states[file.state]!).flatMap(([year, text]) => {
      const known = new Set(text.split(' '));
      const ours = freeWeekdays(file.state, Number(year));
      return ours.filter((each) => !known.has(each)).map((each) => `${year}-${each}`);
    });
    assert.equal(more.join(' '), MORE_THAN_PUBLISHED[file.state]?.days ?? '', file.state);
  }
});

test('a calendar that calls itself complete frees every day that is published, 2024 to 2030', () => {
  const complete = files.filter(({ file }) => file.complete);
  assert.ok(complete.length >= 15);
  for (const { file } of complete) {
    for (const [year, text] of Object.entries(states[file.state]!)) {
      const ours = new Set(freeWeekdays(file.state, Number(year)));
      const missing = text.split(' ').filter((each) => each !== '' && !ours.has(each));
      assert.deepEqual(missing, [], `${file.state} ${year}`);
    }
  }
});

test('every state of the European Union and its neighbours in law has a calendar', () => {
  const groups = JSON.parse(readFileSync(join(folder, '../groups.json'), 'utf8')) as {
    groups: readonly { id: string; members: readonly string[] }[];
  };
  const area = groups.groups.find(({ id }) => id === 'EEA')!.members;
  const missing = [...area, 'CH'].filter((state) => !files.some(({ file }) => file.state === state));
  assert.deepEqual(missing, []);
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
