/** The answer to a report by mail, in English: nothing in it is more than green, and nothing of the report is in it. */
export const MAIL_ANSWER_TEXTS = {
  subject: 'Your mail has reached the duty desk',
  received: 'Your mail has reached the duty desk of {party}. Its reference here is {reference}.',
  noReport: 'It is not a report yet: a person of the desk reads it first, and may ask you.',
  danger: 'If anyone is in danger, call now: {phone}',
  dangerNoPhone: 'If anyone is in danger, call the emergency services of your country now.',
  missing: 'Still open, as far as this machine could read:',
  questions: {
    danger: '- whether anyone is in danger',
    what: '- what kind of incident it is',
    when: '- when it was noticed',
    where: '- which services are affected, and in which states',
    people: '- what it means for people',
  },
  nothingMissing: 'The five first questions seem to be answered.',
  encrypted: 'What was encrypted could not be read here.',
  link: 'You can report or go on by yourself, signed for your organisation: {link}',
  automatic:
    'This answer was written by a machine. Your own words are not repeated in it, since mail can be read on its way.',
} as const;
