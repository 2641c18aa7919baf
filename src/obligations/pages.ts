import type { App } from '#http/contract.ts';
import { type ClockPageServices, clockPages } from './clocks/pages/clock-pages.ts';
import { type DutyPageServices, dutyPages } from './finder/pages/duty-pages.ts';
import { type ScorePageServices, scorePages } from './scores/pages/score-pages.ts';

/** The duty finder and the laws, why a clock runs, and who kept their word. */
export function obligationPages(
  app: App,
  services: ClockPageServices & DutyPageServices & ScorePageServices,
): void {
  clockPages(app, services);
  scorePages(app, services);
  dutyPages(app, services);
}
