import en from '#texts/en/peers.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** Texts of the pages about peers. */
export const PEER_TEXTS = translated('peers', en);
