import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { CsvError, parse } from 'csv-parse';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import type { SpilloverCode } from '#spillover/codes.ts';
import type { Intake } from '#spillover/intake.ts';
import { Dependency, type Hours, Service } from '#spillover/model.ts';
import { departure, fits } from '#statement/validator.ts';

export const SERVICES_FILE = 'services.csv';
export const DEPENDENCIES_FILE = 'dependencies.csv';
/** In a column that must be filled in: it is not known. */
const NOT_KNOWN = '-';

type Row = Readonly<Record<string, string>>;
type Done = Outcome<null, SpilloverCode>;

/**
 * A folder with services.csv and dependencies.csv, whose columns are named like the members of the JSON model. Hours
 * may be a range, as 2/4/8. Read row by row: ten million dependencies never stand in memory as text.
 */
export async function loadCsvModel(folder: string, intake: Intake): Promise<Done> {
  const services = await eachRow(join(folder, SERVICES_FILE), SERVICES_FILE, (row, place) =>
    addService(row, place, intake),
  );
  if (!services.ok) return services;
  return await eachRow(join(folder, DEPENDENCIES_FILE), DEPENDENCIES_FILE, (row, place) =>
    addDependency(row, place, intake),
  );
}

async function eachRow(path: string, name: string, take: (row: Row, place: string) => Done): Promise<Done> {
  const rows = createReadStream(path).pipe(
    parse({ columns: true, bom: true, trim: true, skip_empty_lines: true }),
  );
  let line = 1;
  try {
    for await (const row of rows) {
      line += 1;
      const taken = take(row as Row, `${name}:${line}`);
      if (!taken.ok) return taken;
    }
    return accept(null);
  } catch (failure) {
    if (!(failure instanceof CsvError)) throw failure;
    return refuse('model-malformed', phrase`${name} is no table: ${failure.message}.`, `${name}:${line + 1}`);
  } finally {
    rows.destroy();
  }
}

function addService(row: Row, place: string, intake: Intake): Done {
  const { state } = row;
  if (state === undefined || state === '') {
    const sentence = phrase`The service ${row.id ?? ''} has no state: write its ISO code, or ${NOT_KNOWN} where it is not known.`;
    return refuse('service-state-missing', sentence, place);
  }
  const service = {
    ...texts(row, ['id', 'name', 'kind']),
    state: state === NOT_KNOWN ? null : state,
    ...numbers(row, ['people', 'outputPerHour']),
    ...hours(row, ['bufferHours', 'recoveryHours', 'restartHours']),
    ...(filled(row.capacity) ? { capacity: { amount: Number(row.capacity), unit: row.unit ?? '' } } : {}),
    ...(filled(row.redundancy) ? { redundancy: redundancyOf(row.redundancy) } : {}),
    ...(filled(row.hardeningCost)
      ? {
          hardening: {
            cost: Number(row.hardeningCost),
            ...numbers({ bufferHours: row.hardenedBufferHours ?? '' }, ['bufferHours']),
          },
        }
      : {}),
  };
  if (!fits(Service, service)) return misfit(Service, service, place);
  return intake.addService(service as Service, place);
}

function addDependency(row: Row, place: string, intake: Intake): Done {
  const dependency = {
    ...texts(row, ['service', 'on', 'group']),
    ...numbers(row, ['strength', 'delayHours']),
    ...(filled(row.restartWithout) ? { restartWithout: row.restartWithout === 'true' } : {}),
  };
  if (!fits(Dependency, dependency)) return misfit(Dependency, dependency, place);
  return intake.addDependency(dependency as Dependency, place);
}

function misfit(schema: typeof Service | typeof Dependency, value: unknown, place: string): Done {
  const { pointer, expected } = departure(schema, value);
  const column = pointer.slice(1).replaceAll('/', ' ');
  return refuse('model-malformed', phrase`${column === '' ? 'This row' : column} ${expected}.`, place);
}

function filled(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}

function texts(row: Row, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (filled(row[name]) ? [[name, row[name]]] : [])));
}

/** What is no number stays text, for the schema to refuse. */
function numbers(row: Row, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.flatMap((name) => (filled(row[name]) ? [[name, numberOf(row[name])]] : [])));
}

function hours(row: Row, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.flatMap((name) => (filled(row[name]) ? [[name, hoursOf(row[name])]] : [])));
}

function hoursOf(text: string): Hours | string {
  const parts = text.split('/').map(numberOf);
  if (parts.length === 1) return parts[0]!;
  const [low, likely, high] = parts;
  return parts.length === 3 ? ({ low, likely, high } as Hours) : text;
}

function numberOf(text: string): number | string {
  const value = Number(text);
  return text.trim() === '' || Number.isNaN(value) ? text : value;
}

/** As heat=1 power=2. */
function redundancyOf(text: string): Record<string, unknown> {
  return Object.fromEntries(
    text.split(/\s+/u).map((part) => {
      const [group = '', need = ''] = part.split('=');
      return [group, numberOf(need)];
    }),
  );
}
