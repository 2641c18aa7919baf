import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { primitives } from '#primitives';
import type { JsonValue } from '#statement/draft.ts';
import { prepare, sign } from '#statement/issue.ts';
import { marking } from '#statement/marking.ts';
import { present } from '#statement/present.ts';
import type { StatementType } from '#statement/statement-type.ts';
import { fixedKey } from '#testing/forge.ts';
import { JUNK, TIMES } from '#testing/junk.ts';
import { openPageSite, type PageSite } from '#testing/page-site.ts';

const NEIGHBOUR = 'did:web:cyber.arvenia.example';
const LOG = 'arvenia.example/log';
/** Values lie so far apart that each round gives every claim another kind of them. */
const STEP = 7;
const ROUNDS = [0, 6, 12, 21, 30];
const CASE_PAGES = ['', '/brief', '/lines', '/lines/new', '/lines/ask', '/relay', '/update'];
const CASE_ANSWERS = [
  'bundle',
  'clocks',
  'lines',
  'promises',
  'relay-proposal',
  'reports',
  'statements',
  'summary',
];
const LISTS = ['/cases', '/desk', '/news', '/contacts', '/duties', '/search?q=a.example', '/api/v1/cases'];

/** One statement of a type as its next version might be, everything in it for anybody. */
function neighbourSays(
  site: PageSite,
  type: StatementType,
  caseId: string,
  round: number,
  values: readonly JsonValue[],
) {
  const claims = Object.keys(type.claims).map((name, place) => ({
    name,
    value: name === 'case' ? caseId : values[(round + place * STEP) % values.length]!,
    marking: marking('clear'),
  }));
  const vct = `urn:comity:statement:${type.name}:2`;
  const key = fixedKey('issuer');
  const envelope = { issuer: NEIGHBOUR, vct, log: LOG, realm: site.node.ledger.realm };
  const prepared = prepare(envelope, claims, key, primitives.randomBytes);
  assert.ok(prepared.ok, prepared.ok ? '' : prepared.refusal.sentence);
  return sign(prepared.value, key);
}

/** Shows all pages and answers, to a person and to anybody, of what a neighbour says in each of these rounds. */
async function allAnswered(values: readonly JsonValue[], rounds: readonly number[]): Promise<void> {
  await using site = await openPageSite();
  const { ledger, clock } = site.node;
  const tomas = site.person('Tomas');
  const due = clock.now.add({ hours: 30 }).toString({ smallestUnit: 'second' });
  const promise = { type: 'promise', issuer: tomas.party, case: randomUUID(), claims: { what: 'x', due } };
  // The federation checks proofs before the ledger stores them; here any one of that log's name will do.
  const proof = (await ledger.proof(await site.node.say(tomas, promise)))!.replaceAll(ledger.origin, LOG);
  for (const round of rounds) {
    const caseId = randomUUID();
    const said = [...ledger.types.values()].map((type) => neighbourSays(site, type, caseId, round, values));
    const foreign = said.map(({ jwt, disclosures }) => ({ presentation: present(jwt, disclosures), proof }));
    for (const one of foreign) {
      const arrival = { kind: 'arrival', actor: { kind: 'node' }, foreign: [one], receipt: null } as const;
      assert.ok((await ledger.submit(arrival)).ok);
    }
    const paths = [
      ...CASE_PAGES.map((page) => `/cases/${caseId}${page}`),
      ...CASE_ANSWERS.map((answer) => `/api/v1/cases/${caseId}/${answer}`),
      ...['/border/', '/cooperation/threads/', '/report-once/'].map((page) => `${page}${caseId}`),
      ...LISTS,
      ...said.map(({ digest }) => `/statements/${digest}`),
    ];
    for (const path of paths) {
      for (const visitor of ['Tomas', null] as const) {
        const { status } = await site.get(visitor, path);
        assert.ok(status < 500, `${path} of ${visitor}, round ${round}`);
      }
    }
  }
}

test('pages and answers show whatever a neighbour says under the names of our types', () =>
  allAnswered(JUNK, ROUNDS));

test('no time that a neighbour names, at either end of the calendar or none at all, makes a page fail', () =>
  allAnswered(TIMES, [0, 3, 9, 13, 16]));
