/** Norm 13(c) of A/70/174: states should not knowingly allow their territory to be used for wrongful acts. */
import { Type } from 'typebox';
import { InstantText, Territory } from '#parties/statements.ts';
import { marking } from '#statement/marking.ts';
import { claim, requiredClaim, statementType } from '#statement/statement-type.ts';
import { staying, typeThat } from '#statement/traits.ts';
import { Indicator } from '#vocabulary/indicators.ts';
import {
  ADDRESSED,
  answerTo,
  between,
  Day,
  inside,
  Line,
  MAX_STEPS,
  REPLY_WANTED_BY,
  SPEAKER,
  Text,
} from './addressed-claims.ts';

/** Enough to look, not enough to learn what the other side can see; the rest follows an acknowledgement. */
export const MAX_NOTICE_INDICATORS = 5;
const MAX_SUPPLEMENT_INDICATORS = 100;

/** Whether others who may be at work on the same matter were asked before a state is told. */
const DECONFLICTION = ['asked-clear', 'asked-no-answer', 'not-asked'] as const;
const SENSITIVITIES = ['routine', 'sensitive', 'highly-sensitive'] as const;

export const territoryNotice = statementType('territory-notice', 1, 'Notice to a state of apparent origin', {
  ...ADDRESSED,
  to_state: requiredClaim('State of apparent origin', Territory, between, 'Where it seems to come from; no more'),
  observed: requiredClaim('What was observed', Text, between),
  window_from: requiredClaim('Observed from', InstantText, between),
  window_until: claim('Observed until', InstantText, between),
  indicators: claim(
    'Indicators',
    Type.Array(Indicator, { minItems: 1, maxItems: MAX_SUPPLEMENT_INDICATORS }),
    between,
    `At most ${MAX_NOTICE_INDICATORS}; more can follow once the notice is acknowledged`,
  ),
  requested_steps: requiredClaim(
    'Steps asked for',
    Type.Array(Line, { minItems: 1, maxItems: MAX_STEPS }),
    between,
    'Each a thing the state asked can decide by itself on its own territory',
  ),
  good_faith: requiredClaim(
    'Given in good faith',
    Type.Literal(true),
    between,
    'We believe what we say here and do not hold the addressee responsible by saying it',
  ),
  sensitivity: requiredClaim('Sensitivity', Type.Enum([...SENSITIVITIES]), between),
  reply_wanted_by: REPLY_WANTED_BY,
  deconfliction: staying(
    'state',
    requiredClaim(
      'Were counterparts at work on this consulted?',
      Type.Enum([...DECONFLICTION]),
      inside,
      'Stays in our state',
    ),
  ),
  deconfliction_note: staying(
    'state',
    claim('What they said, or why they were not asked', Text, inside, 'Stays in our state'),
  ),
});

/** A counterpart in the same state: an investigation or an operation would suffer, or would not. */
export const deconflictionReply = typeThat(
  { stays: 'state' },
  statementType('deconfliction-reply', 1, 'Answer of a counterpart', {
    answer: requiredClaim('Answer', Type.Enum(['clear', 'delay']), inside),
    until: claim('Delay until', InstantText, inside, 'At most 30 days; asked again when it ends'),
    basis: claim('On which basis', Line, inside),
    ...SPEAKER,
  }),
);

/** Valid, private, and never given to anybody: a notice would do more harm than good. */
export const territoryDecision = typeThat(
  { stays: 'party' },
  statementType('territory-decision', 1, 'Decision not to notify', {
    decision: requiredClaim('Decision', Type.Literal('not-to-notify'), inside),
    about_state: requiredClaim('State that is not notified', Territory, inside),
    reason: requiredClaim('Why', Text, inside),
    review_on: requiredClaim('To be looked at again on', Day, inside),
    ...SPEAKER,
  }),
);

export const territoryAcknowledgement = statementType('territory-acknowledgement', 1, 'Notice acknowledged', {
  notice: answerTo('Notice'),
  ...ADDRESSED,
  no_admission: requiredClaim(
    'No admission',
    Type.Literal(true),
    marking('amber', ['mitigation', 'attribution', 'publication']),
    'To acknowledge is not to agree; that something comes from a territory does not prove who is responsible',
  ),
  note: claim('Note', Text, between),
});

export const territorySupplement = statementType('territory-supplement', 1, 'More indicators', {
  notice: answerTo('Notice'),
  ...ADDRESSED,
  indicators: requiredClaim(
    'Indicators',
    Type.Array(Indicator, { minItems: 1, maxItems: MAX_SUPPLEMENT_INDICATORS }),
    between,
  ),
  note: claim('Note', Text, between),
});

const STEP_STATES = ['planned', 'under-way', 'done', 'not-taken'] as const;

/** A step as norm 13(c) measures it: appropriate, reasonable, feasible, and with help where means are lacking. */
export const territoryStep = statementType('territory-step', 1, 'Step taken after a notice', {
  notice: answerTo('Notice'),
  ...ADDRESSED,
  step: requiredClaim('Step', Text, between),
  state: requiredClaim('How it stands', Type.Enum([...STEP_STATES]), between),
  reasonable: requiredClaim('Reasonable, as we see it', Type.Boolean(), between),
  feasible: requiredClaim('Feasible with our means', Type.Boolean(), between),
  reason: claim('Why not, or not yet', Text, between),
  assistance_sought: claim('Help we would need', Text, between),
});

const TERRITORY_OUTCOMES = [
  'activity-ended',
  'mitigated',
  'nothing-found',
  'not-from-here',
  'unresolved',
] as const;

export const territoryClosure = statementType('territory-closure', 1, 'Notice closed', {
  notice: answerTo('Notice'),
  ...ADDRESSED,
  outcome: requiredClaim('How it ended', Type.Enum([...TERRITORY_OUTCOMES]), between),
  summary: claim('In words', Text, between),
});
