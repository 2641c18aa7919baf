import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Footprint, MAX_DEPENDENCY_STEPS, proposeStates, type Reported, type SectorLink } from './trigger.ts';

const HOSPITAL = 'did:web:hospital.example';
const GRID = 'did:web:grid.example';
const NOTHING: Reported = { hit: [], states: [], sectors: [] };

function footprint(subject: string, more: Partial<Footprint> = {}): Footprint {
  const digest = `${subject} ${more.service ?? 'service'}`;
  return { digest, subject, service: 'service', sector: 'health', home: null, reach: [], dependsOn: [], ...more };
}

function link(one: string, other: string, sector: string): SectorLink {
  return { digest: `${one}${other}`, sector, states: [one, other], how: 'by a 400 kV line' };
}

function statesOf(...question: Parameters<typeof proposeStates>): readonly string[] {
  return proposeStates(...question).map(({ state }) => state);
}

test('a state that the report names is proposed with the statement that names it', () => {
  const reported = { ...NOTHING, states: [{ state: 'XA', from: 'd1' }] };
  assert.deepEqual(proposeStates(reported, [], [], 'XV'), [
    { state: 'XA', reasons: [{ kind: 'stated', detail: 'XA', from: 'd1' }], customers: null },
  ]);
});

test('the own state is never proposed, whatever points to it', () => {
  const reported = { hit: [HOSPITAL], sectors: ['health'], states: [{ state: 'XV', from: 'd1' }] };
  const served = footprint(HOSPITAL, { reach: [{ state: 'XV', customers: 5 }] });
  assert.deepEqual(statesOf(reported, [served], [link('XV', 'XV', 'health')], 'XV'), []);
});

test('states that the party hit serves are proposed, with the customers it names', () => {
  const served = footprint(HOSPITAL, { reach: [{ state: 'XA', customers: 1200 }, { state: 'XS' }] });
  const [first, second] = proposeStates({ ...NOTHING, hit: [HOSPITAL] }, [served], [], 'XV');
  assert.deepEqual([first?.state, first?.customers, first?.reasons[0]?.kind], ['XA', 1200, 'served']);
  assert.deepEqual([second?.state, second?.customers], ['XS', null]);
});

test('the home and the customers of whoever rests on the party hit are proposed', () => {
  const mill = footprint('did:web:mill.example', {
    home: 'XA',
    reach: [{ state: 'XS' }],
    dependsOn: [{ party: GRID, service: 'power' }],
  });
  const proposed = proposeStates({ ...NOTHING, hit: [GRID] }, [mill], [], 'XV');
  assert.deepEqual(
    proposed.map(({ state, reasons }) => [state, reasons[0]?.kind]),
    [
      ['XA', 'depends'],
      ['XS', 'depends'],
    ],
  );
});

test('dependence is followed over a few parties and no further, and a circle ends', () => {
  const chain = Array.from({ length: MAX_DEPENDENCY_STEPS + 2 }, (_, at) =>
    footprint(`did:web:p${at + 1}.example`, {
      home: `X${String.fromCharCode(66 + at)}`,
      dependsOn: [{ party: `did:web:p${at}.example`, service: 'power' }],
    }),
  );
  const circle = footprint('did:web:p0.example', {
    dependsOn: [{ party: `did:web:p${MAX_DEPENDENCY_STEPS + 2}.example`, service: 'power' }],
  });
  const states = statesOf({ ...NOTHING, hit: ['did:web:p0.example'] }, [...chain, circle], [], 'XA');
  assert.deepEqual(states, ['XB', 'XC', 'XD']);
});

test('a supplier that is only a name in words proposes nothing', () => {
  const mill = footprint('did:web:mill.example', { home: 'XA', dependsOn: [{ name: GRID, service: 'power' }] });
  assert.deepEqual(statesOf({ ...NOTHING, hit: [GRID] }, [mill], [], 'XV'), []);
});

test('joined networks propose the other side for their sector and its subsectors, in both directions', () => {
  const joined = link('XA', 'XV', 'energy/electricity');
  for (const sector of ['energy', 'energy/electricity']) {
    assert.deepEqual(statesOf({ ...NOTHING, sectors: [sector] }, [], [joined], 'XV'), ['XA']);
  }
  assert.deepEqual(statesOf({ ...NOTHING, sectors: ['energy/gas'] }, [], [joined], 'XV'), []);
  assert.deepEqual(statesOf({ ...NOTHING, sectors: ['energyx'] }, [], [link('XA', 'XV', 'energy')], 'XV'), []);
});

test('networks joined between two other states propose nothing', () => {
  assert.deepEqual(statesOf({ ...NOTHING, sectors: ['energy'] }, [], [link('XA', 'XB', 'energy')], 'XV'), []);
});

test('what the report names comes first, then whom it serves, then who rests on it, then joined networks', () => {
  const reported = { hit: [GRID], sectors: ['energy'], states: [{ state: 'XD', from: 'd' }] };
  const served = footprint(GRID, {
    reach: [
      { state: 'XC', customers: 1 },
      { state: 'XE', customers: 9 },
    ],
  });
  const mill = footprint('did:web:m.example', { home: 'XB', dependsOn: [{ party: GRID, service: 'power' }] });
  const states = statesOf(reported, [mill, served], [link('XA', 'XV', 'energy')], 'XV');
  assert.deepEqual(states, ['XD', 'XE', 'XC', 'XB', 'XA']);
});

test('each state stands once with a bounded list of reasons, and more footprints never take a state away', () => {
  const state = fc.constantFrom('XA', 'XB', 'XC', 'XV');
  const party = fc.constantFrom('did:web:a.example', 'did:web:b.example', 'did:web:c.example');
  const any = fc.record({
    digest: fc.uuid(),
    subject: party,
    service: fc.string({ minLength: 1, maxLength: 8 }),
    sector: fc.constant('energy'),
    home: fc.option(state),
    reach: fc.array(fc.record({ state }), { maxLength: 4 }),
    dependsOn: fc.array(fc.record({ party, service: fc.constant('power') }), { maxLength: 3 }),
  });
  fc.assert(
    fc.property(fc.uniqueArray(any, { selector: ({ digest }) => digest, maxLength: 12 }), any, (some, another) => {
      const hit = ['did:web:a.example'];
      const before = statesOf({ ...NOTHING, hit }, some, [], 'XV');
      const after = proposeStates({ ...NOTHING, hit }, [...some, another], [], 'XV');
      const states = after.map(({ state: one }) => one);
      assert.equal(new Set(states).size, states.length);
      assert.ok(!states.includes('XV'));
      assert.ok(before.every((one) => states.includes(one)));
      assert.ok(after.every(({ reasons }) => reasons.length > 0 && reasons.length <= 16));
    }),
  );
});
