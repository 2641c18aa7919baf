/** Who does what in a scene, and what came of it: read when somebody looks, in the language they look in. */
import type { Outcome } from '#outcome.ts';
import { plainSentence } from '#web/sentence.ts';
import { type CastPerson, GUEST, personIn } from './cast.ts';
import type { Scene, SceneStep, Stage, Told } from './player.ts';
import { SCENE_TEXTS as T } from './scene-texts.ts';

export type StepName = keyof typeof T.steps;
type Speaker = keyof typeof T.who;
type Values = Readonly<Record<string, string | number>>;

/** The words of what a step did. */
export function words(step: StepName, values: () => Values = () => ({})): () => string {
  return () => plainSentence(T.steps[step].told, values());
}

const SEATED: Partial<Record<Speaker, readonly CastPerson['seat'][]>> = {
  csirt: ['duty-officer'],
  approver: ['approver'],
  hospital: ['operator'],
  lawyer: ['hospital-lawyer'],
  both: ['duty-officer', 'approver'],
  neighbour: ['neighbour'],
  veldmark: ['duty-officer', 'approver'],
  veldmarkAlone: ['duty-officer'],
  arvenia: ['neighbour', 'neighbour-approver'],
  fenholm: ['small-state', 'small-state-approver'],
  region: ['regional-body', 'regional-body-approver'],
};

function speakerText(speaker: Speaker): string {
  const [one = GUEST.contact, other = ''] = (SEATED[speaker] ?? []).map(personIn);
  return plainSentence(T.who[speaker], { one, other });
}

export function sceneStep(
  speaker: Speaker,
  step: StepName,
  act: (stage: Stage) => Promise<Outcome<Told>>,
): SceneStep {
  return {
    get who() {
      return speakerText(speaker);
    },
    get what() {
      return T.steps[step].does;
    },
    act,
  };
}

export function scene(id: keyof typeof T.scenes, steps: readonly SceneStep[]): Scene {
  return {
    id,
    get title() {
      return T.scenes[id].title;
    },
    get story() {
      return T.scenes[id].story;
    },
    steps,
  };
}
