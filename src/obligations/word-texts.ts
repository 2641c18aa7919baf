/** English texts of asking for a report, of promising, and of saying that a promise was kept. */
export const WORD_TEXTS = {
  ask: {
    title: 'Ask for a report: {stage}',
    lead: '{bearer} is asked under {law}. Your request opens its clock when it arrives there.',
    what: 'What do you ask for?',
    due: 'By when, in UTC',
    button: 'Sign and ask',
    action: 'Ask for this report',
  },
  promise: {
    title: 'Promise something',
    lead: 'A promise is counted: kept in time, kept late, or broken. You see that, and whoever you promise it to.',
    what: 'What do you promise?',
    due: 'By when, in UTC',
    to: 'To whom',
    nobody: 'To all who read this case',
    button: 'Sign and promise',
    action: 'Promise something',
  },
  kept: {
    title: 'Say that a promise was kept',
    lead: 'Your word that you did what you promised, with its time.',
    how: 'How was it kept?',
    evidence: 'A statement that shows it',
    evidenceHelp: 'Its reference of 43 characters, where there is one.',
    button: 'Sign it',
    action: 'Say that it was kept',
  },
  asked: '  signed     {digest}',
  given: '  given      {party}',
  refused: '  not given  {party}: {reason}',
} as const;
