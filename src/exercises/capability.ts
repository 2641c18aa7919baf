import type { Capability } from '#capability.ts';

/** The one clock of an exercise. */
export const exercisesCapability: Capability = {
  name: 'exercises',
  texts: ['exercise', 'exercise-command'],
  async codes() {
    return Object.values(await import('./codes.ts')).flat();
  },
  async model() {
    const { exercisesModel } = await import('./exercises.ts');
    return exercisesModel;
  },
  async clock({ realm, keeper, world }) {
    if (realm === 'live') return undefined;
    const [{ ExerciseClock }, { followClock }] = await Promise.all([
      import('./clock.ts'),
      import('./exercises.ts'),
    ]);
    const clock = new ExerciseClock(world);
    return { clock, follow: (ledger, trouble) => followClock(clock, ledger, keeper, trouble) };
  },
  job: {
    name: 'exercises',
    async open({ exercise, federation, ledger, trouble }) {
      if (exercise === undefined) return new DisposableStack();
      const { giveClock } = await import('./exercises.ts');
      return giveClock({ office: federation.office, ledger, trouble });
    },
  },
  async routes(app, services) {
    const { exerciseRoutes } = await import('./routes.ts');
    exerciseRoutes(app, services);
  },
  async pages(app, services) {
    const { exercisePages } = await import('./pages/clock-page.ts');
    exercisePages(app, services);
  },
  async parts() {
    const { exerciseParts } = await import('./pages/parts.ts');
    return exerciseParts;
  },
  async commands() {
    const { exerciseCommands } = await import('./commands.ts');
    return [exerciseCommands];
  },
};
