import type { App } from '#http/contract.ts';
import { type ClockRouteServices, clockRoutes } from './clocks/clock-routes.ts';
import { type WordRouteServices, wordRoutes } from './clocks/word-routes.ts';
import { type DutyServices, dutyRoutes } from './finder/duty-routes.ts';
import { type ScoreRouteServices, scoreRoutes } from './scores/score-routes.ts';

/** The duty finder, the clocks of a case, what was promised, and who kept their word: as JSON under `/api/v1`. */
export function obligationRoutes(
  app: App,
  services: DutyServices & ClockRouteServices & ScoreRouteServices & WordRouteServices,
): void {
  scoreRoutes(app, services);
  wordRoutes(app, services);
  clockRoutes(app, services);
  dutyRoutes(app, services);
}
