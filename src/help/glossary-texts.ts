import en from '#texts/en/glossary.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** The words of Comity, each in two plain sentences. What the field outside says stands in `field-terms-texts.ts`. */
export const GLOSSARY_TEXTS = translated('glossary', en);
