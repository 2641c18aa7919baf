import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Tlp } from '#statement/marking.ts';
import { calendarOf, escaped, folded } from './calendar.ts';
import type { DueItem } from './due.ts';
import { isQuiet, plan, type Step, stepsOf } from './plan.ts';
import { outgoingJson, outgoingWords, type Told } from './words.ts';

const DUE = Temporal.Instant.from('2026-03-02T08:00:00Z');
const SECRET_TIME = Temporal.Instant.from('2031-07-19T03:47:00Z');
const NOW = Temporal.Instant.from('2026-03-01T08:00:00Z');
const HERE = { publicUrl: 'https://node.example', realm: 'live', timesTravel: false };

const item = (more: Partial<DueItem> = {}): DueItem => ({
  id: 'did:web:hospital.example secret-regime early-warning',
  party: 'did:web:hospital.example',
  case: '4a3c2b1a-0000-4000-8000-00000000c0de',
  what: { value: 'Early warning', tlp: 'amber' },
  dueAt: { value: DUE, tlp: 'amber' },
  sureness: { confidence: 'P', least: 'text' },
  openedAt: null,
  own: true,
  danger: false,
  ...more,
});

const STRICTER: readonly Tlp[] = ['amber', 'amber+strict', 'red'];
const told = fc.record({
  when: fc.constantFrom('before' as const, 'at' as const, 'after' as const),
  level: fc.constantFrom('person' as const, 'deputy' as const, 'head' as const),
  late: fc.boolean(),
});

/** Everything that leaves about one item, by every channel. */
function everyText(one: DueItem, how: Omit<Told, 'item'>, settings = HERE): string {
  const words = outgoingWords({ ...how, item: one }, settings);
  const hook = outgoingJson('n1', { ...how, item: one }, settings, NOW);
  return [words.subject, words.text, hook, calendarOf([one], settings, NOW)].join('\n').replaceAll('\r\n ', '');
}

test('nothing marked above green is in any mail, webhook or calendar: neither words, time, case, party nor regime', () => {
  fc.assert(
    fc.property(told, fc.constantFrom(...STRICTER), fc.stringMatching(/^[a-z]{12,40}$/u), (how, tlp, secret) => {
      const one = item({
        id: `id-${secret}`,
        party: `did:web:${secret}.example`,
        case: `case-${secret}`,
        what: { value: `what ${secret}`, tlp },
        dueAt: { value: SECRET_TIME, tlp },
      });
      const text = everyText(one, how);
      assert.ok(!text.includes(secret));
      assert.doesNotMatch(text, /2031|0347|03:47/u);
    }),
    { numRuns: 300 },
  );
});

test('what is green or clear is told, since whoever gets it belongs to whom it is for', () => {
  for (const tlp of ['green', 'clear'] as const) {
    const one = item({ what: { value: 'Review of the directory', tlp }, dueAt: { value: DUE, tlp } });
    const text = everyText(one, { when: 'before', level: 'person', late: false });
    assert.match(text, /Review of the directory/u);
    assert.match(text, /DTSTART:20260302T080000Z/u);
  }
});

test('what leaves of an exercise says so: a webhook by its realm, an entry of a calendar in its title', () => {
  const exercise = { ...HERE, realm: 'exercise:north' };
  const one = item({
    what: { value: 'Review of the directory', tlp: 'green' },
    dueAt: { value: DUE, tlp: 'green' },
  });
  const how = { when: 'at', level: 'person', late: false } as const;
  const realmIn = (settings: typeof HERE) =>
    (JSON.parse(outgoingJson('n1', { ...how, item: one }, settings, NOW)) as { data: { realm: string } }).data
      .realm;
  assert.equal(realmIn(HERE), 'live');
  assert.equal(realmIn(exercise), 'exercise:north');
  const titles = calendarOf([one], exercise, NOW)
    .replaceAll('\r\n ', '')
    .match(/^(?:SUMMARY|DESCRIPTION):.*$/gmu)!;
  assert.match(titles[1] ?? '', /^DESCRIPTION:How sure: /u);
  assert.equal(titles.length, 3);
  for (const title of [titles[0], titles[2]])
    assert.match(title ?? '', /:EXERCISE .*exercise:north.*Review of the directory/u);
  assert.doesNotMatch(calendarOf([one], HERE, NOW), /EXERCISE/u);
});

test('a party may let the bare time travel of what rests on its own amber word, and of nothing else', () => {
  const settings = { ...HERE, timesTravel: true };
  const how = { when: 'before', level: 'person', late: false } as const;
  assert.match(everyText(item(), how, settings), /2026-03-02T08:00Z/u);
  assert.doesNotMatch(everyText(item(), how, settings), /Early warning|secret-regime|hospital/u);
  assert.doesNotMatch(everyText(item({ own: false }), how, settings), /2026-03-02/u);
  assert.doesNotMatch(everyText(item({ dueAt: { value: DUE, tlp: 'red' } }), how, settings), /2026-03-02/u);
});

test('a time that leaves says how sure it is, and nothing says so without it', () => {
  const how = { when: 'before', level: 'person', late: false } as const;
  const green = { dueAt: { value: DUE, tlp: 'green' as const } };
  const [read, heard] = [
    /How sure: its text was read\./gu,
    /How sure: the holidays[^.]*secondary source only\./gu,
  ];
  const sureness = { confidence: 'S', least: 'calendar' } as const;
  const second = everyText(item({ ...green, sureness }), how).replaceAll('\r\n ', '');
  assert.equal(second.match(heard)?.length, 2, 'the mail and the entry of the calendar');
  assert.doesNotMatch(second, read);
  assert.match(second, /"sureness":\{"confidence":"S","least":"calendar"\}/u);
  const first = everyText(item(green), how).replaceAll('\r\n ', '');
  assert.equal(first.match(read)?.length, 2);
  const promised = everyText(item({ ...green, sureness: null }), how);
  assert.doesNotMatch(promised, /How sure/u);
  const amber = everyText(item({ sureness }), how);
  assert.doesNotMatch(amber, /How sure/u);
  assert.match(amber, /"sureness":null/u);
});

test('lines of a calendar have at most 75 octets, unfold to what they were, and break no character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
      const line = `SUMMARY:${escaped(text)}`;
      const lines = folded(line).split('\r\n');
      for (const one of lines) assert.ok(new TextEncoder().encode(one).length <= 75);
      assert.equal(lines.map((one, at) => (at === 0 ? one : one.slice(1))).join(''), line);
    }),
  );
});

test('no text adds a line, a property or an event to a calendar', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      const value = `${text}\r\nEND:VEVENT\nBEGIN:VEVENT;,\\`;
      const one = item({ what: { value, tlp: 'clear' }, dueAt: { value: DUE, tlp: 'clear' } });
      const lines = calendarOf([one], HERE, NOW).replaceAll('\r\n ', '').split('\r\n');
      assert.equal(lines.filter((line) => line === 'BEGIN:VEVENT').length, 1);
      assert.ok(
        lines.every((line) => /^(?:[A-Z-]+[:;]|$)/u.test(line)),
        lines.join('|'),
      );
      assert.ok(lines.every((line) => !line.includes('\n')));
    }),
  );
});

const CHAIN = {
  levels: new Map([
    ['person', ['anna']],
    ['deputy', ['boris', 'anna']],
    ['head', ['chief']],
  ] as const),
  deputyAfterHours: 0,
  headAfterHours: 2,
};
const steps = (one = item()) => stepsOf(one, CHAIN, () => [24, 4]);
const at = (text: string) => Temporal.Instant.from(text);
const names = (list: readonly Step[]) => list.map(({ person, when }) => `${person} ${when}`);

test('the person is told before and at the deadline, the deputy at it, the head after it', () => {
  const order = steps().toSorted((one, other) => Temporal.Instant.compare(one.at, other.at));
  assert.deepEqual(names(order), ['anna before', 'anna before', 'anna at', 'boris at', 'chief after']);
  assert.deepEqual(names(plan(item(), steps(), new Set(), at('2026-03-01T07:59:59Z')).notices), []);
  assert.deepEqual(names(plan(item(), steps(), new Set(), at('2026-03-01T08:00:00Z')).notices), ['anna before']);
});

test('a node that was down over the deadline tells each person once, the latest, and that it is late', () => {
  const { notices, passed } = plan(item(), steps(), new Set(), at('2026-03-02T11:00:00Z'));
  assert.deepEqual(names(notices), ['anna at', 'boris at', 'chief after']);
  assert.deepEqual(
    notices.map(({ late }) => late),
    [true, true, true],
  );
  assert.equal(passed.length, 2);
  const done = new Set([...passed, ...notices.map(({ key }) => key)]);
  assert.deepEqual(plan(item(), steps(), done, at('2026-03-03T11:00:00Z')).notices, []);
});

test('a deadline that became known late is told at once, and its reminder is not called late', () => {
  const known = item({ openedAt: at('2026-03-02T07:00:00Z') });
  const { notices } = plan(known, steps(known), new Set(), at('2026-03-02T07:00:01Z'));
  assert.deepEqual(
    notices.map(({ person, when, late }) => [person, when, late]),
    [['anna', 'before', false]],
  );
});

test('a deadline that moves is reminded of anew', () => {
  const told_ = new Set(steps().map(({ key }) => key));
  const moved = item({ dueAt: { value: DUE.add({ hours: 48 }), tlp: 'amber' } });
  assert.deepEqual(names(plan(moved, steps(moved), told_, DUE.add({ hours: 24 })).notices), ['anna before']);
});

test('whatever the looks, each step is told or passed exactly once', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 80 }), { minLength: 1, maxLength: 12 }), (looks) => {
      const seen = new Set<string>();
      for (const hours of looks.toSorted((one, other) => one - other)) {
        const { notices, passed } = plan(item(), steps(), seen, NOW.subtract({ hours: 24 }).add({ hours }));
        for (const key of [...passed, ...notices.map((one) => one.key)]) {
          assert.ok(!seen.has(key));
          seen.add(key);
        }
        assert.equal(new Set(notices.map(({ person }) => person)).size, notices.length, 'one a person a look');
      }
    }),
  );
});

test('quiet hours hold over midnight and across a change to summer time, except for danger to life', () => {
  const night = { zone: 'Europe/Berlin', fromHour: 22, untilHour: 7 };
  assert.equal(isQuiet(night, false, at('2026-03-28T21:30:00Z')), true);
  assert.equal(isQuiet(night, false, at('2026-03-29T04:59:00Z')), true, '06:59 in summer time');
  assert.equal(isQuiet(night, false, at('2026-03-29T05:00:00Z')), false);
  assert.equal(isQuiet(night, true, at('2026-03-28T23:30:00Z')), false);
  assert.equal(isQuiet({ ...night, fromHour: 7 }, false, at('2026-03-28T23:30:00Z')), false, 'none at all');
  assert.equal(isQuiet(null, false, at('2026-03-28T23:30:00Z')), false);
});
