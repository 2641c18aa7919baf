import en from '#texts/en/gateway.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** Words of the gateway that no page holds, in English. */
export const GATEWAY_TEXTS = translated('gateway', en);
