import en from '#texts/en/parties.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** Texts of the pages about parties and peers. */
export const PARTY_TEXTS = translated('parties', en);
