import en from '#texts/en/cli-node.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** What the commands say that open a node themselves, or become its peer. */
export const NODE_TEXTS = translated('cli-node', en);
