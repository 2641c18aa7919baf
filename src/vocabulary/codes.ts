/** Every refusal this room utters. */
export type VocabularyCode = 'indicator-malformed';
