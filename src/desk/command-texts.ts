import en from '#texts/en/search-command.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** What `comity search` prints. */
export const COMMAND_TEXTS = translated('search-command', en);
