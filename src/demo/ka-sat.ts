/** Replays the public record of a real intrusion on the demo's federation; parties of the cast stand in for the speakers. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CaseRecord, type RecordStep, readCaseRecord, stepDraft } from '#incidents/case/case-record.ts';
import { accept, type Outcome } from '#outcome.ts';
import { currentLanguage } from '#speaking';
import { listText } from '#texts/icu.ts';
import { plainSentence } from '#web/sentence.ts';
import { approveAndSubmit, digestOf, propose } from './acting.ts';
import { ARVENIA, HOSPITAL, VELDMARK } from './cast.ts';
import type { Scene, SceneStep, Stage, Told } from './player.ts';
import { SCENE_TEXTS as T } from './scene-texts.ts';

const FILE = join(import.meta.dirname, '../../examples/ka-sat.json');

/** Which seat, and whose name, speaks for whom. */
const STAND_INS: Readonly<Record<string, { readonly seat: string; readonly party: string }>> = {
  'satellite-operator': { seat: 'operator', party: HOSPITAL },
  'wind-operator': { seat: 'operator', party: HOSPITAL },
  'home-authority': { seat: 'duty-officer', party: VELDMARK },
  neighbour: { seat: 'neighbour', party: ARVENIA },
};

export async function kaSatScene(): Promise<Scene> {
  const record = readCaseRecord(await readFile(FILE, 'utf8'));
  if (!record.ok) throw new Error(`read the KA-SAT record: ${record.refusal.sentence} at ${record.refusal.place}`);
  const { title, about, limits, steps } = record.value;
  const cases = Object.fromEntries(Object.keys(record.value.cases).map((name) => [name, crypto.randomUUID()]));
  return {
    id: 'ka-sat',
    title,
    story: `${about} ${limits}`,
    get note() {
      return T.record.note;
    },
    language: 'en',
    steps: steps.map((step) => sceneStep(record.value, step, cases)),
  };
}

function sceneStep(record: CaseRecord, step: RecordStep, cases: Readonly<Record<string, string>>): SceneStep {
  const speaker = record.speakers[step.speaker]?.stands_for ?? step.speaker;
  return {
    get who() {
      return plainSentence(T.who.record, { date: step.at, speaker });
    },
    get what() {
      return step.what_comity_adds === true ? plainSentence(T.record.added, { step: step.title }) : step.title;
    },
    act: (stage) => replay(stage, record, step, cases),
  };
}

async function replay(
  stage: Stage,
  record: CaseRecord,
  step: RecordStep,
  cases: Readonly<Record<string, string>>,
): Promise<Outcome<Told>> {
  const standIn = STAND_INS[step.speaker];
  if (standIn === undefined) throw new Error(`nobody in the cast stands in for ${step.speaker}`);
  const issuers = Object.fromEntries(Object.entries(STAND_INS).map(([name, { party }]) => [name, party]));
  const draft = stepDraft(record, step, { issuers, cases, digests: stage.memory });
  const client = await stage.seat(standIn.seat);
  if (!client.ok) return client;
  const { issuer: _issuer, ...body } = draft;
  let digest: Outcome<string>;
  if (step.based_on === undefined) {
    const said = await client.value.post('/api/v1/statements', body);
    digest = said.ok ? accept(digestOf(said.value)) : said;
  } else {
    const proposed = await propose(client.value, body);
    digest = proposed.ok ? await approveAndSubmit(stage, proposed.value) : proposed;
  }
  if (!digest.ok) return digest;
  stage.memory.set(step.id, digest.value);
  for (const speaker of step.release_to ?? []) {
    const to = STAND_INS[speaker]?.party ?? speaker;
    const claims = { target: digest.value, to, claims: 'all', channel: 'csirt', hides_victim: true };
    const release = await propose(client.value, { type: 'release', case: draft.case, claims });
    const given = release.ok ? await approveAndSubmit(stage, release.value) : release;
    if (!given.ok) return given;
  }
  const sources = () =>
    listText(
      currentLanguage(),
      step.facts.map((name) => sourceLine(record, name)),
    );
  return accept({
    told: () => plainSentence(T.record.told, { step: step.title, sources: sources() }),
    look: `${client.value.url}/demo/seat/${standIn.seat}?next=/cases/${draft.case}`,
  });
}

function sourceLine(record: CaseRecord, name: string): string {
  const source = record.sources[name];
  if (source === undefined) return name;
  const { publisher, date = '' } = source;
  return plainSentence(source.confirmed ? T.record.source : T.record.unconfirmed, { publisher, date });
}
