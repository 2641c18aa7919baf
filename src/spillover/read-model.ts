import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type FileCode, readText } from '#cli/named-file.ts';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import type { SpilloverCode } from './codes.ts';
import type { Economy } from './economy/economy.ts';
import type { Grid } from './grid/grid.ts';
import { ChangedIntake, type Hardening, HardeningIntake, type Intake, type ModelHeader } from './intake.ts';
import { DEPENDENCIES_FILE, loadCsvModel, SERVICES_FILE } from './loaders/csv-model.ts';
import { isFeatureCollection, loadCables } from './loaders/geojson-cables.ts';
import { loadGraphml } from './loaders/graphml.ts';
import { FLOWS_FILE, HOUSEHOLDS_FILE, OUTPUT_FILE, readEconomy } from './loaders/io-tables.ts';
import { loadJsonModel } from './loaders/json-model.ts';
import { readMatpower } from './loaders/matpower.ts';
import type { Network } from './network.ts';
import { NetworkBuilder } from './network-builder.ts';
import type { Scenario } from './scenario.ts';

const MAX_MODEL_CHARACTERS = 256 * 1024 * 1024;

/** What a model is of decides which engine it is for. */
export type ReadModel =
  | {
      readonly of: 'services';
      readonly header: ModelHeader;
      readonly network: Network;
      readonly offers: readonly Hardening[];
    }
  | { readonly of: 'grid'; readonly header: ModelHeader; readonly grid: Grid }
  | { readonly of: 'economy'; readonly header: ModelHeader; readonly economy: Economy };

type Code = SpilloverCode | FileCode;
type Read = Outcome<ReadModel, Code>;

/** The model that a path names, in whichever form it is; with what a scenario changes in its services. */
export async function readModel(path: string, changes?: Scenario['changes']): Promise<Read> {
  if (await exists(join(path, FLOWS_FILE))) return await readTable(path);
  if (extname(path).toLowerCase() === '.m') return await readGrid(path);
  const builder = new NetworkBuilder();
  const offering = new HardeningIntake(builder);
  const changed = changes === undefined ? undefined : new ChangedIntake(offering, changes);
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const header = await (isFolder ? readFolder : readFile)(path, changed ?? offering);
  if (!header.ok) return header;
  const closed = changed?.close();
  if (closed?.ok === false) return closed;
  const network = builder.finish();
  if (!network.ok) return network;
  return accept({ of: 'services', header: header.value, network: network.value, offers: offering.offers });
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}

async function readTable(folder: string): Promise<Read> {
  const [flows, output] = [await textOf(folder, FLOWS_FILE), await textOf(folder, OUTPUT_FILE)];
  if (!flows.ok) return flows;
  if (!output.ok) return output;
  const hasHouseholds = await exists(join(folder, HOUSEHOLDS_FILE));
  const households = hasHouseholds ? await textOf(folder, HOUSEHOLDS_FILE) : undefined;
  if (households?.ok === false) return households;
  const texts = { flows: flows.value, output: output.value, households: households?.value };
  const economy = readEconomy(texts);
  if (!economy.ok) return economy;
  const digest = digestOfTexts(texts.flows, texts.output, texts.households ?? '');
  return accept({ of: 'economy', header: { ...named(folder), digest }, economy: economy.value });
}

async function textOf(folder: string, name: string): Promise<Outcome<string, FileCode>> {
  return await readText(join(folder, name), MAX_MODEL_CHARACTERS);
}

async function readGrid(path: string): Promise<Read> {
  const text = await readText(path, MAX_MODEL_CHARACTERS);
  if (!text.ok) return text;
  const grid = readMatpower(text.value);
  if (!grid.ok) return grid;
  return accept({ of: 'grid', header: { ...named(path), digest: digestOfTexts(text.value) }, grid: grid.value });
}

function digestOfTexts(...texts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text);
  return hash.digest('base64url');
}

async function readFolder(folder: string, intake: Intake): Promise<Outcome<ModelHeader, Code>> {
  const hash = createHash('sha256');
  for (const name of [SERVICES_FILE, DEPENDENCIES_FILE]) {
    try {
      await pipeline(createReadStream(join(folder, name)), hash, { end: false });
    } catch {
      return refuse('file-missing', phrase`The folder ${folder} has no ${name} that can be read.`, name);
    }
  }
  const loaded = await loadCsvModel(folder, intake);
  if (!loaded.ok) return loaded;
  return accept({ ...named(folder), digest: hash.digest('base64url') });
}

async function readFile(path: string, intake: Intake): Promise<Outcome<ModelHeader, Code>> {
  const text = await readText(path, MAX_MODEL_CHARACTERS);
  if (!text.ok) return text;
  const loaded = load(path, text.value, intake);
  return loaded.ok ? accept({ ...named(path), ...loaded.value, digest: digestOfTexts(text.value) }) : loaded;
}

function load(path: string, text: string, intake: Intake): Outcome<Partial<ModelHeader> | null, SpilloverCode> {
  const ending = extname(path).toLowerCase();
  if (ending === '.graphml') return loadGraphml(text, intake);
  if (ending === '.json' || ending === '.geojson') {
    const json = parseJson(text, path);
    if (!json.ok) return json;
    return isFeatureCollection(json.value) ? loadCables(json.value, intake) : loadJsonModel(json.value, intake);
  }
  const forms = `.json, .geojson, .graphml, .m, or a folder with ${SERVICES_FILE} and ${DEPENDENCIES_FILE} or with ${FLOWS_FILE} and ${OUTPUT_FILE}`;
  return refuse('model-format-unknown', phrase`A model is ${forms}, and this is none of them.`, path);
}

/** The value, or where the text stops being JSON. */
export function parseJson(text: string, path: string): Outcome<unknown, SpilloverCode> {
  try {
    return accept(JSON.parse(text));
  } catch (failure) {
    return refuse('model-malformed', phrase`${path} is no JSON (${(failure as Error).message}).`, path);
  }
}

/** Of a format that has no words for where its data comes from. */
function named(path: string): Omit<ModelHeader, 'digest'> {
  return { name: basename(path), vintage: 'not stated', sources: [], currency: null, withheld: [] };
}
