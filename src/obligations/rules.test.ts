import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Actor, RuleContext } from '#ledger/contract.ts';
import type { JsonValue } from '#statement/draft.ts';
import type { ObligationCode } from './codes.ts';
import type { Regime } from './regimes/regime.ts';
import type { MandateSpan, RuleState, Target } from './rule-state.ts';
import { decide } from './rules.ts';
import {
  at,
  CASE,
  CSIRT,
  digestOf,
  HOSPITAL,
  LAW,
  NORM,
  OTHER_CASE,
  PERSON,
  regimesFrom,
  STRANGER,
} from './testing/duty-words.ts';

const NEWER: Regime = { ...NORM, version: 2, valid_from: '2026-02-01' };
const REGIMES = regimesFrom([LAW, NORM, NEWER]);
const COLLEAGUE = `${HOSPITAL}#0190a1b2-0000-7000-8000-000000000002`;
const NOW = at('12:00');

type Given = {
  readonly issuer?: string;
  readonly unknown?: true;
  readonly competent?: true;
  readonly target?: Partial<Target>;
  readonly mandates?: readonly MandateSpan[];
  readonly actor?: Actor;
};
type Row = readonly [string, Given, string, Readonly<Record<string, JsonValue>>, ObligationCode | 'yes'];

const APPLIES = {
  regime: 'law',
  version: 1,
  regime_hash: REGIMES.hash('law', 1)!,
  applies: true,
  decided_by: PERSON,
};
const OLD = { ...APPLIES, regime: 'norm', regime_hash: REGIMES.hash('norm', 1)! };
const AWARE = { moment: 'awareness', at: '2026-03-01T08:00:00Z', decided_by: PERSON };
const FILED = { regime: 'law', stage: 'warning', filed_at: '2026-03-01T11:00:00Z', way: 'portal' };
const CHANGE = { change: 'extended', regime: 'law', stage: 'warning', bearer: HOSPITAL, basis: 'Art. 9' };
const UNTIL = { until: '2026-03-05T00:00:00Z' };
const ASK = { regime: 'law', stage: 'asked', bearer: HOSPITAL, what: 'Numbers' };
const PROMISE = { what: 'A report', due: '2026-03-05T00:00:00Z' };
const IN_FORCE = { from: at('08:00'), until: at('20:00') };
const CORRECTS = { ...AWARE, corrects: digestOf('aware') };
const MOMENT: Partial<Target> = { type: 'clock-event', claims: { moment: 'awareness' } };

const TABLE: readonly Row[] = [
  ['a bearer declares that a law applies to it', {}, 'regime-applies', APPLIES, 'yes'],
  ['nobody speaks whom no profile describes', { unknown: true }, 'regime-applies', APPLIES, 'party-not-known'],
  ['no law is declared that is not here', {}, 'regime-applies', { ...APPLIES, regime: 'x' }, 'regime-not-known'],
  [
    'no version is declared that is not here',
    {},
    'regime-applies',
    { ...APPLIES, version: 9 },
    'regime-not-known',
  ],
  [
    'a text is declared by its hash, and by no other',
    {},
    'regime-applies',
    { ...APPLIES, regime_hash: digestOf('x') },
    'regime-text-differs',
  ],
  ['a new case does not begin under an old text', {}, 'regime-applies', OLD, 'regime-superseded'],
  [
    'a declaration that replaces one may keep its old text',
    { target: { type: 'regime-applies', claims: { regime: 'norm' } } },
    'regime-applies',
    { ...OLD, replaces: digestOf('aware') },
    'yes',
  ],
  [
    'a declaration replaces none about another law',
    { target: { type: 'regime-applies', claims: { regime: 'norm' } } },
    'regime-applies',
    { ...APPLIES, replaces: digestOf('aware') },
    'reference-of-another-kind',
  ],
  [
    'nobody stands for a role that the law does not know',
    {},
    'regime-applies',
    { ...APPLIES, addressees: [{ role: 'king', party: CSIRT }] },
    'addressee-role-unknown',
  ],
  [
    'a time zone is one that exists',
    {},
    'regime-applies',
    { ...APPLIES, time_zone: 'Europe/Atlantis' },
    'zone-not-known',
  ],
  ['a time zone that exists is taken', {}, 'regime-applies', { ...APPLIES, time_zone: 'Europe/Paris' }, 'yes'],
  ['a denial says why', {}, 'regime-applies', { ...APPLIES, applies: false }, 'reason-needed'],
  ['a denial with a reason is taken', {}, 'regime-applies', { ...APPLIES, applies: false, reason: 'x' }, 'yes'],
  ['a bearer states when it became aware', {}, 'clock-event', AWARE, 'yes'],
  ['nobody is aware tomorrow', {}, 'clock-event', { ...AWARE, at: '2026-03-02T08:00:00Z' }, 'time-in-the-future'],
  [
    'a clock that runs a little fast is forgiven',
    {},
    'clock-event',
    { ...AWARE, at: '2026-03-01T12:05:00Z' },
    'yes',
  ],
  [
    'one that runs more than five minutes fast is not',
    {},
    'clock-event',
    { ...AWARE, at: '2026-03-01T12:05:01Z' },
    'time-in-the-future',
  ],
  ['there is no 30th of February', {}, 'clock-event', { ...AWARE, at: '2026-02-30T08:00:00Z' }, 'time-impossible'],
  ['a moment has a time', {}, 'clock-event', { moment: 'awareness', decided_by: PERSON }, 'moment-missing'],
  [
    'a correction may say that it never was',
    { target: MOMENT },
    'clock-event',
    { moment: 'awareness', decided_by: PERSON, corrects: digestOf('aware') },
    'yes',
  ],
  ['a moment is stated for a law that is here', {}, 'clock-event', { ...AWARE, regime: 'x' }, 'regime-not-known'],
  ['a correction names something held here', {}, 'clock-event', CORRECTS, 'reference-not-known'],
  [
    'a correction stays in its case',
    { target: { ...MOMENT, case: OTHER_CASE } },
    'clock-event',
    CORRECTS,
    'reference-in-another-case',
  ],
  [
    'nobody corrects what another said',
    { target: { ...MOMENT, issuer: STRANGER } },
    'clock-event',
    CORRECTS,
    'reference-not-own',
  ],
  [
    'a correction stays with its moment',
    { target: { ...MOMENT, claims: { moment: 'handled' } } },
    'clock-event',
    CORRECTS,
    'reference-of-another-kind',
  ],
  [
    'a moment does not correct a filing',
    { target: { type: 'duty-filing', claims: {} } },
    'clock-event',
    CORRECTS,
    'reference-of-another-kind',
  ],
  [
    'the deciding person is one of the party',
    {},
    'clock-event',
    { ...AWARE, decided_by: `${STRANGER}#0190a1b2-0000-7000-8000-000000000001` },
    'decider-not-of-party',
  ],
  [
    'a colleague without a mandate decided nothing',
    {},
    'clock-event',
    { ...AWARE, decided_by: COLLEAGUE },
    'decider-not-mandated',
  ],
  [
    'a colleague with a mandate may have decided',
    { mandates: [IN_FORCE] },
    'clock-event',
    { ...AWARE, decided_by: COLLEAGUE },
    'yes',
  ],
  [
    'a mandate that ended this morning no longer decides',
    { mandates: [{ from: at('08:00'), until: at('12:00') }] },
    'clock-event',
    { ...AWARE, decided_by: COLLEAGUE },
    'decider-not-mandated',
  ],
  [
    'a party that signs with its own key names whom it wants of its own',
    { actor: { kind: 'key', party: HOSPITAL } },
    'clock-event',
    { ...AWARE, decided_by: COLLEAGUE },
    'yes',
  ],
  ['a stage is stated as filed', {}, 'duty-filing', FILED, 'yes'],
  [
    'a filing before anything else was said is taken, for the case page to show',
    {},
    'duty-filing',
    { ...FILED, filed_at: '2026-01-01T00:00:00Z' },
    'yes',
  ],
  [
    'nothing was filed tomorrow',
    {},
    'duty-filing',
    { ...FILED, filed_at: '2026-03-02T00:00:00Z' },
    'time-in-the-future',
  ],
  ['no stage is filed that the law does not have', {}, 'duty-filing', { ...FILED, stage: 'x' }, 'stage-not-known'],
  ['no law is filed under that is not here', {}, 'duty-filing', { ...FILED, regime: 'x' }, 'regime-not-known'],
  ['an authority extends', { issuer: CSIRT, competent: true }, 'duty-change', { ...CHANGE, ...UNTIL }, 'yes'],
  ['a stranger does not', { issuer: STRANGER }, 'duty-change', { ...CHANGE, ...UNTIL }, 'not-competent'],
  ['a bearer does not extend for itself', {}, 'duty-change', { ...CHANGE, ...UNTIL }, 'not-for-bearer'],
  ['a bearer does not excuse itself', {}, 'duty-change', { ...CHANGE, change: 'excused' }, 'not-for-bearer'],
  [
    'a bearer finds a duty not applicable, with its reason',
    {},
    'duty-change',
    { ...CHANGE, change: 'not-applicable', reason: 'x' },
    'yes',
  ],
  ['and not without one', {}, 'duty-change', { ...CHANGE, change: 'not-applicable' }, 'reason-needed'],
  ['an extension says until when', { issuer: CSIRT, competent: true }, 'duty-change', CHANGE, 'until-missing'],
  [
    'a suspension says until when',
    { issuer: CSIRT, competent: true },
    'duty-change',
    { ...CHANGE, change: 'suspended' },
    'until-missing',
  ],
  [
    'no extension ends in the past',
    { issuer: CSIRT, competent: true },
    'duty-change',
    { ...CHANGE, until: '2026-03-01T12:00:00Z' },
    'until-already-past',
  ],
  ['an authority asks for a report', { issuer: CSIRT, competent: true }, 'report-request', ASK, 'yes'],
  ['a stranger asks for none', { issuer: STRANGER }, 'report-request', ASK, 'not-competent'],
  [
    'no report is asked for by yesterday',
    { issuer: CSIRT, competent: true },
    'report-request',
    { ...ASK, due: '2026-02-28T00:00:00Z' },
    'due-already-past',
  ],
  ['a party promises', {}, 'promise', PROMISE, 'yes'],
  [
    'nobody promises something for yesterday',
    {},
    'promise',
    { ...PROMISE, due: '2026-02-28T00:00:00Z' },
    'due-already-past',
  ],
  ['nobody promises to itself', {}, 'promise', { ...PROMISE, to: HOSPITAL }, 'promise-to-oneself'],
  [
    'a promise that is not held here was not kept',
    {},
    'promise-kept',
    { promise: digestOf('aware') },
    'reference-not-known',
  ],
  [
    "nobody keeps another's promise",
    { target: { type: 'promise', issuer: STRANGER, claims: {} } },
    'promise-kept',
    { promise: digestOf('aware') },
    'reference-not-own',
  ],
  [
    'a filing is no promise',
    { target: { type: 'duty-filing', claims: {} } },
    'promise-kept',
    { promise: digestOf('aware') },
    'reference-of-another-kind',
  ],
  [
    'a promise is stated as kept',
    { target: { type: 'promise', claims: {} } },
    'promise-kept',
    { promise: digestOf('aware') },
    'yes',
  ],
];

for (const [title, given, type, claims, wanted] of TABLE) {
  test(title, () => {
    const issuer = given.issuer ?? HOSPITAL;
    const target: Target = {
      digest: digestOf('aware'),
      case: CASE,
      issuer: HOSPITAL,
      type: 'clock-event',
      claims: {},
      ...given.target,
    };
    const state: RuleState = {
      known: given.unknown !== true,
      competent: given.competent === true,
      targets: new Map(given.target === undefined ? [] : [[target.digest, target]]),
      mandates: given.mandates ?? [],
    };
    const context: RuleContext = {
      actor: given.actor ?? { kind: 'person', party: issuer, person: PERSON },
      at: NOW,
      roles: new Set(),
      approvers: new Map(),
    };
    const outcome = decide({ state, draft: { type, issuer, case: CASE, claims }, context, regimes: REGIMES });
    assert.equal(outcome.ok ? 'yes' : outcome.refusal.code, wanted);
    if (!outcome.ok) assert.match(outcome.refusal.sentence, /^[^\n]{12,}[.]$/);
  });
}
