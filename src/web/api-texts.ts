import en from '#texts/en/interface.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** Words around the description of the interface for programs; the description itself is English. */
export const API_TEXTS = translated('interface', en);
