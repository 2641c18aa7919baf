import en from '#texts/en/import-command.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** What `comity misp-facts` and `comity import` print. */
export const IMPORT_COMMAND_TEXTS = translated('import-command', en);
