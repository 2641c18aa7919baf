/** Every refusal this room utters. */
export const PRESS_CODES = [
  'case-not-held',
  'line-opened-early',
  'embargo-hour-unclear',
  'embargo-past',
  'embargo-too-long',
  'embargo-not-over',
  'line-not-yours',
  'line-not-published',
  'line-published-already',
  'line-withdrawn',
  'words-changed',
  'publication-not-clear',
  'withdrawal-marking',
  'person-needed',
  'leak-untold',
  'operator-named-in-text',
  'operator-not-consulted',
  'operator-still-asked',
  'operator-objects',
  'consultation-not-yours',
  'answer-time-past',
] as const;
export type PressCode =
  | (typeof PRESS_CODES)[number]
  | 'party-not-known'
  | 'kind-may-not-author'
  | 'person-of-another-party'
  | 'second-person-needed'
  | 'held-until';
