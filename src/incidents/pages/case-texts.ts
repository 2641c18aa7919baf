/** Texts of the case page that came with its first screen, its claims and its inline form. */
export const CASE_TEXTS = {
  deadline: 'Next deadline',
  noDeadline: 'No clock runs here, as far as you may see',
  verify: 'Verify this case',
  claims: {
    lead: 'Each line is a claim by the party named, with how sure it is; none is a finding of this node.',
    firstHand: 'from its own knowledge',
    relayed: 'passes on what others said',
    confidence: '{words} ({level} of 3)',
    dissent: 'Disagrees: {parties}',
    noDissent: 'Nobody who speaks here disagrees',
    notSaidNow: 'What was said here was taken back',
  },
  add: {
    open: 'Add to the timeline',
    lead: 'What you add is signed by your party as an update of its report, and stands here at once.',
    summary: 'What did you find?',
    occurred: 'When did it happen?',
    occurredHelp: 'In UTC, as 2026-03-01 02:40, or the day alone. Leave it empty if you do not know.',
    timeWrong: 'Write the time as 2026-03-01 02:40, or the day as 2026-03-01',
    indicators: 'Indicators',
    indicatorsHelp:
      'One a line, as they were seen or defanged: addresses, domains, web addresses, hashes, file names.',
    evidence: 'Evidence: what and where it stands',
    evidenceHelp: 'The title of a report, picture or log extract.',
    publisher: 'Who published or holds it',
    url: 'Its web address',
    evidenceIncomplete: 'Say what the evidence is and who holds it',
    urlWrong: 'A web address begins with https:// or http://',
    button: 'Sign and add it',
  },
  reach: {
    heading: 'Taken back: who has confirmed',
    lead: '{call}: {confirmed} confirmed, {unconfirmed} not yet. Each holder counts those below it too.',
    columns: ['Holder', 'Confirmed', 'Not yet'],
  },
  takenBack: 'Taken back by {statement}',
} as const;
