import en from '#texts/en/field-terms.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** Terms of the field outside that our forms use, each in two plain sentences, with its source. */
export const FIELD_TERM_TEXTS = translated('field-terms', en);
