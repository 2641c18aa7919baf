/** Reads the national layer, `regimes/nis2/`, lays each act over its directive, and refuses what cannot be meant. */
import { join } from 'node:path';
import { accept, type Outcome } from '#outcome.ts';
import { primitives } from '#primitives';
import { encodeBase64url } from '#statement/base64url.ts';
import { type Fault, firstOf } from './condition-check.ts';
import type { StateGroups } from './groups.ts';
import { laidOver, NationalFile, reportersStages } from './national.ts';
import type { Confidence, Regime } from './regime.ts';
import { dateFault, regimeFault, sourceFault } from './regime-check.ts';
import type { RegimeCode } from './regime-codes.ts';
import { jsonFiles, type Read, readAs, readJson, refusedAt } from './regime-files.ts';

/** Folders of acts, each with the directive that they carry out. */
const LAYERS: readonly (readonly [folder: string, directive: string])[] = [['nis2', 'eu-nis2']];

/** The regimes of the states, in every version; `read` are the directives, newest and older. */
export function readNational(
  folder: string,
  read: readonly Read[],
  groups: StateGroups,
): Outcome<readonly Read[], RegimeCode> {
  const found: Read[] = [];
  for (const [layer, directive] of LAYERS) {
    const older = jsonFiles(join(folder, layer, 'superseded')).map((name) => `${layer}/superseded/${name}`);
    for (const name of [...jsonFiles(join(folder, layer)).map((one) => `${layer}/${one}`), ...older]) {
      const one = readAct(folder, name, { layer, directive, read, groups });
      if (!one.ok) return one;
      found.push(one.value);
    }
  }
  return accept(found);
}

type Surroundings = {
  readonly layer: string;
  readonly directive: string;
  readonly read: readonly Read[];
  readonly groups: StateGroups;
};

function readAct(folder: string, name: string, around: Surroundings): Outcome<Read, RegimeCode> {
  const shaped = readAs(folder, name, NationalFile, 'regime-malformed');
  if (!shaped.ok) return shaped;
  const json = readJson(folder, name);
  if (!json.ok) return json;
  const { text } = json.value;
  const national = shaped.value as NationalFile;
  const base = around.read.find(
    ({ regime: { id, version } }) => id === around.directive && version === national.base,
  )?.regime;
  const fault =
    base === undefined ? baseMissing(national, around.directive) : actFault(national, base, name, around);
  if (fault !== undefined) return refusedAt(name, text, fault);
  const regime = laidOver(base!, national);
  const wrong = regimeFault(regime, around.groups);
  if (wrong !== undefined) return refusedAt(name, text, inTheAct(wrong, regime, national));
  const bytes = new TextEncoder().encode(JSON.stringify(regime));
  return accept({ file: name, regime, hash: encodeBase64url(primitives.sha256(bytes)), text });
}

function baseMissing({ base }: NationalFile, directive: string): Fault {
  const sentence = `There is no version ${base} of ${directive} that this act could be laid over.`;
  return { code: 'regime-version-missing', pointer: '/base', sentence };
}

function actFault(national: NationalFile, base: Regime, name: string, { layer }: Surroundings): Fault | undefined {
  const { state, version } = national;
  const small = state.toLowerCase();
  const wanted = name.includes('/superseded/')
    ? `${layer}/superseded/${small}@${version}.json`
    : `${layer}/${small}.json`;
  if (name !== wanted) {
    const sentence = `The act of ${state}, version ${version}, belongs into the file ${wanted}.`;
    return { code: 'regime-id-not-its-file', pointer: '/state', sentence };
  }
  return stagesFault(national, base) ?? readFault(national);
}

/** Silence about a stage would be taken for a word on it. */
function stagesFault({ stages, drops }: NationalFile, base: Regime): Fault | undefined {
  const known = reportersStages(base).map(({ id }) => id);
  const malformed = (pointer: string, sentence: string): Fault => ({
    code: 'regime-malformed',
    pointer,
    sentence,
  });
  const named = [
    ...stages.map(({ id }, at) => [id, `/stages/${at}/id`] as const),
    ...drops.map((id, at) => [id, `/drops/${at}`] as const),
  ];
  const seen = new Set<string>();
  for (const [id, pointer] of named) {
    if (!known.includes(id)) return malformed(pointer, `${base.id} has no stage ${id} for whoever reports.`);
    if (seen.has(id)) return malformed(pointer, `The act says two things about the stage ${id}.`);
    seen.add(id);
  }
  const silent = known.find((id) => !seen.has(id));
  return silent === undefined
    ? undefined
    : malformed('/stages', `The act says nothing about the stage ${silent}: it has it, or drops it.`);
}

const SURENESS: readonly Confidence[] = ['R', 'S', 'P'];

/** Nobody read a text of which no source stands here, or one that nobody saw on a day. */
function readFault({ sources, stages, adds, status_confidence: status }: NationalFile): Fault | undefined {
  const best = Math.max(...sources.map(({ confidence }) => SURENESS.indexOf(confidence)));
  const beyond = (confidence: Confidence, pointer: string): Fault | undefined => {
    if (SURENESS.indexOf(confidence) <= best) return undefined;
    const sentence = `This is marked ${confidence}, and no source of the act is.`;
    return { code: 'regime-source-missing', pointer, sentence };
  };
  return (
    firstOf(
      sources,
      ({ name, seen }, at) => sourceFault(name, `/sources/${at}/name`) ?? dateFault(seen, `/sources/${at}/seen`),
    ) ??
    beyond(status, '/status_confidence') ??
    firstOf(stages, ({ confidence }, at) => beyond(confidence, `/stages/${at}/confidence`)) ??
    firstOf(adds, ({ confidence }, at) => beyond(confidence, `/adds/${at}/confidence`))
  );
}

/** The place in the act where the laid-over text is wrong; the act itself where the directive's words are. */
function inTheAct(fault: Fault, { stages }: Regime, { stages: own, adds }: NationalFile): Fault {
  const match = /^\/stages\/(\d+)(.*)$/u.exec(fault.pointer);
  if (match === null) return fault;
  const id = stages[Number(match[1])]?.id;
  const at = own.findIndex((stage) => stage.id === id);
  const pointer = at >= 0 ? `/stages/${at}` : `/adds/${adds.findIndex((stage) => stage.id === id)}`;
  return { ...fault, pointer: `${pointer}${match[2] ?? ''}` };
}
