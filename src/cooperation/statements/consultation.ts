/** To lower tension: ask, clarify, and record that people spoke (OSCE confidence-building measures 3, 8 and 13). */
import { Type } from 'typebox';
import { InstantText } from '#parties/statements.ts';
import { claim, Digest, PartyId, requiredClaim, statementType } from '#statement/statement-type.ts';
import { having } from '#statement/traits.ts';
import {
  ADDRESSED,
  answerTo,
  between,
  inside,
  Line,
  RECORDED,
  REPLY_WANTED_BY,
  Text,
} from './addressed-claims.ts';

const CONTACT_MEANS = ['hotline', 'video-call', 'note-verbale', 'meeting', 'other'] as const;
const CONSULTATION_ANSWERS = ['clarified', 'agreed', 'later', 'declined'] as const;
const TENSIONS = ['lower', 'unchanged', 'higher'] as const;
/** What is not said of a contact off the record: only that it took place, with whom, when, and how. */
export const CONTENT_OF_CONTACT = {
  with_persons: having({ spoken: true }, claim('Persons spoken with', Line, inside)),
  summary: having({ spoken: true }, claim('What was said', Text, between)),
  tension: having({ spoken: true }, claim('Tension afterwards, as we see it', Type.Enum([...TENSIONS]), inside)),
} as const;

export const consultationRequest = statementType('consultation-request', 1, 'Request for consultation', {
  ...ADDRESSED,
  subject: requiredClaim('Subject', Line, between),
  questions: requiredClaim('What we would like to understand', Text, between),
  means: claim('How we would like to speak', Type.Enum([...CONTACT_MEANS]), between),
  about: claim('Statement it is about', Digest, between),
  reply_wanted_by: REPLY_WANTED_BY,
});

export const consultationReply = statementType('consultation-reply', 1, 'Answer to a consultation', {
  request: answerTo('Request'),
  ...ADDRESSED,
  answer: requiredClaim('Answer', Type.Enum([...CONSULTATION_ANSWERS]), between),
  clarification: claim('Clarification', Text, between),
  reason: claim('Why not, or not yet', Text, between),
});

export const contactRecord = statementType('contact-record', 1, 'Contact took place', {
  ...RECORDED,
  with_party: requiredClaim('With', PartyId, between),
  means: requiredClaim('How', Type.Enum([...CONTACT_MEANS]), between),
  at: requiredClaim('When', InstantText, between),
  off_the_record: having(
    { offRecord: true },
    requiredClaim('Off the record', Type.Boolean(), between, 'Then what was said is not written down'),
  ),
  about: claim('Statement it was about', Digest, between),
  ...CONTENT_OF_CONTACT,
});
