import en from '#texts/en/contacts-command.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** What `comity contacts` prints. */
export const CONTACT_COMMAND_TEXTS = translated('contacts-command', en);
