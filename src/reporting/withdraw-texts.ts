/** English texts of taking a report to an authority back. */
export const WITHDRAW_TEXTS = {
  title: 'Take this report back',
  lead: '{law}: {stage}. Everybody who was given it is told, and it stays readable as withdrawn.',
  crumb: 'The report',
  effect:
    'Taken back before its limit, it meets the duty no longer: the clock runs on until you report anew. Taken back after the limit, what you told in time stays told in time.',
  reason: 'Why',
  chooseReason: 'Choose why you take it back.',
  reasons: {
    'false-alarm': 'A false alarm: it did not happen',
    duplicate: 'A duplicate: another report of mine says it',
    'sent-in-error': 'Sent in error: to the wrong addressee, or not meant to be sent',
  },
  alarmHelp: 'The incident itself is taken back on the page of your alert; that closes its clocks.',
  summary: 'In your own words',
  button: 'Take it back',
  link: 'Take this report back',
  again: 'Report this stage anew',
  withdrawn: 'This report was taken back',
  withdrawnBody: 'It stays readable as it was. {statement}',
  withdrawal: 'The withdrawal',
  taken: '  taken back  {digest}',
} as const;
