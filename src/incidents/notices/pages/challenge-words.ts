import { randomInt } from 'node:crypto';

/** Short, common, hard to mishear on a bad line, and of no meaning for any incident. */
const WORDS: readonly string[] = [
  ...['amber', 'anchor', 'apple', 'autumn', 'basket', 'beacon', 'birch', 'blanket', 'bottle', 'branch', 'bridge'],
  ...[
    'butter',
    'button',
    'cabin',
    'candle',
    'canyon',
    'carpet',
    'castle',
    'cedar',
    'cherry',
    'chimney',
    'cinnamon',
  ],
  ...['cloud', 'clover', 'comet', 'copper', 'coral', 'cotton', 'cradle', 'crystal', 'daisy', 'desert', 'dolphin'],
  ...['donkey', 'drawer', 'dune', 'eagle', 'ember', 'falcon', 'feather', 'fiddle', 'flute', 'forest', 'fountain'],
  ...['fox', 'garden', 'ginger', 'glacier', 'granite', 'grape', 'hammer', 'harbour', 'hazel', 'heron', 'honey'],
  ...[
    'iris',
    'island',
    'ivory',
    'jacket',
    'jasmine',
    'juniper',
    'kettle',
    'kitten',
    'ladder',
    'lagoon',
    'lantern',
  ],
  ...['lemon', 'lentil', 'lilac', 'linen', 'lizard', 'lobster', 'maple', 'marble', 'meadow', 'melon', 'mirror'],
  ...[
    'mitten',
    'monsoon',
    'mountain',
    'mustard',
    'nectar',
    'nettle',
    'nutmeg',
    'ocean',
    'olive',
    'onion',
    'orchard',
  ],
  ...['otter', 'paddle', 'parrot', 'pebble', 'pelican', 'pepper', 'pigeon', 'pillow', 'planet', 'plum', 'pocket'],
  ...['poppy', 'puzzle', 'quartz', 'rabbit', 'raven', 'ribbon', 'river', 'rocket', 'saddle', 'saffron', 'salmon'],
  ...[
    'sandal',
    'silver',
    'sparrow',
    'spruce',
    'summer',
    'sunset',
    'thimble',
    'thunder',
    'tiger',
    'timber',
    'tulip',
  ],
  ...['turtle', 'umbrella', 'valley', 'velvet', 'violet', 'walnut', 'willow'],
];
const WORDS_IN_A_CHALLENGE = 4;

/** About 28 random bits: whoever calls has one try, on the line of somebody who was warned. */
export function challengeWords(): string {
  return Array.from({ length: WORDS_IN_A_CHALLENGE }, () => WORDS[randomInt(WORDS.length)]).join(' ');
}
