/** What an authority says in public about a case: the line, its publication, its withdrawal, and the operator asked before. */
import { type Static, Type } from 'typebox';
import { InstantText, PersonRef } from '#parties/statements.ts';
import { marking } from '#statement/marking.ts';
import { claim, Digest, IN_OPEN_CASE, PartyId, requiredClaim, statementType } from '#statement/statement-type.ts';
import { referring } from '#statement/traits.ts';

const MAX_LINE_CHARACTERS = 300;
const MAX_TEXT_CHARACTERS = 8_000;
const exact = { additionalProperties: false } as const;

const Line = Type.String({ minLength: 1, maxLength: MAX_LINE_CHARACTERS });
const Text = Type.String({ minLength: 1, maxLength: MAX_TEXT_CHARACTERS });
/** BCP 47, as far as lines need it: language, script, state. */
const LanguageTag = Type.String({ pattern: '^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$', maxLength: 11 });
const strict = marking('amber+strict', ['mitigation', 'publication']);
const clear = marking('clear', ['mitigation', 'publication']);

/** The hour on a wall clock of the zone, as those who were asked for silence read it; the instant follows from both. */
export const Embargo = Type.Object(
  {
    local: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}$' }),
    zone: Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_+/-]{1,59}$', maxLength: 60 }),
  },
  exact,
);
export type Embargo = Static<typeof Embargo>;

export const LINE_STAGES = ['holding', 'full'] as const;
export const ANSWERS = ['agrees', 'objects'] as const;
/** Claims that a publication repeats word for word. */
export const WORDS = ['stage', 'language', 'headline', 'text', 'names', 'corrects'] as const;

const SPOKEN = {
  stage: Type.Enum([...LINE_STAGES]),
  names: PartyId,
  corrects: Digest,
};

/**
 * A line as two persons approved it, not yet public: a holding statement or the full one. It is given to whoever is to
 * have it under embargo by a release, and nobody else sees that it exists.
 */
export const publicLine = statementType('public-line', 1, 'Line for the public', {
  stage: requiredClaim('Holding statement or full line', SPOKEN.stage, strict),
  language: requiredClaim('Language', LanguageTag, strict, 'As en, fr-CH or zh-Hant'),
  headline: requiredClaim('Headline', Line, strict),
  text: requiredClaim('What is said', Text, strict),
  embargo: claim('Under embargo until', Embargo, strict, 'Absent: it may be published at once'),
  names: claim('Operator named', SPOKEN.names, strict),
  named_on: claim('The consultation, or its answer', Digest, strict),
  legal_basis: claim('The law that allows naming', Line, strict),
  corrects: referring('changes', claim('Corrects our published line', SPOKEN.corrects, strict)),
});

/**
 * A named person publishes an approved line. It is a statement of its own, marked clear, and not a `late-disclosure` of
 * the line: a further disclosure opens whatever it names, whenever its issuer likes, and cannot ask whether the hour
 * has come, who presses, or what the operator has answered since. Repeating the words under a new signature lets one
 * rule ask all of it, dates the publication in the log by itself, and leaves who wrote and approved the line as closed
 * as it was. Nothing happens at the hour unless somebody signs this.
 */
export const linePublication = statementType('line-publication', 1, 'Publication of a line', {
  ...IN_OPEN_CASE,
  line: requiredClaim('The line', Digest, clear),
  stage: requiredClaim('Holding statement or full line', SPOKEN.stage, clear),
  language: requiredClaim('Language', LanguageTag, clear),
  headline: requiredClaim('Headline', Line, clear),
  text: requiredClaim('What is said', Text, clear),
  names: claim('Operator named', SPOKEN.names, clear),
  corrects: referring('changes', claim('Corrects our published line', SPOKEN.corrects, clear)),
  published_by: requiredClaim('Published by', PersonRef, strict),
  leaked_where: claim('Where it is out already', Line, strict, 'Lifts the embargo early, with a second person'),
  leak_found_by: claim('Who says that it is out', PersonRef, strict),
});

/** A line is taken back. Of a published one everybody sees it, and why; of one under embargo nobody else. */
export const lineWithdrawal = statementType('line-withdrawal', 1, 'Withdrawal of a line', {
  line: requiredClaim('The line', Digest, strict),
  reason: requiredClaim('Why', Text, strict),
  withdrawn_by: requiredClaim('Withdrawn by', PersonRef, strict),
});

/** An authority asks an operator before it is named in public. It counts when it was answered, or received and left unanswered. */
export const namingConsultation = statementType('naming-consultation', 1, 'May we name you?', {
  operator: requiredClaim('Operator asked', PartyId, strict),
  proposed: requiredClaim('What we mean to say', Text, strict),
  answer_by: requiredClaim('Answer by', InstantText, strict),
  asked_by: requiredClaim('Asked by', PersonRef, strict),
});

export const namingAnswer = statementType('naming-answer', 1, 'Answer about being named', {
  consultation: requiredClaim('The consultation', Digest, strict),
  answer: requiredClaim('Answer', Type.Enum([...ANSWERS]), strict),
  remark: claim('Remark', Text, strict, 'A condition, a correction of the text, or why not'),
  answered_by: requiredClaim('Answered by', PersonRef, strict),
});

export const PRESS_TYPES = [
  publicLine,
  linePublication,
  lineWithdrawal,
  namingConsultation,
  namingAnswer,
] as const;
