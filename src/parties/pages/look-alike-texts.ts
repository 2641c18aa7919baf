import en from '#texts/en/party-look-alike.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** What the page of a party says when its name can be taken for another's. */
export const PARTY_LOOK_ALIKE_TEXTS = translated('party-look-alike', en);
