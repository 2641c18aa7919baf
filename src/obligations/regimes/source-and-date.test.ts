/** No line of law stands without where it was read and when: one test for each kind of file. */
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadRulebook, REGIMES_FOLDER } from './load-regimes.ts';

type Json = Record<string, unknown>;

/** What loading says of the whole law with one file changed. */
function withFile(name: string, change: (file: Json) => void) {
  const folder = mkdtempSync(join(tmpdir(), 'comity-sources-'));
  try {
    cpSync(REGIMES_FOLDER, folder, { recursive: true });
    const file = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Json;
    change(file);
    writeFileSync(join(folder, name), JSON.stringify(file, null, 2));
    return loadRulebook({ folder });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

type Change = readonly [what: string, change: (file: Json) => void];

const items = (file: Json, list: string) => file[list] as Json[];
const WITHOUT_DAY: readonly Change[] = [
  ['no day', (file) => delete file.checked_on],
  ['an empty day', (file) => (file.checked_on = '')],
  ['a day that never was', (file) => (file.checked_on = '2026-02-30')],
];

function refusesEach(name: string, changes: readonly Change[]): void {
  for (const [what, change] of changes) {
    const read = withFile(name, change);
    assert.ok(!read.ok, `${name} with ${what} was taken`);
    assert.ok(read.refusal.place?.startsWith(`regimes/${name}:`), `${what}: ${read.refusal.place}`);
  }
}

test('a regime is refused without a source, with a nameless one, with a stage that cites nothing, or without its day', () => {
  refusesEach('eu-gdpr.json', [
    ...WITHOUT_DAY,
    ['no sources', (file) => delete file.sources],
    ['an empty list of sources', (file) => (file.sources = [])],
    ['a nameless source', (file) => (file.sources = [' '])],
    ['a stage without citation', (file) => delete items(file, 'stages')[0]!.citation],
    ['a stage with a blank citation', (file) => (items(file, 'stages')[0]!.citation = ' ')],
  ]);
});

test('an act of the national layer is refused without a source, with one nobody saw, or without its day', () => {
  refusesEach('nis2/cy.json', [
    ...WITHOUT_DAY,
    ['no sources', (file) => delete file.sources],
    ['an empty list of sources', (file) => (file.sources = [])],
    ['a nameless source', (file) => (items(file, 'sources')[0]!.name = ' ')],
    ['a source that nobody saw', (file) => delete items(file, 'sources')[0]!.seen],
    ['a source seen on no day', (file) => (items(file, 'sources')[0]!.seen = '2026-13-01')],
    ['a stage without citation', (file) => delete items(file, 'stages')[0]!.citation],
    ['a stage with a blank citation', (file) => (items(file, 'stages')[0]!.citation = ' ')],
  ]);
});

test('a calendar is refused without its source or its day', () => {
  refusesEach('calendars/CY.json', [
    ...WITHOUT_DAY,
    ['no source', (file) => delete file.source],
    ['a nameless source', (file) => (file.source = ' ')],
  ]);
});

test('the groups of states are refused where one has no source, or all have no day', () => {
  refusesEach('groups.json', [
    ...WITHOUT_DAY,
    ['a group without source', (file) => delete items(file, 'groups')[0]!.source],
    ['a group with a nameless source', (file) => (items(file, 'groups')[0]!.source = ' ')],
  ]);
});
