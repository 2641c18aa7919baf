import { SCORE } from '#obligations/scores/pages/score-texts.ts';
import type { SiteParts } from '#site/parts.ts';
import { personOf } from '#site/services.ts';
import { WEB_TEXTS as WEB } from '#web/texts.ts';
import { DUTY_TEXTS } from './duty-texts.ts';

export const obligationParts: SiteParts = {
  async entries(_rooms, request) {
    const T = DUTY_TEXTS.entries;
    const { scores, scoresHelp } = SCORE.entries;
    return [
      { group: 'duties', place: 10, label: T.finder, href: '/duties', help: T.finderHelp },
      { group: 'duties', place: 20, label: T.laws, href: '/duties/regimes' },
      { group: 'duties', place: 50, label: scores, href: '/scores', help: scoresHelp },
      // A person has it among the duties.
      personOf(request) === undefined && { group: 'go', place: 70, label: WEB.shell.duties, href: '/duties' },
    ];
  },
};
