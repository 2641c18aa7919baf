/** A journalist asks; the party says by what it answered. Neither is public: what is said in public is a line. */
import { InstantText } from '#parties/statements.ts';
import { line, text } from '#statement/kinds.ts';
import { marking } from '#statement/marking.ts';
import { claim, Digest, requiredClaim, saidAt, statementType } from '#statement/statement-type.ts';
import { referring } from '#statement/traits.ts';

const strict = marking('amber+strict', ['mitigation', 'publication']);

export const mediaInquiry = statementType('media-inquiry', 1, 'Question of a journalist', {
  inquirer: requiredClaim('Who asked', line, strict),
  outlet: requiredClaim('For which medium', line, strict),
  asked_about: requiredClaim('What was asked', text, strict),
  wanted_by: claim(
    'Answer wanted until',
    InstantText,
    strict,
    'As the journalist asked; nobody is in breach of it',
  ),
});

export const mediaInquiryAnswer = saidAt(
  { about: ['media-inquiry'] },
  statementType('media-inquiry-answer', 1, 'Answer to a journalist', {
    inquiry: referring('answers', requiredClaim('The question', Digest, strict)),
    answered_how: requiredClaim('How it was answered', text, strict, 'In which words, by whom and by which way'),
  }),
);
