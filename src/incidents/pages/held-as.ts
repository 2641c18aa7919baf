import { isOnItsWay } from '#federation/delivery/silence.ts';
import { INCIDENT_TEXTS } from '#site/texts.ts';
import type { Markup } from '#web/html.ts';
import { tag } from '#web/parts/marks.ts';
import { when } from '#web/parts/when.ts';
import { sentence } from '#web/sentence.ts';
import type { Holder } from './holders.ts';
import { RELAY_TEXTS as RELAY } from './relay-texts.ts';

/** How far one statement got with one party, in a word: the same on every page. */
export function heldAs({ state, givenAt }: Holder, now: Temporal.Instant): Markup {
  const T = INCIDENT_TEXTS.case;
  switch (state) {
    case 'silent':
      return isOnItsWay(givenAt, now)
        ? tag(sentence(RELAY.relay.onItsWay, { when: when(givenAt) }), 'going')
        : tag(sentence(T.silent, { when: when(givenAt) }), 'wait');
    case 'unread':
      return tag(T.unread, 'going');
    case 'read':
      return tag(T.read, 'done');
  }
}
