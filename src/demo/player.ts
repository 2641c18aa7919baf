import { accept, type Outcome } from '#outcome.ts';
import type { DemoFederation } from './federation.ts';
import { SCENE_TEXTS as T } from './scene-texts.ts';
import { type SeatClient, sitDown } from './seat-client.ts';

/** What a step did, for people: a sentence in the language of whoever reads it, and where to look at it. */
export type Told = { readonly told: () => string; readonly look?: string };

export type SceneStep = {
  /** The seat that acts. */
  readonly who: string;
  readonly what: string;
  act(stage: Stage): Promise<Outcome<Told>>;
};

export type Scene = {
  readonly id: string;
  readonly title: string;
  readonly story: string;
  /** What our own words add to the story. */
  readonly note?: string;
  /** A public record is told in the language it was written in. */
  readonly language?: 'en';
  readonly steps: readonly SceneStep[];
};

/** What the steps of a scene share. */
export type Stage = {
  readonly demo: DemoFederation;
  seat(name: string): Promise<Outcome<SeatClient>>;
  readonly memory: Map<string, string>;
};

export type Played = {
  readonly who: string;
  readonly what: string;
  readonly ok: boolean;
  readonly told: string;
  readonly look?: string;
};

function playedStep(step: SceneStep, outcome: Outcome<Told>): Played {
  const { look } = outcome.ok ? outcome.value : {};
  return {
    get who() {
      return step.who;
    },
    get what() {
      return step.what;
    },
    ok: outcome.ok,
    get told() {
      return outcome.ok ? outcome.value.told() : `${outcome.refusal.sentence} [${outcome.refusal.code}]`;
    },
    ...(look === undefined ? {} : { look }),
  };
}

/** Plays scenes step by step. One step at a time: a second press while one runs waits for it. */
export type Player = Disposable & {
  readonly scenes: readonly Scene[];
  played(scene: string): readonly Played[];
  nextStep(scene: string): SceneStep | undefined;
  play(scene: string): Promise<Played>;
};

export function playerFor(demo: DemoFederation, scenes: readonly Scene[]): Player {
  const history = new Map<string, Played[]>(scenes.map(({ id }) => [id, []]));
  const seats = new Map<string, SeatClient>();
  const memory = new Map<string, string>();
  let turn: Promise<unknown> = Promise.resolve();

  async function seat(name: string): Promise<Outcome<SeatClient>> {
    const known = seats.get(name);
    if (known !== undefined) return accept(known);
    const node = demo.nodes.find(({ seats: offered }) => offered.some((one) => one.name === name));
    if (node === undefined) throw new Error(`the demo has no seat ${name}`);
    const client = await sitDown(node.url, name);
    if (client.ok) seats.set(name, client.value);
    return client;
  }

  const doneOf = (id: string) => history.get(id)?.filter(({ ok }) => ok) ?? [];
  const nextStep = (id: string) => scenes.find((scene) => scene.id === id)?.steps[doneOf(id).length];

  async function playNow(id: string): Promise<Played> {
    const step = nextStep(id);
    if (step === undefined) return { who: '', what: '', ok: false, told: T.over };
    const played = playedStep(step, await step.act({ demo, seat, memory }));
    history.get(id)?.push(played);
    return played;
  }

  return {
    scenes,
    played: (id) => history.get(id) ?? [],
    nextStep,
    play(id) {
      const result = turn.then(() => playNow(id));
      turn = result.catch(() => undefined);
      return result;
    },
    [Symbol.dispose]() {
      seats.clear();
    },
  };
}
