/** Texts about forms that a link or a mail has filled in, in English. */
export const FORM_LINK_TEXTS = {
  proposed: {
    link: { from: 'From the link', title: 'Filled in by a link: check each answer, then save' },
    mail: { from: 'From the mail', title: 'Filled in from a mail: check each answer, then save' },
  },
  start: {
    title: 'A link proposes these answers',
    lead: 'Whoever made the link wrote them, and nothing is kept yet. You check each one in its question before it counts.',
    button: 'Start with these answers',
    columns: { question: 'Question', proposed: 'Proposed' },
  },
  refused: {
    title: 'Not taken from the link',
    columns: { name: 'Name', why: 'Why' },
    because: {
      unknown: 'This form has no such field',
      malformed: 'The field does not take this value',
      'too-long': 'The value is too long for a link',
      repeated: 'Given twice, where one value is taken',
      'too-many': 'Too many values',
    },
  },
  filled: 'Filled in by a link: check every field before you sign',
  fields: { harm: 'Harm to people', people: 'How many people', hours: 'For how many hours' },
  build: {
    crumb: 'Report an incident',
    title: 'A link that opens the report filled in',
    lead: 'For your ticket system, your bookmarks or a message to a colleague. The link proposes answers; whoever opens it checks and signs them. Put nothing into a link that may not be read on the way.',
    button: 'Make the link',
    made: 'Your link',
    label: 'Copy this address',
    copy: 'Copy',
    copied: 'Copied',
    kind: 'Kind of incident',
    sectors: 'Sector',
    states: 'States',
    statesHelp: 'Two-letter codes (ISO 3166), as “DE FR”.',
    service: 'Service',
    any: 'Left open',
    offer: 'Make a link that opens this form filled in',
  },
} as const;
