import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { examplesOf } from '#obligations/finder/examples.ts';
import { findDuties, type RegimeAnswer } from '#obligations/finder/finder.ts';
import { readQuestion } from '#obligations/finder/finder-input.ts';
import { answerJson } from '#obligations/finder/finder-words.ts';
import { isBinding } from './due.ts';
import { loadRulebook, REGIMES_FOLDER } from './load-regimes.ts';
import type { Stage } from './regime.ts';

const loaded = loadRulebook({ fictional: { EU: ['XV'] } });
assert.ok(loaded.ok, JSON.stringify(loaded));
const rulebook = loaded.value;
const { regimes, groups } = rulebook;
const acts = regimes.all.filter(({ carries_out: of }) => of === 'eu-nis2');

function ask(facts: Readonly<Record<string, unknown>>, moments: Readonly<Record<string, string>> = {}) {
  const question = readQuestion({ facts, moments });
  assert.ok(question.ok, JSON.stringify(question));
  return findDuties(question.value, rulebook);
}

function of(answers: readonly RegimeAnswer[], id: string): RegimeAnswer | undefined {
  return answers.find(({ regime }) => regime.id === id);
}

const CLINIC = {
  sectors: ['health'],
  size: 'large',
  significant: 'yes',
  financial_entity: 'no',
  trust_service: 'no',
};
const stageOf = (id: string, stage: string) => regimes.current(id)?.stages.find((one) => one.id === stage);
const hoursOf = (stage: Stage | undefined) =>
  stage?.limits.map(({ within }) => `${within.value} ${within.unit}`).join();

test('each member state has its act, and so have Norway, Iceland and Liechtenstein, with source, date and examples', () => {
  const wanted = [...rulebook.groups.get('EU')!.filter((state) => state !== 'XV'), 'NO', 'IS', 'LI'];
  assert.deepEqual(acts.map(({ jurisdiction }) => jurisdiction).toSorted(), wanted.toSorted());
  for (const { id, sources, checked_on: checked, time_zone: zone, stages } of acts) {
    const read = sources.filter((source) => /\(of .+; seen \d{4}-\d{2}-\d{2}\) \[[PSR]\]$/u.test(source));
    assert.ok(read.length > 0, id);
    // The act itself comes first, where its official text has an address.
    const addresses = sources.filter((source) => !read.includes(source));
    assert.ok(addresses.length <= 1 && addresses.every((one) => one === sources[0]), id);
    for (const one of addresses) assert.match(one, / <https:\/\/[^\s<>]+>$/u);
    assert.match(checked, /^20\d{2}-\d{2}-\d{2}$/u);
    assert.notEqual(zone, undefined, id);
    assert.ok(stages.length > 0 && examplesOf(id).length >= 3, id);
  }
});

test('the directive stands for states that have no act here, and for nobody else', () => {
  assert.equal(of(ask({ ...CLINIC, state: 'XV' }), 'eu-nis2')?.applies, 'applies');
  for (const state of groups.get('EU')!.filter((code) => code !== 'XV')) {
    const answers = ask({ ...CLINIC, state, essential_entity: 'yes' });
    assert.equal(of(answers, 'eu-nis2')?.applies, 'does-not-apply', state);
    const own = answers.filter(({ regime }) => regime.carries_out === 'eu-nis2');
    assert.deepEqual(
      own.map(({ regime, applies }) => [regime.id, applies]),
      [[`nis2-${state.toLowerCase()}`, 'applies']],
    );
  }
});

test('while the state is not known, the directive is open and asks for it, and no act is listed', () => {
  const answers = ask(CLINIC);
  assert.deepEqual(of(answers, 'eu-nis2')?.missing, ['state']);
  assert.ok(answers.every(({ regime }) => regime.carries_out === undefined));
});

test('hours, anchors, addressees and stages are those of the act', () => {
  assert.equal(hoursOf(stageOf('nis2-cy', 'early-warning')), '6 hour');
  assert.deepEqual(stageOf('nis2-cy', 'progress')?.opens, {
    ...{ every: { value: 15, unit: 'calendar-day' }, runs: true },
    ...{ from: { filed: 'notification' }, until: { moment: 'handled' } },
  });
  assert.equal(hoursOf(stageOf('nis2-cz', 'final')), '30 calendar-day');
  assert.equal(hoursOf(stageOf('nis2-pt', 'final')), '30 business-day');
  const opens = (id: string) => stageOf(id, 'early-warning')?.opens;
  for (const id of ['nis2-cz', 'nis2-fi', 'nis2-sk', 'nis2-pl', 'nis2-si', 'nis2-bg'])
    assert.deepEqual(opens(id), { moment: 'detection' }, id);
  assert.deepEqual(opens('nis2-it'), { moment: 'evidence' });
  assert.deepEqual(opens('nis2-pt'), { moment: 'verification' });
  assert.deepEqual(opens('nis2-de'), { moment: 'awareness' });
  const told = stageOf('nis2-dk', 'early-warning')?.addressees.map(({ role }) => role);
  assert.deepEqual(told, ['competent-authority', 'csirt']);
  for (const one of ['near-miss', 'threat', 'unfixed-vulnerability']) {
    assert.notEqual(stageOf('nis2-sk', one), undefined, one);
  }
  assert.deepEqual(stageOf('nis2-lv', 'final-once-handled')?.limits, []);
});

test('what was not read counts down nowhere: unconfirmed hours, a bill, a stage of trust services that nobody saw', () => {
  const moments = Object.fromEntries(
    ['awareness', 'detection', 'evidence', 'verification'].map((moment) => [moment, '2027-01-12T18:30Z']),
  );
  const days = { registered_on: '2024-01-01', listed_on: '2024-01-01' };
  for (const act of acts) {
    const answer = of(
      ask({ ...CLINIC, ...days, state: act.jurisdiction, trust_service: 'yes' }, moments),
      act.id,
    )!;
    const counting = answer.stages.filter(({ noClock }) => noClock === null);
    for (const { stage } of counting) assert.notEqual(stage.confidence, 'R', `${act.id} ${stage.id}`);
    if (act.status === 'proposed') assert.deepEqual([counting.length, answer.binding], [0, false], act.id);
  }
  const proposed = acts.filter(({ status }) => status === 'proposed').map(({ jurisdiction }) => jurisdiction);
  assert.deepEqual(proposed.toSorted(), ['ES', 'FR', 'IE']);
  assert.equal(stageOf('nis2-mt', 'early-warning')?.confidence, 'R');
  assert.equal(stageOf('nis2-at', 'notification-trust-services')?.confidence, 'R');
});

test('an answer for programs says where to file, in which languages, and from when on the act binds', () => {
  const answer = of(ask({ ...CLINIC, state: 'IT', listed_on: '2026-04-10' }), 'nis2-it')!;
  const json = answerJson(answer, { facts: {}, zone: 'UTC', stateName: String });
  assert.equal(json.fileAt, 'File at: ACN services portal. In: Italian.');
  assert.equal(json.bindsFrom, '2027-01-09T23:00:00Z');
  const open = of(ask({ ...CLINIC, state: 'IT' }), 'nis2-it')!;
  assert.equal(open.begins?.asks, 'listed_on');
  assert.match(
    answerJson(open, { facts: {}, zone: 'UTC', stateName: String }).begins ?? '',
    /state’s list of entities/u,
  );
});

test('whoever is not significant still reports in the Czech higher regime, and what is not significant in Lithuania', () => {
  const minor = { ...CLINIC, significant: 'no' };
  const czech = of(ask({ ...minor, state: 'CZ', essential_entity: 'yes' }), 'nis2-cz')!;
  const applies = (answer: RegimeAnswer, id: string) =>
    answer.stages.find(({ stage }) => stage.id === id)?.applies;
  assert.deepEqual([applies(czech, 'early-warning'), applies(czech, 'final')], ['applies', 'does-not-apply']);
  const lower = of(ask({ ...minor, state: 'CZ', essential_entity: 'no' }), 'nis2-cz')!;
  assert.equal(applies(lower, 'early-warning'), 'does-not-apply');
  const lithuanian = of(ask({ ...minor, state: 'LT' }), 'nis2-lt')!;
  assert.deepEqual(
    [applies(lithuanian, 'other-incidents'), applies(lithuanian, 'early-warning')],
    ['applies', 'does-not-apply'],
  );
  assert.equal(of(ask({ ...minor, state: 'DE' }), 'nis2-de')?.applies, 'does-not-apply');
});

/** What loading says of the whole law with one act changed; the files stand in a folder of their own. */
function withAct(name: string, change: (text: string) => string) {
  const folder = mkdtempSync(join(tmpdir(), 'comity-national-'));
  try {
    cpSync(REGIMES_FOLDER, folder, { recursive: true });
    const file = join(folder, 'nis2', name);
    const before = readFileSync(file, 'utf8');
    const after = change(before);
    assert.notEqual(after, before);
    writeFileSync(file, after);
    return loadRulebook({ folder });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('an act that cannot be meant is refused with its file', () => {
  const cases: readonly (readonly [string, string, string, string])[] = [
    ['at.json', '"id": "early-warning"', '"id": "first-word"', 'regime-malformed'],
    ['at.json', '"id": "early-warning"', '"id": "notification"', 'regime-malformed'],
    ['be.json', '"drops": ["quarterly-summary"]', '"drops": []', 'regime-malformed'],
    ['be.json', '"drops": ["quarterly-summary"]', '"drops": ["quarterly-summary", "final"]', 'regime-malformed'],
    ['at.json', '"base": 2', '"base": 9', 'regime-version-missing'],
    ['at.json', '"state": "AT"', '"state": "DE"', 'regime-id-not-its-file'],
    ['at.json', '"Europe/Vienna"', '"Europe/Atlantis"', 'regime-zone-unknown'],
    ['at.json', '"on": "2026-10-01"', '"on": "2026-13-01"', 'regime-date-impossible'],
    ['at.json', '"checked_on": "2026-12-01"', '"checked_on": "2026-12-32"', 'regime-date-impossible'],
    ['be.json', '"status_confidence": "S"', '"status_confidence": "P"', 'regime-source-missing'],
    [
      'be.json',
      '(NIS2 Art. 23(4)(a))",\n      "confidence": "S"',
      '(NIS2 Art. 23(4)(a))",\n      "confidence": "P"',
      'regime-source-missing',
    ],
    ['cy.json', '"value": 6, "unit": "hour"', '"value": 0, "unit": "hour"', 'regime-duration-impossible'],
    ['cy.json', '"from": { "filed": "notification" }', '"from": { "filed": "notice" }', 'regime-anchor-unknown'],
    ['it.json', '"fact": "listed_on"', '"fact": "significant"', 'regime-begins-impossible'],
  ];
  for (const [name, from, to, code] of cases) {
    const read = withAct(name, (text) => text.replace(from, to));
    assert.ok(!read.ok, `${name}: ${to} was taken`);
    assert.equal(read.refusal.code, code, `${name}: ${to}: ${read.refusal.sentence}`);
    assert.match(read.refusal.place ?? '', new RegExp(`^regimes/nis2/${name}:\\d+$`, 'u'));
  }
});

test('an act without sources, or with one that nobody saw on a day, is refused', () => {
  const cut = (text: string) => text.replace(/"sources": \[[\s\S]*?\n {2}\],/u, '"sources": [],');
  for (const change of [cut, (text: string) => text.replaceAll('"seen": "2026-12-01"', '"seen": "lately"')]) {
    const read = withAct('ee.json', change);
    assert.ok(!read.ok && read.refusal.code === 'regime-malformed');
  }
});

test('a later version of the directive leaves the acts that were laid over the earlier one as they are', () => {
  const folder = mkdtempSync(join(tmpdir(), 'comity-national-'));
  try {
    cpSync(REGIMES_FOLDER, folder, { recursive: true });
    const second = readFileSync(join(folder, 'eu-nis2.json'), 'utf8');
    writeFileSync(join(folder, 'superseded', 'eu-nis2@2.json'), second);
    const third = second
      .replace('"version": 2', '"version": 3')
      .replace('"valid_from": "2026-12-01"', '"valid_from": "2027-12-01"')
      .replace('"value": 24, "unit": "hour"', '"value": 12, "unit": "hour"');
    writeFileSync(join(folder, 'eu-nis2.json'), third);
    const read = loadRulebook({ folder });
    assert.ok(read.ok, JSON.stringify(read));
    assert.equal(read.value.regimes.hash('nis2-de', 1), regimes.hash('nis2-de', 1));
    assert.equal(hoursOf(read.value.regimes.current('nis2-de')?.stages[0]), '24 hour');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('every file of the national layer is an act of the directive', () => {
  const files = readdirSync(join(REGIMES_FOLDER, 'nis2')).filter((name) => name.endsWith('.json'));
  assert.deepEqual(
    files.map((name) => `nis2-${name.replace('.json', '')}`).toSorted(),
    acts.map(({ id }) => id).toSorted(),
  );
});

test('a trust service is never left without a clock for its notification because its shorter hours were not read', () => {
  const facts = { sectors: 'digital-infrastructure', size: 'large', significant: 'yes', trust_service: 'yes' };
  const at = { awareness: '2027-01-12T09:00:00Z', evidence: '2027-01-12T09:00:00Z' };
  const moments = { ...at, detection: at.awareness, verification: at.awareness };
  const withHours = acts.filter((act) => {
    const notification = act.stages.find(({ id }) => id === 'notification');
    return isBinding(act) && notification !== undefined && notification.confidence !== 'R';
  });
  assert.ok(withHours.length >= 15);
  for (const { id, jurisdiction } of withHours) {
    const days = { registered_on: '2025-01-01', listed_on: '2025-01-01' };
    const answer = of(ask({ ...facts, ...days, state: jurisdiction }, moments), id);
    const running = answer?.stages.filter(
      ({ stage, noClock, applies }) =>
        stage.id.startsWith('notification') && noClock === null && applies === 'applies',
    );
    assert.equal(running?.length, 1, id);
  }
});

test('Danish energy is left to its own act, which is known and not computed', () => {
  const grid = { ...CLINIC, sectors: ['energy'], state: 'DK' };
  assert.equal(of(ask(grid), 'nis2-dk')?.applies, 'does-not-apply');
  assert.equal(of(ask(grid), 'dk-energy')?.applies, 'applies');
  assert.equal(of(ask(grid), 'dk-energy')?.binding, false);
  assert.equal(of(ask({ ...CLINIC, state: 'DK' }), 'nis2-dk')?.applies, 'applies');
});
