/** What is said about duties: that a law applies, when its clock began, that it was met, moved, excused or promised. */
import { Type } from 'typebox';
import { InstantText, PersonRef } from '#parties/statements.ts';
import { ofKind } from '#statement/kinds.ts';
import { marking } from '#statement/marking.ts';
import { claim, Digest, PartyId, requiredClaim, statementType } from '#statement/statement-type.ts';
import { addressing, having, referring } from '#statement/traits.ts';
import { MOMENTS } from './regimes/regime.ts';

const MAX_TEXT_CHARACTERS = 2_000;
const MAX_LINE_CHARACTERS = 400;
const MAX_ADDRESSEES = 8;
const MAX_FACTS = 40;

const amber = marking('amber', ['regulation']);
const strict = marking('amber+strict', ['regulation']);

const RegimeId = ofKind({ words: 'regime' }, Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,60}$' }));
const RoleId = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,60}$' });
const StageId = ofKind({ words: 'stage' }, Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,60}$' }));
const Line = Type.String({ minLength: 1, maxLength: MAX_LINE_CHARACTERS });
const Text = Type.String({ minLength: 1, maxLength: MAX_TEXT_CHARACTERS });

/**
 * A party says that a regime applies to it in this case, or that it does not, and why. The version is pinned: a regime
 * that changes while the case runs leaves this one as it was.
 */
const regimeApplies = statementType('regime-applies', 1, 'A regime applies', {
  regime: requiredClaim('Regime', RegimeId, amber),
  version: requiredClaim('Version of its text here', Type.Integer({ minimum: 1 }), amber),
  regime_hash: requiredClaim('SHA-256 of its file', Digest, amber, 'So that others compute with the same text'),
  applies: requiredClaim('Applies to us', Type.Boolean(), amber),
  reason: claim('Why, or why not', Text, amber),
  time_zone: claim(
    'Our time zone',
    Type.String({ pattern: '^[A-Za-z_]+(/[A-Za-z_+-]+){0,2}$', maxLength: 60 }),
    amber,
  ),
  facts: claim(
    'Facts it rests on',
    Type.Record(
      Type.String({ pattern: '^[a-z][a-z_]{1,39}$' }),
      Type.Union([Type.Boolean(), Line, Type.Array(Line, { maxItems: 64 })]),
      { maxProperties: MAX_FACTS },
    ),
    strict,
  ),
  addressees: claim(
    'Parties that stand for the addressees',
    Type.Array(Type.Object({ role: RoleId, party: PartyId }, { additionalProperties: false }), {
      maxItems: MAX_ADDRESSEES,
    }),
    amber,
  ),
  decided_by: requiredClaim('Decided by', PersonRef, strict),
  replaces: claim('Replaces our earlier word', Digest, amber),
});

/** When something was that a law counts from. A person decides and is named; the software never does. */
const clockEvent = statementType('clock-event', 1, 'When a clock began', {
  moment: requiredClaim('What', Type.Enum([...MOMENTS]), amber),
  at: claim('When', InstantText, amber, 'Absent where a correction says that it never was'),
  regime: claim('For this regime only', RegimeId, amber, 'Absent where it counts for every regime of the case'),
  reason: having({ structural: true }, claim('On what this rests', Text, strict)),
  decided_by: requiredClaim('Decided by', PersonRef, strict),
  corrects: referring('changes', claim('Corrects', Digest, amber)),
});

/** A stage was filed: dispatch meets a duty to inform, and the receipt is its evidence. */
const dutyFiling = statementType('duty-filing', 1, 'A report was filed', {
  regime: requiredClaim('Regime', RegimeId, amber),
  stage: requiredClaim('Stage', StageId, amber),
  addressee: addressing(claim('Filed with', PartyId, amber)),
  addressee_name: claim('Filed with, by name', Line, amber, 'Where the addressee is no party here'),
  filed_at: requiredClaim('Filed at', InstantText, amber),
  report: claim('The report', Digest, amber),
  release: claim('The release that carried it', Digest, amber),
  way: requiredClaim('How', Type.Enum(['comity', 'portal', 'mail', 'telephone', 'paper', 'publication']), amber),
  reference: claim('Reference given by the addressee', Line, amber),
  corrects: referring('changes', claim('Corrects', Digest, amber)),
});

/** A duty is put off, lifted, excused or found not to apply, by somebody who may say so, on a named basis. */
const dutyChange = statementType('duty-change', 1, 'A duty is changed', {
  change: requiredClaim(
    'What changes',
    Type.Enum(['extended', 'suspended', 'resumed', 'excused', 'not-applicable']),
    amber,
  ),
  regime: requiredClaim('Regime', RegimeId, amber),
  stage: requiredClaim('Stage', StageId, amber),
  bearer: addressing(requiredClaim('Whose duty', PartyId, amber)),
  until: claim('Until', InstantText, amber),
  basis: requiredClaim('Legal basis', Line, amber),
  reason: claim('Why', Text, strict),
  about: claim('The statement that opened it', Digest, amber, 'Where several of one stage are open'),
});

/** An authority asks a bearer for a report: what NIS2 and others call a request for an intermediate report. */
export const reportRequest = statementType('report-request', 1, 'A report is asked for', {
  regime: requiredClaim('Regime', RegimeId, amber),
  stage: requiredClaim('Stage', StageId, amber),
  bearer: addressing(requiredClaim('Asked of', PartyId, amber)),
  what: requiredClaim('What is asked', Text, amber),
  due: claim('By when', InstantText, amber),
});

/** A party promises something by a time, to somebody or to all. */
export const promise = statementType('promise', 1, 'A promise', {
  what: requiredClaim('What is promised', Text, amber),
  due: requiredClaim('By when', InstantText, amber),
  to: addressing(claim('To whom', PartyId, amber)),
  about: claim('About', Digest, amber),
});

export const promiseKept = statementType('promise-kept', 1, 'A promise was kept', {
  promise: requiredClaim('The promise', Digest, amber),
  how: claim('How', Text, amber),
  evidence: claim('Evidence', Digest, amber),
});

export const OBLIGATION_TYPES = [
  regimeApplies,
  clockEvent,
  dutyFiling,
  dutyChange,
  reportRequest,
  promise,
  promiseKept,
] as const;
