import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decisionKey } from '#border/decide.ts';
import { type ContactRecord, identityOf } from '#contacts/contact-record.ts';
import { givingKey } from '#contacts/ping-job.ts';
import { proposalId } from '#contacts/proposals.ts';
import { givingClockKey } from '#exercises/clock-job.ts';
import { passingKey } from '#federation/delivery/recalls.ts';
import { misbehaviourKey } from '#federation/logs/misbehaviour-detection.ts';
import { eventRow } from '#gateway/hooks/event-body.ts';
import { draftOf } from '#ledger/routes.ts';
import { obligationId } from '#obligations/clocks/obligation.ts';
import { CONTACT_KINDS } from '#parties/statements.ts';
import { calendarOf } from '#reminders/calendar.ts';
import type { DueItem } from '#reminders/due.ts';
import { stepsOf } from '#reminders/plan.ts';
import { messageId } from '#reminders/queue.ts';
import { caseIdFrom, idempotencyKeyFrom } from '#statement/case-id.ts';
import { readSources } from './source.ts';

/** Of each part, values that are easily taken for one another. */
const CASE = ['6a0b8f4e-0c7d-4f0a-9b1e-000000000001', '6a0b8f4e-0c7d-4f0a-9b1e-000000000002'];
const PARTY = ['did:web:ward.example', 'did:web:ward.example:north', 'did:web:north.example'];
const DIGEST = ['A'.repeat(43), `${'A'.repeat(42)}B`];
const WORD = ['final', 'final-once-handled', 'final-2'];
const COUNT = [1, 11, 2];
const AT = ['2026-04-03T23:59:59.999Z', '2026-04-03T23:59:59.998Z', '2026-04-03T23:59:59Z'];

const OBLIGATION = { case: CASE, regime: WORD, stage: WORD, bearer: PARTY, role: WORD, occasion: DIGEST };
type Given<Parts> = {
  readonly [Name in keyof Parts]: Parts[Name] extends readonly (infer Value)[] ? Value : never;
};

function itemOf(id: string, at = AT[0]!): DueItem {
  const dueAt = Temporal.Instant.from(at);
  return {
    id,
    party: PARTY[0]!,
    case: CASE[0]!,
    what: { value: 'Final report', tlp: 'green' },
    dueAt: { value: dueAt, tlp: 'green' },
    sureness: null,
    openedAt: null,
    own: true,
    danger: false,
  };
}

const obligationOf = (given: Given<typeof OBLIGATION>) => obligationId(given);
const settings = { publicUrl: 'https://node.example', realm: 'live', timesTravel: true };
const uidOf = (id: string) => {
  const lines = calendarOf([itemOf(id)], settings, Temporal.Instant.from(AT[0]!))
    .replaceAll('\r\n ', '')
    .split('\r\n');
  return lines.find((line) => line.startsWith('UID:'))!;
};

function stepKey(id: string, dueAt: string, person: string, hours: number): string {
  const chain = { levels: new Map([['person', [person]] as const]), deputyAfterHours: 0, headAfterHours: 0 };
  return stepsOf(itemOf(id, dueAt), chain, () => [hours])[0]!.key;
}

type Reached = Pick<ContactRecord, 'state' | 'kind' | 'organisation' | 'email' | 'phone'> & {
  name?: string | null;
};
const contactOf = ({ name, ...given }: Reached): ContactRecord => ({
  ...given,
  ...(name === undefined || name === null ? {} : { name }),
});

/** An identifier, the parts it is made from, and which of those must each tell two things apart. */
type Identifier = {
  readonly name: string;
  readonly parts: Readonly<Record<string, readonly (string | number | null)[]>>;
  // biome-ignore lint/suspicious/noExplicitAny: each takes the parts beside it.
  readonly of: (given: any) => string;
  /** Where it is made. */
  readonly path: string;
};

const IDENTIFIERS: readonly Identifier[] = [
  {
    name: 'an obligation',
    path: 'src/obligations/clocks/obligation.ts',
    parts: OBLIGATION,
    of: obligationOf,
  },
  {
    name: 'a calendar entry',
    path: 'src/reminders/calendar.ts',
    parts: OBLIGATION,
    of: (given) => uidOf(obligationOf(given)),
  },
  {
    name: 'a reminder',
    path: 'src/reminders/plan.ts',
    parts: { ...OBLIGATION, dueAt: AT, person: ['1f', '1f2', '2'], hours: COUNT },
    of: (given) => stepKey(obligationOf(given), given.dueAt, given.person, given.hours),
  },
  {
    name: 'a message',
    path: 'src/reminders/queue.ts',
    parts: { ...OBLIGATION, dueAt: AT, person: ['1f', '1f2', '2'], hours: COUNT, channel: ['mail', 'webhook'] },
    of: (given) => messageId(given.channel, stepKey(obligationOf(given), given.dueAt, given.person, given.hours)),
  },
  {
    name: 'what a webhook is told',
    path: 'src/gateway/hooks/event-body.ts',
    parts: { hook: DIGEST, event: ['deadline-near', 'deadline-missed'], key: [`${DIGEST[0]} ${AT[0]}`, ...AT] },
    of: ({ hook, event, key }) =>
      eventRow(
        hook,
        { event, key, at: Temporal.Instant.from(AT[0]!), link: '', ids: {} },
        'live',
        Temporal.Instant.from(AT[0]!),
      ).id,
  },
  {
    name: 'a contact reached by address',
    path: 'src/contacts/contact-record.ts',
    parts: { state: ['DE', 'DK'], kind: CONTACT_KINDS, email: ['a@csirt.example', 'b@csirt.example'] },
    of: (given) => identityOf(contactOf({ ...given, organisation: 'CSIRT' })),
  },
  {
    name: 'a contact reached by number',
    path: 'src/contacts/contact-record.ts',
    parts: { state: ['DE', 'DK'], kind: CONTACT_KINDS, phone: ['+999 1', '+999 12'] },
    of: (given) => identityOf(contactOf({ ...given, organisation: 'CSIRT' })),
  },
  {
    name: 'a contact with a name alone',
    path: 'src/contacts/contact-record.ts',
    parts: {
      state: ['DE', 'DK'],
      kind: CONTACT_KINDS,
      organisation: ['CSIRT', 'CSIRT north', 'Duty officer'],
      name: [null, 'Duty officer', 'north Duty officer'],
    },
    of: (given) => identityOf(contactOf(given)),
  },
  {
    name: 'a proposed contact',
    path: 'src/contacts/proposals.ts',
    parts: {
      party: PARTY,
      state: ['DE', 'DK'],
      kind: CONTACT_KINDS,
      email: ['a@csirt.example', 'b@csirt.example'],
    },
    of: ({ party, ...given }) => proposalId(party, contactOf({ ...given, organisation: 'CSIRT' })),
  },
  {
    name: 'the giving of a ping',
    path: 'src/contacts/ping-job.ts',
    parts: { ping: DIGEST, to: PARTY },
    of: ({ ping, to }) => givingKey(ping, to),
  },
  {
    name: 'the giving of a word about the clock',
    path: 'src/exercises/clock-job.ts',
    parts: { digest: DIGEST, to: PARTY },
    of: ({ digest, to }) => givingClockKey({ digest, to }),
  },
  {
    name: 'the passing on of a recall',
    path: 'src/federation/delivery/recalls.ts',
    parts: { recall: DIGEST, to: PARTY },
    of: ({ recall, to }) => passingKey(recall, to),
  },
  {
    name: 'a proof of misbehaviour',
    path: 'src/federation/logs/misbehaviour-detection.ts',
    parts: {
      kind: ['two-roots', 'two-under-one-number'],
      log: ['a.example/log', 'a.example/log/2'],
      party: [null, ...PARTY],
    },
    of: ({ kind, log, party }) => misbehaviourKey(kind, log, party),
  },
  {
    name: 'a decision about a border',
    path: 'src/border/decide.ts',
    parts: { case: CASE, state: ['DE', 'DK'], decision: ['tell', 'tell-not'], replaces: [null, ...DIGEST] },
    of: (given) => decisionKey(given.case, given.state, given.decision, given.replaces),
  },
  {
    name: 'the case that a request opens',
    path: 'src/ledger/routes.ts',
    parts: { party: PARTY, key: ['notify-1', 'notify-11'] },
    of: ({ party, key }) => draftOf({ type: 'near-miss', claims: {} }, party, key).case,
  },
  {
    name: 'a case from a text',
    path: 'src/statement/case-id.ts',
    parts: { text: ['veris did:web:a.example 1', 'veris did:web:a.example 11', ''] },
    of: ({ text }) => caseIdFrom(text),
  },
  {
    name: 'the key of a request of the command line',
    path: 'src/statement/case-id.ts',
    parts: { what: ['notify', 'veris'], text: ['{"a":1}', '{"a":11}'] },
    of: ({ what, text }) => idempotencyKeyFrom(what, text),
  },
];

for (const { name, parts, of } of IDENTIFIERS) {
  test(`${name}: two that differ in one respect have two identifiers`, () => {
    const values = Object.fromEntries(Object.entries(parts).map(([part, all]) => [part, fc.constantFrom(...all)]));
    const one = fc.record(values, { noNullPrototype: true });
    const respect = fc
      .constantFrom(...Object.keys(parts))
      .chain((part) => fc.tuple(fc.constant(part), values[part]!));
    fc.assert(
      fc.property(one, respect, (given, [part, value]) => {
        const other = { ...given, [part]: value };
        if (given[part] === value) assert.equal(of(given), of(other));
        else assert.notEqual(of(given), of(other), `only ${part} differs: ${given[part]} and ${value}`);
      }),
      { numRuns: 500 },
    );
  });
}

/**
 * Keys that are made where they are used (those of a statement are its own hashes), from a digest or a random number that nothing else has, and what else tells
 * two of them apart.
 */
const MADE_IN_PLACE: Readonly<Record<string, string>> = {
  'src/demo/federation.ts': 'one desk for each party of the cast',
  'src/federation/peers/invitation.ts': 'a random code',
  'src/federation/delivery/arriving.ts': 'the statement itself',
  'src/gateway/hooks/find-events.ts': 'the whole identifier of an obligation',
  'src/incidents/commands.ts': 'the whole file, heard as its party',
  'src/incidents/form/own-authority.ts': 'what is given, and to whom',
  'src/site/draft-once.ts': 'the person, and the shown form',
  'src/site/pages/say-pages.ts': 'the person, and the shown form',
  'src/incidents/form/pages/unsigned-routes.ts': 'the shown form',
  'src/incidents/form/unsigned.ts': 'the party it is made to, and the report itself',
  'src/interop/misp/ilr-export.ts': 'the report, the object and the attribute',
  'src/interop/veris/import.ts': 'who imports, and the incident',
  'src/ledger/admission.ts': 'the whole request',
  'src/ledger/successor.ts': 'the number of the log, of which there is one',
  'src/ledger/whole-check.ts': 'the statement itself',
  'src/parties/workspace/approval.ts': 'the draft, its version, and the place in what goes along',
  'src/parties/guests/guest-answer.ts': 'the link, which answers once in each way',
  'src/parties/places.ts': 'two characters only, so that nobody is known by them',
  'src/parties/secret.ts': 'a random secret',
  'src/parties/workspace/workspace.ts': 'all that is sent',
  'src/obligations/clocks/word-commands.ts': 'the whole answer and its address',
  'src/obligations/clocks/word-giving.ts': 'the statement, and to whom',
  'src/cooperation/commands.ts': 'the whole wish',
  'src/reporting/commands.ts': 'the whole answer and its address',
  'src/reporting/filing.ts': 'the report, and to whom',
  'src/reporting/withdrawal-command.ts': 'the whole answer and its address',
};

test('every place that makes an identifier from parts stands here, with what tells two of them apart', () => {
  const making = /sha256Base64url\(|\bcaseIdFrom\(|\bidempotencyKeyFrom\(|\bjobKey(?::| =) ?`/u;
  const made = readSources()
    .filter(
      ({ path }) =>
        path.startsWith('src/') && !/\.(?:test|contract)\.ts$|\/(?:testing|primitives|statement)\//u.test(path),
    )
    .filter(({ lines }) => lines.some((line) => making.test(line)))
    .map(({ path }) => path);
  const known = new Set([...IDENTIFIERS.map(({ path }) => path), ...Object.keys(MADE_IN_PLACE)]);
  assert.deepEqual(
    made.filter((path) => !known.has(path)),
    [],
    'ask of each what it leaves out, and put it into this list',
  );
  assert.deepEqual(
    Object.keys(MADE_IN_PLACE).filter((path) => !made.includes(path)),
    [],
    'makes none any more',
  );
});
