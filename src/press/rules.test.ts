import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Actor } from '#ledger/contract.ts';
import type { Draft, JsonValue } from '#statement/draft.ts';
import type { PressCode } from './codes.ts';
import type { Consultation, PressState } from './rule-state.ts';
import { decide } from './rules.ts';
import { type PressStatement, wordsOf } from './view.ts';

const CASE = '4a3c2b1a-0000-4000-8000-000000000001';
const OTHER_CASE = '4a3c2b1a-0000-4000-8000-000000000002';
const CSIRT = 'did:web:csirt.veldmark.example';
const HOSPITAL = 'did:web:hospital.veldmark.example';
const OTHER = 'did:web:other.example';
const PERSON = `${CSIRT}#0190b6a8-0000-7000-8000-000000000001`;
const SECOND = `${CSIRT}#0190b6a8-0000-7000-8000-000000000002`;
const ILSE = `${HOSPITAL}#0190b6a8-0000-7000-8000-000000000003`;
const NOW = Temporal.Instant.from('2026-03-01T12:00:00Z');
const LINE = 'l'.repeat(43);
const QUESTION = 'q'.repeat(43);

const csirt = { kind: 'csirt', territory: 'XV' } as const;
const operator = { kind: 'operator', territory: 'XV' } as const;
const says = { stage: 'holding', language: 'en', headline: 'Care goes on', text: 'We know of an outage.' };
const naming = { ...says, names: HOSPITAL, named_on: QUESTION };
const published = { line: LINE, ...says, published_by: PERSON };
const HOUR = NOW.add({ hours: 3 });

type Row = readonly [
  title: string,
  type: string,
  claims: Readonly<Record<string, JsonValue>>,
  given: Partial<PressState>,
  due: PressCode | 'yes',
  more?: { issuer?: string; actor?: Actor; approvers?: readonly string[]; markings?: Draft['markings'] },
];

function statement(type: string, change: Partial<PressStatement> = {}): PressStatement {
  return {
    digest: LINE,
    type,
    issuer: CSIRT,
    case: CASE,
    target: null,
    party: null,
    until: null,
    words: null,
    answer: null,
    legalBasis: null,
    ...change,
  };
}

function line(change: Partial<PressStatement> = {}, fate: { published?: boolean; withdrawn?: boolean } = {}) {
  const words = wordsOf((name) => (says as Record<string, unknown>)[name]);
  const known = { line: statement('public-line', { words, ...change }), published: false, withdrawn: false };
  return { line: { ...known, ...fate } };
}

function asked(change: Partial<PressStatement> = {}, rest: Partial<Consultation> = {}) {
  const question = { digest: QUESTION, party: HOSPITAL, until: HOUR, ...change };
  const consultation: Consultation = {
    asked: statement('naming-consultation', question),
    answer: undefined,
    received: false,
    ...rest,
  };
  return { consultation };
}

const answered = (answer: string) => ({
  answer: statement('naming-answer', { issuer: HOSPITAL, target: QUESTION, answer }),
});
const named = wordsOf((name) => (naming as Record<string, unknown>)[name]);
const over = { until: NOW.subtract({ hours: 1 }) };
const hold = {
  digest: 'h'.repeat(43),
  issuer: CSIRT,
  holds: 'publication',
  target: undefined,
  until: HOUR,
  hiddenFrom: [],
};
const token: Actor = { kind: 'person', person: PERSON, party: CSIRT, scopes: ['author:line-publication'] };
const embargo = (local: string, zone = 'Europe/Paris') => ({ ...says, embargo: { local, zone } });
const leak = { ...published, leaked_where: 'A newspaper prints it', leak_found_by: PERSON };
const CLEAR = { case: { tlp: 'clear' }, line: { tlp: 'clear' }, reason: { tlp: 'clear' } } as const;
const withdrawal = { line: LINE, reason: 'It was wrong.', withdrawn_by: PERSON };
const question = {
  operator: HOSPITAL,
  proposed: 'That you are hit.',
  answer_by: HOUR.toString(),
  asked_by: PERSON,
};
const reply = { consultation: QUESTION, answer: 'agrees', answered_by: ILSE };
const asIlse = { issuer: HOSPITAL, actor: { kind: 'person', person: ILSE, party: HOSPITAL } } as const;

const TABLE: readonly Row[] = [
  ['an authority has a holding line for a case it holds', 'public-line', says, {}, 'yes'],
  [
    'nobody speaks about a case in which nothing was reported',
    'public-line',
    says,
    { caseHeld: false },
    'case-not-held',
  ],
  ['a party without a profile says nothing', 'public-line', says, { issuer: undefined }, 'party-not-known'],
  ['an operator speaks about a case of its own', 'public-line', says, { issuer: operator, spoken: true }, 'yes'],
  [
    'an operator does not speak about the case of another',
    'public-line',
    says,
    { issuer: operator },
    'kind-may-not-author',
  ],
  [
    'a line cannot be opened by its own marking',
    'public-line',
    says,
    {},
    'line-opened-early',
    { markings: { text: { tlp: 'clear' } } },
  ],
  [
    'not even its headline',
    'public-line',
    says,
    {},
    'line-opened-early',
    { markings: { headline: { tlp: 'amber' } } },
  ],
  ['one person alone has no line', 'public-line', says, {}, 'second-person-needed', { approvers: [] }],
  ['an embargo names an hour and a time zone', 'public-line', embargo('2026-03-02T10:00'), {}, 'yes'],
  [
    'an hour that is past by that zone’s clock is refused',
    'public-line',
    embargo('2026-03-01T13:00'),
    {},
    'embargo-past',
  ],
  [
    'the same hour further west is still to come',
    'public-line',
    embargo('2026-03-01T13:00', 'America/Lima'),
    {},
    'yes',
  ],
  [
    'an hour that the spring skips is refused',
    'public-line',
    embargo('2026-03-29T02:30'),
    {},
    'embargo-hour-unclear',
  ],
  [
    'an hour that the autumn repeats is refused',
    'public-line',
    embargo('2026-10-25T02:30'),
    {},
    'embargo-hour-unclear',
  ],
  [
    'a zone that nobody knows is refused',
    'public-line',
    embargo('2026-03-02T10:00', 'Mars/Olympus'),
    {},
    'embargo-hour-unclear',
  ],
  ['a 30th of February is refused', 'public-line', embargo('2026-02-30T10:00'), {}, 'embargo-hour-unclear'],
  ['an embargo of a year is refused', 'public-line', embargo('2027-03-02T10:00'), {}, 'embargo-too-long'],
  [
    'a published line is corrected by another',
    'public-line',
    { ...says, corrects: LINE },
    line({}, { published: true }),
    'yes',
  ],
  [
    'a line that was never published is not corrected',
    'public-line',
    { ...says, corrects: LINE },
    line(),
    'line-not-published',
  ],
  [
    'nobody corrects the line of another party',
    'public-line',
    { ...says, corrects: LINE },
    line({ issuer: OTHER }, { published: true }),
    'line-not-yours',
  ],
  [
    'or one of another case',
    'public-line',
    { ...says, corrects: LINE },
    line({ case: OTHER_CASE }, { published: true }),
    'line-not-yours',
  ],
  [
    'a text that names the operator in passing is refused',
    'public-line',
    { ...says, text: 'Sankt  ORLA hospital is offline' },
    {},
    'operator-named-in-text',
  ],
  [
    'so is a headline, in whatever letters',
    'public-line',
    { ...says, headline: 'Ｓankt Orla Hospital hit' },
    {},
    'operator-named-in-text',
  ],
  [
    'a short name is found where it stands alone',
    'public-line',
    { ...says, text: 'The EN, they say.' },
    { operators: [{ party: OTHER, name: 'EN' }] },
    'operator-named-in-text',
  ],
  [
    'and not inside other words',
    'public-line',
    { ...says, text: 'An agency opens.' },
    { operators: [{ party: OTHER, name: 'EN' }] },
    'yes',
  ],
  [
    'and a text with its identifier',
    'public-line',
    { ...says, text: `See ${HOSPITAL}` },
    {},
    'operator-named-in-text',
  ],
  ['an operator that was not asked is not named', 'public-line', naming, {}, 'operator-not-consulted'],
  [
    'naming one on what another was asked is refused',
    'public-line',
    naming,
    asked({ party: OTHER }),
    'operator-not-consulted',
  ],
  [
    'naming one on what another authority asked is refused',
    'public-line',
    naming,
    asked({ issuer: OTHER }),
    'operator-not-consulted',
  ],
  [
    'naming one on what was asked in another case is refused',
    'public-line',
    naming,
    asked({ case: OTHER_CASE }),
    'operator-not-consulted',
  ],
  ['an operator that agreed is named', 'public-line', naming, asked({}, answered('agrees')), 'yes'],
  [
    'an operator that objects is not named',
    'public-line',
    naming,
    asked({}, answered('objects')),
    'operator-objects',
  ],
  [
    'nor on a question that it may still answer',
    'public-line',
    naming,
    asked({}, { received: true }),
    'operator-still-asked',
  ],
  [
    'nor on one that never reached it, however late it is',
    'public-line',
    naming,
    asked(over),
    'operator-still-asked',
  ],
  [
    'one that received the question and let the time pass is named',
    'public-line',
    naming,
    asked(over, { received: true }),
    'yes',
  ],
  [
    'a law that is cited names against an objection',
    'public-line',
    { ...naming, legal_basis: 'Act 7, s. 3' },
    asked({}, answered('objects')),
    'yes',
  ],
  [
    'an operator names itself without asking',
    'public-line',
    { ...says, names: HOSPITAL },
    { issuer: operator, spoken: true },
    'yes',
    asIlse,
  ],

  [
    'a line without an embargo is published at once',
    'line-publication',
    published,
    line(),
    'yes',
    { approvers: [] },
  ],
  [
    'a line is not published before its hour',
    'line-publication',
    published,
    line({ until: HOUR }),
    'embargo-not-over',
  ],
  [
    'a line is published at its hour',
    'line-publication',
    published,
    line({ until: NOW }),
    'yes',
    { approvers: [] },
  ],
  [
    'the line of another party is not published',
    'line-publication',
    published,
    line({ issuer: OTHER }),
    'line-not-yours',
  ],
  ['a line that nobody here holds is not published', 'line-publication', published, {}, 'line-not-yours'],
  [
    'a line is published once',
    'line-publication',
    published,
    line({}, { published: true }),
    'line-published-already',
  ],
  [
    'a withdrawn line is not published',
    'line-publication',
    published,
    line({}, { withdrawn: true }),
    'line-withdrawn',
  ],
  [
    'other words than the approved ones are refused',
    'line-publication',
    { ...published, text: 'All is well.' },
    line(),
    'words-changed',
  ],
  [
    'so is a name that was not approved',
    'line-publication',
    { ...published, names: HOSPITAL },
    line(),
    'words-changed',
  ],
  [
    'a publication that is not for everybody is refused',
    'line-publication',
    published,
    line(),
    'publication-not-clear',
    { markings: { text: { tlp: 'green' } } },
  ],
  [
    'a machine publishes nothing, whatever its token may do',
    'line-publication',
    published,
    line(),
    'person-needed',
    { actor: token },
  ],
  [
    'a person does not publish under the name of another',
    'line-publication',
    { ...published, published_by: SECOND },
    line(),
    'person-needed',
  ],
  [
    'a person of another party publishes nothing',
    'line-publication',
    { ...published, published_by: ILSE },
    line(),
    'person-of-another-party',
  ],
  [
    'an embargo is lifted early with who, where and a second person',
    'line-publication',
    leak,
    line({ until: HOUR }),
    'yes',
    { approvers: [SECOND] },
  ],
  [
    'a leak alone lifts nothing: one approval is needed',
    'line-publication',
    leak,
    line({ until: HOUR }),
    'second-person-needed',
    { approvers: [] },
  ],
  [
    'an approval alone lifts nothing: somebody says where it is out',
    'line-publication',
    published,
    line({ until: HOUR }),
    'embargo-not-over',
    { approvers: [SECOND] },
  ],
  [
    'a leak that nobody of the party has seen lifts nothing',
    'line-publication',
    { ...leak, leak_found_by: ILSE },
    line({ until: HOUR }),
    'leak-untold',
    { approvers: [SECOND] },
  ],
  [
    'a leak that is nowhere lifts nothing',
    'line-publication',
    { ...published, leak_found_by: PERSON },
    line({ until: HOUR }),
    'leak-untold',
    { approvers: [SECOND] },
  ],
  [
    'a hold on publication delays a line, leaked or not',
    'line-publication',
    leak,
    { ...line({ until: HOUR }), holds: [hold] },
    'held-until',
    { approvers: [SECOND] },
  ],
  [
    'a hold that is over delays nothing',
    'line-publication',
    published,
    { ...line(), holds: [{ ...hold, until: NOW }] },
    'yes',
  ],
  [
    'an objection after the approval keeps the name out of public',
    'line-publication',
    { ...published, names: HOSPITAL },
    { ...line({ words: named, answer: QUESTION }), ...asked({}, answered('objects')) },
    'operator-objects',
  ],
  [
    'unless the approved line cites a law',
    'line-publication',
    { ...published, names: HOSPITAL },
    { ...line({ words: named, legalBasis: 'Act 7' }), ...asked({}, answered('objects')) },
    'yes',
  ],

  [
    'a published line is withdrawn in public',
    'line-withdrawal',
    withdrawal,
    line({}, { published: true }),
    'yes',
    { markings: CLEAR },
  ],
  [
    'a public line cannot be withdrawn in secret',
    'line-withdrawal',
    withdrawal,
    line({}, { published: true }),
    'withdrawal-marking',
  ],
  [
    'one person alone withdraws nothing',
    'line-withdrawal',
    withdrawal,
    line(),
    'second-person-needed',
    { approvers: [] },
  ],
  [
    'a line under embargo is withdrawn among those who have it',
    'line-withdrawal',
    withdrawal,
    line({ until: HOUR }),
    'yes',
  ],
  [
    'its withdrawal does not reveal it',
    'line-withdrawal',
    withdrawal,
    line({ until: HOUR }),
    'withdrawal-marking',
    { markings: { reason: { tlp: 'clear' } } },
  ],
  ['a line is withdrawn once', 'line-withdrawal', withdrawal, line({}, { withdrawn: true }), 'line-withdrawn'],
  [
    'nobody withdraws the line of another party',
    'line-withdrawal',
    withdrawal,
    line({ issuer: OTHER }),
    'line-not-yours',
  ],
  ['a machine withdraws nothing', 'line-withdrawal', withdrawal, line(), 'person-needed', { actor: token }],

  ['an authority asks an operator', 'naming-consultation', question, {}, 'yes'],
  [
    'an operator asks nobody',
    'naming-consultation',
    question,
    { issuer: operator, spoken: true },
    'kind-may-not-author',
  ],
  [
    'a question leaves time to answer',
    'naming-consultation',
    { ...question, answer_by: NOW.toString() },
    {},
    'answer-time-past',
  ],
  [
    'nobody is asked about a case that is not held',
    'naming-consultation',
    question,
    { caseHeld: false },
    'case-not-held',
  ],
  ['the operator that was asked answers', 'naming-answer', reply, { ...asked(), issuer: operator }, 'yes', asIlse],
  [
    'nobody answers for another operator',
    'naming-answer',
    reply,
    { ...asked({ party: OTHER }), issuer: operator },
    'consultation-not-yours',
    asIlse,
  ],
  [
    'nobody answers what was not asked',
    'naming-answer',
    reply,
    { issuer: operator },
    'consultation-not-yours',
    asIlse,
  ],
  [
    'nobody answers in another case',
    'naming-answer',
    reply,
    { ...asked({ case: OTHER_CASE }), issuer: operator },
    'consultation-not-yours',
    asIlse,
  ],
];

for (const [title, type, claims, given, due, more = {}] of TABLE) {
  test(`${type}: ${title}`, () => {
    const issuer = more.issuer ?? CSIRT;
    const { markings } = more;
    const draft: Draft = { type, issuer, case: CASE, claims, ...(markings === undefined ? {} : { markings }) };
    const state: PressState = {
      issuer: csirt,
      caseHeld: true,
      spoken: false,
      operators: [{ party: HOSPITAL, name: 'Sankt Orla Hospital' }],
      line: undefined,
      consultation: undefined,
      holds: [],
      ...given,
    };
    const outcome = decide(state, draft, {
      actor: more.actor ?? { kind: 'person', party: CSIRT, person: PERSON },
      at: NOW,
      roles: new Set(),
      approvers: new Map((more.approvers ?? [SECOND]).map((person) => [person, new Set(['approver'])])),
    });
    assert.equal(outcome.ok ? 'yes' : outcome.refusal.code, due);
    if (!outcome.ok) assert.match(outcome.refusal.sentence, /^[^\n]{12,}[.]$/);
  });
}
