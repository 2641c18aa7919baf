import en from '#texts/en/relay.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** Texts of the relay, the desk, the telephone and the guest pages. */
export const RELAY_TEXTS = translated('relay', en);
