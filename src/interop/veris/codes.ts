/** Why a file, or a line of one, is not imported. The run goes on with the next. */
export const VERIS_CODES = [
  'veris-file-unreadable',
  'veris-file-kind',
  'veris-file-too-large',
  'veris-file-empty',
  'veris-gzip-broken',
  'veris-not-utf8',
  'veris-record-too-large',
  'veris-not-json',
  'veris-not-an-incident',
  'veris-version',
  'veris-shape',
  'veris-false-positive',
] as const;
export type VerisCode = (typeof VERIS_CODES)[number];
