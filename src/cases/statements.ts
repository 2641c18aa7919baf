import { Type } from 'typebox';
import { marking } from '#statement/marking.ts';
import { requiredClaim, statementType } from '#statement/statement-type.ts';

export const MAX_TITLE_CHARACTERS = 80;
/** One line, and nothing in it that turns around what stands beside it. */
const TITLE = String.raw`^(?=.*\S)[^\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+$`;
const Title = Type.String({ minLength: 1, maxLength: MAX_TITLE_CHARACTERS, pattern: TITLE });

/** What a party calls a case in a few words. A newer one takes the place of the one before. */
export const caseTitleType = statementType('case-title', 1, 'Title of a case', {
  title: requiredClaim('Title', Title, marking('amber')),
});

export const CASE_TYPES = [caseTitleType];
