import en from '#texts/en/gateway-refusals.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** Refusals of this room, in English. */
export const GATEWAY_REFUSALS = translated('gateway-refusals', en);
