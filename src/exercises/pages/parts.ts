import type { SiteParts } from '#site/parts.ts';
import { may } from '#site/services.ts';
import { EXERCISE_TEXTS } from './texts.ts';

export const exerciseParts: SiteParts = {
  async entries(services, request) {
    const label = EXERCISE_TEXTS.entries.exerciseClock;
    return [
      request.server.node.exercise &&
        may(services, request, 'author:exercise-clock') && {
          group: 'administration',
          place: 60,
          label,
          href: '/exercise/clock',
        },
    ];
  },
};
