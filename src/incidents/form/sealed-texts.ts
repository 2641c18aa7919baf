import en from '#texts/en/sealed.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** What the command line says about sealed reports. */
export const SEALED_COMMAND_TEXTS = translated('sealed', en);
