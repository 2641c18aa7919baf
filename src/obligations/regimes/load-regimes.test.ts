import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { lineAt, linesOf } from './json-lines.ts';
import { loadRulebook, REGIMES_FOLDER } from './load-regimes.ts';

type Files = Readonly<Record<string, string>>;

const GROUPS = readFileSync(join(REGIMES_FOLDER, 'groups.json'), 'utf8');
const at = (text: string) => Temporal.Instant.from(text);

/** A small sound regime, one member a line, so that tests can say in which line its mistake stands. */
const SOUND = `{
  "id": "test", "version": 1,
  "valid_from": "2026-01-01",
  "kind": "law", "title": "Test act", "instrument": "Test act", "jurisdiction": "EU",
  "status": "in-force", "status_confidence": "R",
  "obligated": "Everybody", "threshold": "Anything",
  "applies": {
    "all": [{ "fact": "state", "in": ["EU"] }, { "fact": "significant", "is": true }]
  },
  "calendar": "plain",
  "time_zone": "Europe/Berlin",
  "stages": [
    {
      "id": "first", "name": "First", "confidence": "R", "bearer": "declarer",
      "citation": "Art. 1",
      "addressees": [{ "role": "csirt", "name": "The CSIRT" }],
      "opens": { "moment": "awareness" },
      "limits": [{ "within": { "value": 24, "unit": "hour" }, "of": { "moment": "awareness" } }],
      "met_by": { "filing": true }, "needs": []
    },
    {
      "id": "second", "name": "Second", "confidence": "R", "bearer": "declarer",
      "citation": "Art. 2",
      "addressees": [{ "role": "csirt", "name": "The CSIRT" }],
      "opens": { "filed": "first" },
      "limits": [{ "within": { "value": 1, "unit": "calendar-month" }, "of": { "filed": "first" } }],
      "met_by": { "filing": true }, "needs": [{ "fact": "description", "need": "must" }]
    }
  ],
  "notes": [], "sources": ["Nowhere"], "checked_on": "2026-11-22", "confidence": "R"
}
`;

function loaded(files: Files) {
  const folder = mkdtempSync(join(tmpdir(), 'comity-regimes-'));
  try {
    mkdirSync(join(folder, 'superseded'));
    for (const [name, text] of Object.entries({ 'groups.json': GROUPS, ...files })) {
      writeFileSync(join(folder, name), text);
    }
    return loadRulebook({ folder });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What loading says when `from` is replaced by `to` in the sound regime, and the line in which `to` then stands. */
function mistake(from: string, to: string) {
  assert.ok(SOUND.includes(from), from);
  const text = SOUND.replace(from, to);
  const read = loaded({ 'test.json': text });
  assert.ok(!read.ok, `${to} was taken`);
  return { ...read.refusal, text };
}

const PLAIN = '"calendar": "plain"';
const READ = '"citation": "Art. 1", "confidence": "S"';
const begins = (from: string) => `"calendar": "plain", "begins": { "citation": "Art. 6", ${from} }`;
const closing = (rest: string) =>
  `"of": { "moment": "awareness" }, "closes": { "at": "17:30", "citation": "Art. 1", "confidence": "S", ${rest} }`;

function lineOf(text: string, part: string): number {
  return text.slice(0, text.indexOf(part)).split('\n').length;
}

test('every regime of this repository loads, each stage with a citation and each source by name', () => {
  const read = loadRulebook();
  assert.ok(read.ok, JSON.stringify(read));
  const { all } = read.value.regimes;
  assert.ok(all.length >= 21);
  for (const { stages, sources } of all) {
    assert.ok(sources.length > 0);
    for (const { citation } of stages) assert.ok(citation.length > 2);
  }
});

test('the hash of a regime is that of its file’s bytes', () => {
  const read = loadRulebook();
  assert.ok(read.ok);
  const { regimes } = read.value;
  const hashOf = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('base64url');
  assert.equal(regimes.hash('eu-nis2', 2), hashOf(readFileSync(join(REGIMES_FOLDER, 'eu-nis2.json'))));
  assert.equal(
    regimes.hash('eu-nis2', 1),
    hashOf(readFileSync(join(REGIMES_FOLDER, 'superseded/eu-nis2@1.json'))),
  );
  assert.equal(regimes.hash('eu-nis2', 99), undefined);
  // A text made of two files is pinned as programs get it.
  assert.equal(regimes.hash('nis2-cy', 1), hashOf(JSON.stringify(regimes.current('nis2-cy'))));
});

test('a regime that is not in force is never called so, and what is unconfirmed is marked', () => {
  const read = loadRulebook();
  assert.ok(read.ok);
  const status = (id: string) => read.value.regimes.current(id)?.status;
  assert.equal(status('us-circia'), 'not-in-force');
  assert.equal(status('uk-csrb'), 'proposed');
  assert.equal(status('un-poc'), 'voluntary');
  assert.equal(status('relay-policy'), 'agreed-policy');
  const unconfirmed = read.value.regimes.all.flatMap(({ id, stages }) =>
    stages.filter(({ confidence }) => confidence === 'R').map((stage) => `${id} ${stage.id}`),
  );
  for (const one of ['ua-1533 final', 'za joint-standard', 'eu-nis2 feedback', 'un-poc ping']) {
    assert.ok(unconfirmed.includes(one), one);
  }
});

test('each mistake in a regime is refused with its code, the file and the line', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['"citation": "Art. 2",', '"citation": " ",', 'regime-citation-missing'],
    ['"citation": "Art. 2",', '"citation": "",', 'regime-citation-missing'],
    ['"opens": { "filed": "first" }', '"opens": { "filed": "zeroth" }', 'regime-anchor-unknown'],
    ['"of": { "filed": "first" }', '"of": { "deadline": "third" }', 'regime-anchor-unknown'],
    ['"opens": { "moment": "awareness" }', '"opens": { "moment": "suspicion" }', 'regime-anchor-unknown'],
    ['"opens": { "moment": "awareness" }', '"opens": { "filed": "second" }', 'regime-anchor-circular'],
    ['"opens": { "filed": "first" }', '"opens": { "deadline": "second" }', 'regime-anchor-circular'],
    ['"value": 24, "unit": "hour"', '"value": 4, "unit": "business-day"', 'regime-duration-impossible'],
    ['"value": 24, "unit": "hour"', '"value": 0, "unit": "hour"', 'regime-duration-impossible'],
    ['"value": 24, "unit": "hour"', '"value": -1, "unit": "hour"', 'regime-duration-impossible'],
    ['"value": 24, "unit": "hour"', '"value": 1.5, "unit": "hour"', 'regime-duration-impossible'],
    ['"value": 24, "unit": "hour"', '"value": 3, "unit": "fortnight"', 'regime-duration-impossible'],
    ['"value": 24, "unit": "hour"', '"value": 1001, "unit": "hour"', 'regime-duration-impossible'],
    ['"value": 24, "unit": "hour"', '"value": 1001, "unit": "calendar-day"', 'regime-duration-impossible'],
    [
      '"fact": "significant", "is": true',
      `${'"not": { '.repeat(7)}"fact": "significant", "is": true${' }'.repeat(7)}`,
      'regime-malformed',
    ],
    [
      '"value": 1, "unit": "calendar-month"',
      '"value": 121, "unit": "calendar-month"',
      'regime-duration-impossible',
    ],
    ['"fact": "significant", "is": true', '"fact": "seriousness", "is": true', 'regime-fact-unknown'],
    ['"fact": "significant", "is": true', '"fact": "significant", "in": ["EU"]', 'regime-value-unknown'],
    ['"in": ["EU"]', '"in": ["AQQ"]', 'regime-value-unknown'],
    ['"in": ["EU"]', '"in": ["QQ"]', 'regime-value-unknown'],
    ['"in": ["EU"]', '"in": []', 'regime-value-unknown'],
    ['"fact": "state", "in": ["EU"]', '"fact": "sectors", "in": ["magic"]', 'regime-value-unknown'],
    ['"fact": "significant", "is": true', '"facts": "significant", "is": true', 'regime-malformed'],
    ['"id": "second"', '"id":  "first"', 'regime-stage-repeated'],
    ['"valid_from": "2026-01-01"', '"valid_from": "2026-02-30"', 'regime-date-impossible'],
    ['"time_zone": "Europe/Berlin"', '"time_zone": "Europe/Atlantis"', 'regime-zone-unknown'],
    ['"calendar": "plain"', '"calendar": "lunar"', 'regime-malformed'],
    ['"fact": "description"', '"fact": "weather"', 'regime-malformed'],
    ['"sources": ["Nowhere"]', '"sources": []', 'regime-malformed'],
    ['"sources": ["Nowhere"]', '"sources": [" "]', 'regime-source-missing'],
    ['"checked_on": "2026-11-22"', '"checked_on": "2026-11-31"', 'regime-date-impossible'],
    [PLAIN, `"calendar": "plain", "begins": { "citation": "Art. 6" }`, 'regime-begins-impossible'],
    [PLAIN, begins('"fact": "significant"'), 'regime-begins-impossible'],
    [
      PLAIN,
      begins('"fact": "notified_critical_on", "plus": { "value": 9, "unit": "hour" }'),
      'regime-begins-impossible',
    ],
    [
      PLAIN,
      begins('"on": "2026-10-01", "plus": { "value": 9, "unit": "calendar-month" }'),
      'regime-begins-impossible',
    ],
    [
      PLAIN,
      begins('"fact": "listed_on", "plus": { "value": 121, "unit": "calendar-month" }'),
      'regime-duration-impossible',
    ],
    [PLAIN, begins('"on": "2026-02-29"'), 'regime-date-impossible'],
    ['"of": { "moment": "awareness" }', closing('"on": "day"'), 'regime-closes-impossible'],
  ];
  for (const [from, to, code] of cases) {
    const { place, sentence, text, ...refusal } = mistake(from, to);
    assert.equal(refusal.code, code, `${to}: ${sentence}`);
    assert.equal(place, `regimes/test.json:${lineOf(text, to)}`, `${to}: ${sentence}`);
  }
});

test('a closing hour that the calendar cannot mean is refused, and one that it can is taken', () => {
  const days = SOUND.replace('"value": 1, "unit": "calendar-month"', '"value": 30, "unit": "calendar-day"');
  const text = (closes: string, calendar = 'plain') =>
    days
      .replace(
        '"of": { "filed": "first" }',
        `"of": { "filed": "first" }, "closes": { "at": "17:30", ${closes} ${READ} }`,
      )
      .replace('"calendar": "plain"', `"calendar": "${calendar}"`);
  const codeOf = (file: string) => {
    const read = loaded({ 'test.json': file });
    return read.ok ? 'taken' : read.refusal.code;
  };
  assert.equal(codeOf(text('"on": "day",')), 'taken');
  assert.equal(codeOf(text('"on": "extended-day",', 'eu-1182-71')), 'taken');
  assert.equal(codeOf(text('"on": "business-day",', 'eu-1182-71')), 'taken');
  assert.equal(codeOf(text('"on": "extended-day",')), 'regime-closes-impossible');
  assert.equal(codeOf(text('"on": "business-day",', 'us-federal')), 'regime-closes-impossible');
  assert.equal(codeOf(text('"on": "day", "zone": "Mars/Olympus",')), 'regime-zone-unknown');
  assert.equal(codeOf(text('"on": "sometimes",')), 'regime-malformed');
  assert.equal(codeOf(text('"on": "day",').replace('"at": "17:30"', '"at": "25:00"')), 'regime-malformed');
  assert.equal(codeOf(text('').replace(', "closes": { "at": "17:30",', ', "closes": {')), 'regime-malformed');
});

test('a regime that is only known by name has no stage that was read, and one that counts has a stage', () => {
  const named = SOUND.replace('"calendar": "plain"', '"calendar": "plain", "computed": false');
  assert.ok(loaded({ 'test.json': named }).ok, 'stages of general knowledge may stand there');
  const read = loaded({
    'test.json': named.replace('"confidence": "R", "bearer"', '"confidence": "S", "bearer"'),
  });
  assert.ok(!read.ok && read.refusal.code === 'regime-malformed');
  const stages = SOUND.indexOf('"stages": [');
  const empty = (text: string) =>
    `${text.slice(0, text.indexOf('"stages": ['))}"stages": [],${text.slice(text.indexOf('\n  "notes"'))}`;
  assert.ok(stages > 0 && loaded({ 'test.json': empty(named) }).ok);
  const nothing = loaded({ 'test.json': empty(SOUND) });
  assert.ok(!nothing.ok && nothing.refusal.place?.startsWith('regimes/test.json:') === true);
});

test('a stage without any citation is refused at the stage', () => {
  const { code, place, text } = mistake('      "citation": "Art. 2",\n', '');
  assert.equal(code, 'regime-citation-missing');
  assert.equal(place, `regimes/test.json:${lineOf(text, '"id": "second"') - 1}`);
});

test('what is no JSON, or says one thing twice, is refused with its file', () => {
  for (const text of ['', '{', SOUND.replace('"version": 1,', '"version": 1, "version": 2,'), '\ufeff{}']) {
    const read = loaded({ 'test.json': text });
    assert.ok(!read.ok);
    assert.equal(read.refusal.code, 'regime-file-unreadable');
    assert.equal(read.refusal.place, 'regimes/test.json');
  }
});

test('a regime stands in the file of its name, so that no two can have one id', () => {
  const read = loaded({ 'test.json': SOUND, 'other.json': SOUND });
  assert.ok(!read.ok);
  assert.equal(read.refusal.code, 'regime-id-not-its-file');
  assert.equal(read.refusal.place, 'regimes/other.json:2');
});

const SECOND = SOUND.replace('"version": 1', '"version": 2').replace('2026-01-01', '2026-07-01');

test('a changed regime counts up and keeps the version that cases rest on', () => {
  const refusalOf = (files: Files) => {
    const read = loaded(files);
    assert.ok(!read.ok);
    return [read.refusal.code, read.refusal.place];
  };
  assert.deepEqual(refusalOf({ 'test.json': SECOND }), ['regime-version-missing', 'regimes/test.json:2']);
  assert.deepEqual(refusalOf({ 'test.json': SOUND, 'superseded/test@1.json': SOUND }), [
    'regime-version-not-counted-up',
    'regimes/test.json:2',
  ]);
  assert.deepEqual(
    refusalOf({ 'test.json': SECOND.replace('2026-07-01', '2026-01-01'), 'superseded/test@1.json': SOUND }),
    ['regime-version-not-counted-up', 'regimes/test.json:3'],
  );
  assert.deepEqual(refusalOf({ 'superseded/test@1.json': SOUND }), [
    'regime-version-missing',
    'regimes/superseded/test@1.json:2',
  ]);
});

test('a clock uses the version whose first day came last before it; a declaration the one that it names', () => {
  const read = loaded({ 'test.json': SECOND, 'superseded/test@1.json': SOUND });
  assert.ok(read.ok, JSON.stringify(read));
  const { regimes } = read.value;
  // Days begin in the zone of the regime, which is an hour, and in summer two, before UTC.
  assert.equal(regimes.inForce('test', at('2025-12-31T22:59:59.999Z')), undefined);
  assert.equal(regimes.inForce('test', at('2025-12-31T23:00:00Z'))?.version, 1);
  assert.equal(regimes.inForce('test', at('2026-06-30T21:59:59.999Z'))?.version, 1);
  assert.equal(regimes.inForce('test', at('2026-06-30T22:00:00Z'))?.version, 2);
  assert.equal(regimes.current('test')?.version, 2);
  assert.equal(regimes.version('test', 1)?.valid_from, '2026-01-01');
  assert.deepEqual(
    regimes.versions('test').map(({ version }) => version),
    [2, 1],
  );
  assert.equal(regimes.all.length, 1);
});

test('fictional states may join a group, real ones and unknown groups may not', () => {
  const joined = loadRulebook({ fictional: { EU: ['XV', 'XA'] } });
  assert.ok(joined.ok && joined.value.groups.get('EU')?.includes('XV') === true);
  for (const fictional of [{ EU: ['CH'] }, { ATLANTIS: ['XV'] }]) {
    const read = loadRulebook({ fictional });
    assert.ok(!read.ok && read.refusal.code === 'group-unknown');
  }
});

test('groups have the members they are known to have', () => {
  const read = loadRulebook();
  assert.ok(read.ok);
  const size = (id: string) => read.value.groups.get(id)?.length;
  assert.deepEqual([size('EU'), size('EEA'), size('OSCE')], [27, 30, 57]);
});

test('the line of every value is found, however the text is laid out', () => {
  const values = fc.jsonValue({ maxDepth: 4 });
  fc.assert(
    fc.property(values, fc.integer({ min: 0, max: 4 }), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      const rows = text.split('\n');
      for (const [pointer, line] of linesOf(text)) {
        const names = pointer
          .split('/')
          .slice(1)
          .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
        let found: unknown = value;
        for (const name of names) found = (found as Readonly<Record<string, unknown>>)[name];
        const [first = ''] = JSON.stringify(found, null, indent).split('\n');
        assert.ok(rows[line - 1]!.includes(first), `${pointer} is not in line ${line}`);
      }
    }),
  );
  assert.equal(lineAt(linesOf('{\n"a": {}}'), '/a/b/c'), 2);
});

test('calendars and groups that are malformed are refused with their line', () => {
  const read = loaded({ 'groups.json': '{\n "groups": [],\n "checked_on": "2026-11-22" }' });
  assert.ok(!read.ok);
  assert.deepEqual([read.refusal.code, read.refusal.place], ['groups-malformed', 'regimes/groups.json:2']);
  assert.ok(readdirSync(join(REGIMES_FOLDER, 'calendars')).length >= 13);
});
