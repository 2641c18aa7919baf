import en from '#texts/en/scenes.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** Every text of the scenes, and the names of the fictional states, where the product would ask Intl for a real one. */
export const SCENE_TEXTS = translated('scenes', en);
