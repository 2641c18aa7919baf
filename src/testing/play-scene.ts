import type { Player } from '#demo/player.ts';

const CASE = /\/cases\/[0-9a-f-]{36}/;

/**
 * Plays a scene of the demo to its end and says which case it was about last, as a path. Throws where a step fails or
 * there is none.
 */
export async function playScene(player: Player, scene: string): Promise<string> {
  while (player.nextStep(scene) !== undefined) {
    const played = await player.play(scene);
    if (!played.ok) throw new Error(`${played.who}: ${played.told}`);
  }
  const steps = player.played(scene);
  if (steps.length === 0) throw new Error(`no step of the scene "${scene}" was played`);
  return steps.flatMap(({ look }) => CASE.exec(look ?? '')?.[0] ?? []).at(-1) ?? '';
}
