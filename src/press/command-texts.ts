import en from '#texts/en/lines-command.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** What `comity lines` prints. */
export const LINES_TEXTS = translated('lines-command', en);
