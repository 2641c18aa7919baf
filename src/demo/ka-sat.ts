/** Replays the public record of a real intrusion on the demo's federation; parties of the cast stand in for the speakers. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CaseRecord, type RecordStep, readCaseRecord, stepDraft } from '#incidents/case-record.ts';
import { accept, type Outcome } from '#outcome.ts';
import { approveAndSubmit, digestOf, propose } from './acting.ts';
import { ARVENIA, HOSPITAL, VELDMARK } from './cast.ts';
import type { Scene, SceneStep, Stage, Told } from './player.ts';

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
    story: `${about} ${limits} The parties of the demo stand in for those who speak.`,
    steps: steps.map((step) => sceneStep(record.value, step, cases)),
  };
}

function sceneStep(record: CaseRecord, step: RecordStep, cases: Readonly<Record<string, string>>): SceneStep {
  const speaker = record.speakers[step.speaker]?.stands_for ?? step.speaker;
  const added = step.what_comity_adds === true ? ' (nobody is known to have said this then)' : '';
  return {
    who: `${step.at}, ${speaker}`,
    what: `${step.title}${added}`,
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
  const sources = step.facts.map((name) => sourceLine(record, name)).join('; ');
  return accept({
    told: `${step.title}. Sources: ${sources}.`,
    look: `${client.value.url}/demo/seat/${standIn.seat}?next=/cases/${draft.case}`,
  });
}

function sourceLine(record: CaseRecord, name: string): string {
  const source = record.sources[name];
  if (source === undefined) return name;
  return `${source.publisher}, ${source.date}${source.confirmed ? '' : ' (UNCONFIRMED)'}`;
}
