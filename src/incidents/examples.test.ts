import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { isStateCode } from '#vocabulary/states.ts';
import { type CaseRecord, readCaseRecord, stepDraft } from './case/case-record.ts';
import { checkContent } from './content.ts';
import { readDraftFile } from './form/draft-file.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'examples');
const RECORDS = ['ka-sat.json'];
const DRAFTS = readdirSync(FOLDER).filter((name) => name.endsWith('.json') && !RECORDS.includes(name));
const NOW = Temporal.Instant.from('2026-11-22T00:00:00Z');

const CASE = '6a0b8f4e-0c7d-4f0a-9b1e-000000000001';

function textOf(name: string): string {
  return readFileSync(join(FOLDER, name), 'utf8');
}

function record(): CaseRecord {
  const outcome = readCaseRecord(textOf('ka-sat.json'));
  assert.ok(outcome.ok, outcome.ok ? '' : `${outcome.refusal.place}: ${outcome.refusal.sentence}`);
  return outcome.value;
}

for (const name of DRAFTS) {
  test(`examples/${name} is a draft that notify takes`, () => {
    const draft = readDraftFile(textOf(name));
    assert.ok(draft.ok, draft.ok ? '' : `${draft.refusal.place}: ${draft.refusal.sentence}`);
    const content = checkContent({ case: CASE, ...draft.value, issuer: 'did:web:a.example' }, NOW);
    assert.ok(content.ok, content.ok ? '' : content.refusal.sentence);
  });
}

test('the examples are fictional: their states are user-assigned codes, their numbers and domains reserved ones', () => {
  for (const name of DRAFTS) {
    const text = textOf(name);
    const { claims } = JSON.parse(text) as { claims: { affected_states?: string[] } };
    if (Array.isArray(claims.affected_states)) {
      for (const state of claims.affected_states) assert.match(state, /^X[A-Z]$/, name);
    }
    for (const number of text.match(/\+\d[\d ]+/g) ?? []) assert.match(number, /^\+999 /, name);
    for (const [address] of text.matchAll(/\b\d+\.\d+\.\d+\.\d+\b/g)) assert.match(address, /^192\.0\.2\./, name);
  }
});

test('the KA-SAT record is sound: every step a valid statement, every name led somewhere, in order of time', () => {
  const { steps } = record();
  assert.ok(steps.length >= 10);
  assert.equal(steps[0]?.at, '2022-02-24T03:02Z');
});

test('every step of the KA-SAT record carries its sources, and each says whether it was read itself', () => {
  const ka = record();
  const replay = { issuers: {}, cases: {}, digests: new Map<string, string>() };
  for (const step of ka.steps) {
    const { claims } = stepDraft(ka, step, replay);
    assert.ok(Array.isArray(claims.sources) && claims.sources.length === step.facts.length, step.id);
  }
  const used = new Set(ka.steps.flatMap((step) => step.facts));
  for (const [name, source] of Object.entries(ka.sources)) {
    assert.ok(used.has(name), `${name} is used`);
    assert.equal(source.url === undefined, !source.confirmed, `${name}: what was not read has no address here`);
  }
});

test('the KA-SAT record names real states and accuses nobody in its own words', () => {
  const ka = record();
  for (const step of ka.steps) {
    const states = step.claims.affected_states;
    if (Array.isArray(states))
      for (const state of states) assert.ok(isStateCode(state) && !state.startsWith('X'), step.id);
    if (JSON.stringify(step.claims).includes('Russia')) assert.equal(step.id, 'named');
  }
});

test('what a step rests on becomes the digest of the earlier step, and its case the case of the replay', () => {
  const ka = record();
  const relay = ka.steps.find((step) => step.id === 'relay')!;
  const link = ka.steps.find((step) => step.id === 'link')!;
  const replay = {
    issuers: { 'home-authority': 'did:web:csirt.veldmark.example' },
    cases: { satellite: 'case-1', wind: 'case-2' },
    digests: new Map([
      ['alert', 'A'],
      ['spread', 'B'],
    ]),
  };
  assert.deepEqual(stepDraft(ka, relay, replay).claims.based_on, ['A', 'B']);
  assert.equal(stepDraft(ka, relay, replay).issuer, 'did:web:csirt.veldmark.example');
  assert.equal(stepDraft(ka, link, replay).claims.other_case, 'case-1');
  assert.equal(stepDraft(ka, link, replay).case, 'case-2');
});

type Edit = (content: CaseRecord) => unknown;
const BROKEN: readonly (readonly [string, Edit])[] = [
  ['a step that rests on a later one', (ka) => Object.assign(ka.steps[0]!, { based_on: ['relay'] })],
  ['a source nobody listed', (ka) => Object.assign(ka.steps[0]!, { facts: ['hearsay'] })],
  ['a speaker nobody listed', (ka) => Object.assign(ka.steps[0]!, { speaker: 'toString' })],
  ['two steps of one name', (ka) => Object.assign(ka.steps[1]!, { id: ka.steps[0]!.id })],
  ['steps out of order', (ka) => ka.steps.reverse()],
  ['a type that does not exist', (ka) => Object.assign(ka.steps[0]!, { type: 'rumour' })],
  ['a claim of the wrong shape', (ka) => Object.assign(ka.steps[0]!.claims, { malicious: 'certainly' })],
  ['a source without a publisher', (ka) => Object.assign(Object.values(ka.sources)[0]!, { publisher: '' })],
  ['no steps', (ka) => ka.steps.splice(0)],
  ['a member we do not know', (ka) => Object.assign(ka, { verdict: 'guilty' })],
];

for (const [what, edit] of BROKEN) {
  test(`a case record with ${what} is refused`, () => {
    const content = JSON.parse(textOf('ka-sat.json')) as CaseRecord;
    edit(content);
    assert.equal(readCaseRecord(JSON.stringify(content)).ok, false);
  });
}
