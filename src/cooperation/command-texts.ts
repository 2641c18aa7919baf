import en from '#texts/en/cooperation-command.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** What `comity assist` and `comity territory` print. */
export const COOPERATION_COMMAND_TEXTS = translated('cooperation-command', en);
