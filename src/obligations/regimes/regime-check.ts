/** What the schema of a regime cannot say: that its anchors exist, its durations can be, its facts are asked for. */
import { Errors } from 'typebox/schema';
import { fits } from '#statement/validator.ts';
import { conditionFault, type Fault, firstOf } from './condition-check.ts';
import { DATE_FACTS } from './finder-facts.ts';
import type { StateGroups } from './groups.ts';
import {
  type Anchor,
  type Begins,
  type Closes,
  type Limit,
  MOMENTS,
  type Period,
  Regime,
  type Stage,
} from './regime.ts';

const MAX_MONTHS = 120;
const EPOCH = Temporal.Instant.fromEpochMilliseconds(0);

/** The first thing wrong with what claims to be a regime, or undefined where it is one. */
export function regimeFault(value: unknown, groups: StateGroups): Fault | undefined {
  if (!fits(Regime, value)) return schemaFault(value);
  const regime = value as Regime;
  return (
    conditionFault(regime.applies, '/applies', groups) ??
    dateFault(regime.valid_from, '/valid_from') ??
    dateFault(regime.checked_on, '/checked_on') ??
    zoneFault(regime.time_zone, '/time_zone') ??
    beginsFault(regime.begins) ??
    emptyFault(regime) ??
    firstOf(regime.sources, (source, at) => sourceFault(source, `/sources/${at}`)) ??
    repeatedStage(regime.stages) ??
    firstOf(regime.stages, (stage, at) => stageFault(stage, `/stages/${at}`, regime, groups)) ??
    circle(regime.stages)
  );
}

function schemaFault(value: unknown): Fault {
  const [, errors] = Errors(Regime, value);
  for (const { keyword, instancePath, params } of errors) {
    if (keyword !== 'required' || !/^\/stages\/\d+$/u.test(instancePath)) continue;
    const { requiredProperties = [] } = params as { requiredProperties?: readonly string[] };
    if (requiredProperties.includes('citation')) return citationMissing(instancePath);
  }
  const uncited = errors.find(({ instancePath }) => instancePath.endsWith('/citation'));
  if (uncited !== undefined) return citationMissing(uncited.instancePath);
  const moment = errors.find(({ instancePath }) => instancePath.endsWith('/moment'));
  if (moment !== undefined) {
    const sentence = `This is no moment that anybody states. Known: ${MOMENTS.join(', ')}.`;
    return { code: 'regime-anchor-unknown', pointer: moment.instancePath, sentence };
  }
  const duration = errors.find(({ instancePath }) => /\/(?:within|every)(?:\/|$)/u.test(instancePath));
  if (duration !== undefined) {
    const sentence = `This is no period: its ${duration.instancePath.split('/').at(-1)} ${duration.message}.`;
    return { code: 'regime-duration-impossible', pointer: duration.instancePath, sentence };
  }
  const telling = errors.filter(({ keyword }) => keyword !== 'boolean' && keyword !== 'anyOf');
  const [deepest] = telling.toSorted((one, other) => depthOf(other.instancePath) - depthOf(one.instancePath));
  const pointer = deepest?.instancePath ?? '';
  const sentence = `The regime does not have its form: ${pointer === '' ? 'it' : pointer} ${deepest?.message ?? 'is wrong'}.`;
  return { code: 'regime-malformed', pointer, sentence };
}

function depthOf(pointer: string): number {
  return pointer.split('/').length;
}

function citationMissing(pointer: string): Fault {
  const sentence = 'This stage cites no law. Name article and paragraph, so that anybody can look it up.';
  return { code: 'regime-citation-missing', pointer, sentence };
}

function stageFault(stage: Stage, pointer: string, regime: Regime, groups: StateGroups): Fault | undefined {
  if (stage.citation.trim() === '') return citationMissing(`${pointer}/citation`);
  const limits = [
    ...stage.limits.map((limit, at) => [limit, `${pointer}/limits/${at}`] as const),
    ...(stage.when === undefined ? [] : [[stage.when.limit, `${pointer}/when/limit`] as const]),
  ];
  const anchors = [
    [stage.opens, `${pointer}/opens`] as const,
    ...limits.map(([{ of }, at]) => [of, `${at}/of`] as const),
    ...(stage.when === undefined ? [] : [[stage.when.event, `${pointer}/when/event`] as const]),
  ];
  return (
    openerFault(stage, pointer) ??
    (stage.only_if === undefined ? undefined : conditionFault(stage.only_if, `${pointer}/only_if`, groups)) ??
    firstOf(anchors, ([anchor, at]) => anchorFault(anchor, at, regime)) ??
    firstOf(limits, ([limit, at]) => limitFault(limit, at, regime, at.endsWith('/when/limit')))
  );
}

/** What is read from the statement that opens a stage needs one; a lapse needs something that ends by a time. */
function openerFault(stage: Stage, pointer: string): Fault | undefined {
  const { bearer, named_in: named, due_in: due, effect, opens, limits } = stage;
  const malformed = (at: string, sentence: string): Fault => ({
    code: 'regime-malformed',
    pointer: `${pointer}/${at}`,
    sentence,
  });
  if ((bearer === 'named') !== (named !== undefined)) {
    return malformed('bearer', 'A bearer that is "named" is named in a claim, "named_in", and no other is.');
  }
  if ((named !== undefined || due !== undefined) && !('said' in opens)) {
    return malformed('opens', 'Only a statement has claims to read; open the stage by one.');
  }
  if (effect !== undefined && (!('said' in opens) || (limits.length === 0 && due === undefined))) {
    return malformed('effect', 'Only what a statement began can lapse, and only by a time.');
  }
  return undefined;
}

function anchorFault(anchor: Anchor, pointer: string, regime: Regime): Fault | undefined {
  const { stages, calendar } = regime;
  if ('every' in anchor) {
    for (const part of ['from', 'until'] as const) {
      const plain = anchor[part];
      const fault = plain === undefined ? undefined : anchorFault(plain, `${pointer}/${part}`, regime);
      if (fault !== undefined) return fault;
    }
    if (anchor.runs === undefined && (anchor.from ?? anchor.until) !== undefined) {
      const sentence = 'Only what "runs" has a beginning and an end of its own.';
      return { code: 'regime-malformed', pointer, sentence };
    }
    if (anchor.runs === true && (anchor.every.unit === 'hour' || anchor.every.unit === 'minute')) {
      return impossible(`${pointer}/every`, 'What runs on by itself turns once a day at most.');
    }
    if (anchor.every.value === 0) return impossible(`${pointer}/every`, 'Nothing happens every zero time.');
    return periodFault(anchor.every, `${pointer}/every`, calendar);
  }
  const named = 'filed' in anchor ? anchor.filed : 'deadline' in anchor ? anchor.deadline : undefined;
  if (named === undefined || stages.some(({ id }) => id === named)) return undefined;
  const known = stages.map(({ id }) => id).join(', ');
  const sentence = `There is no stage ${named} to count from. Stages here: ${known}.`;
  return { code: 'regime-anchor-unknown', pointer, sentence };
}

function limitFault(
  { within, of, closes }: Limit,
  pointer: string,
  { calendar }: Regime,
  comparesOnly: boolean,
): Fault | undefined {
  if (within.value === 0 && !('deadline' in of) && !comparesOnly) {
    return impossible(
      `${pointer}/within`,
      'Nobody can act within no time: write a period, or leave the limits empty.',
    );
  }
  return (
    periodFault(within, `${pointer}/within`, calendar) ??
    closesFault(closes, within, `${pointer}/closes`, calendar)
  );
}

/** A closing hour ends a day, so it belongs to days; and the days must be those that the calendar can end on. */
function closesFault(
  closes: Closes | undefined,
  { unit }: Period,
  pointer: string,
  calendar: Regime['calendar'],
): Fault | undefined {
  if (closes === undefined) return undefined;
  const refused = (at: string, sentence: string): Fault => ({
    code: 'regime-closes-impossible',
    pointer: at,
    sentence,
  });
  if (unit === 'hour' || unit === 'minute') {
    return refused(pointer, 'A period in hours ends at its own hour, whenever the receiver closes.');
  }
  if (closes.on === 'extended-day' && calendar !== 'eu-1182-71') {
    return refused(`${pointer}/on`, 'This calendar moves no last day, so that none is an extended one.');
  }
  if (closes.on === 'business-day' && unit !== 'business-day' && calendar !== 'eu-1182-71') {
    return refused(`${pointer}/on`, 'By this calendar the last day may be a free one; name the days with "day".');
  }
  return zoneFault(closes.zone, `${pointer}/zone`);
}

/** Whoever looks a line up must find where it was read. */
export function sourceFault(source: string, pointer: string): Fault | undefined {
  if (source.trim() !== '') return undefined;
  const sentence = 'This source has no name.';
  return { code: 'regime-source-missing', pointer, sentence };
}

function beginsFault(begins: Begins | undefined): Fault | undefined {
  if (begins === undefined) return undefined;
  const { on, fact, plus } = begins;
  const refused = (at: string, sentence: string): Fault => ({
    code: 'regime-begins-impossible',
    pointer: `/begins${at}`,
    sentence,
  });
  if (on === undefined && fact === undefined)
    return refused('', 'Say from which day on: "on", a "fact", or both.');
  if (fact !== undefined && !(DATE_FACTS as readonly string[]).includes(fact)) {
    return refused('/fact', `${fact} is no fact that is a day. Known: ${DATE_FACTS.join(', ')}.`);
  }
  if (plus !== undefined && fact === undefined)
    return refused('/plus', 'A period is added to the day of a fact; name it.');
  if (plus !== undefined && plus.unit !== 'calendar-day' && plus.unit !== 'calendar-month') {
    return refused('/plus', 'A beginning is counted in calendar days or months.');
  }
  const period = plus === undefined ? undefined : periodFault(plus, '/begins/plus', 'plain');
  return period ?? (on === undefined ? undefined : dateFault(on, '/begins/on'));
}

/** Without stages nothing could ever be owed; a text that is known by name alone claims none that it has read. */
function emptyFault({ computed, stages }: Regime): Fault | undefined {
  if (computed === undefined) {
    const sentence = 'A regime has at least one stage; one that is only known by name says "computed": false.';
    return stages.length > 0 ? undefined : { code: 'regime-malformed', pointer: '/stages', sentence };
  }
  return firstOf(stages, ({ confidence }, at) => {
    const sentence = 'A regime that is not computed has no stage whose text was read.';
    return confidence === 'R'
      ? undefined
      : { code: 'regime-malformed', pointer: `/stages/${at}/confidence`, sentence };
  });
}

function periodFault({ value, unit }: Period, pointer: string, calendar: Regime['calendar']): Fault | undefined {
  if (unit === 'business-day' && calendar === 'plain') {
    const sentence = 'The plain calendar knows no business days; name the calendar by which they are counted.';
    return impossible(pointer, sentence);
  }
  if (unit !== 'calendar-month' || value <= MAX_MONTHS) return undefined;
  return impossible(pointer, `No law gives ${value} months; at most ${MAX_MONTHS} are taken.`);
}

function impossible(pointer: string, sentence: string): Fault {
  return { code: 'regime-duration-impossible', pointer, sentence };
}

export function dateFault(text: string, pointer: string): Fault | undefined {
  const day = new Date(`${text}T00:00:00Z`);
  const exists = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
  return exists ? undefined : { code: 'regime-date-impossible', pointer, sentence: `There is no day ${text}.` };
}

function zoneFault(zone: string | undefined, pointer: string): Fault | undefined {
  try {
    if (zone !== undefined) EPOCH.toZonedDateTimeISO(zone);
    return undefined;
  } catch {
    return { code: 'regime-zone-unknown', pointer, sentence: `There is no time zone ${zone}.` };
  }
}

function repeatedStage(stages: readonly Stage[]): Fault | undefined {
  const seen = new Set<string>();
  return firstOf(stages, ({ id }, at) => {
    if (!seen.has(id)) {
      seen.add(id);
      return undefined;
    }
    return { code: 'regime-stage-repeated', pointer: `/stages/${at}/id`, sentence: `There are two stages ${id}.` };
  });
}

/** A stage that waits for itself, through others or at once, would never open. */
function circle(stages: readonly Stage[]): Fault | undefined {
  const opener = new Map(stages.map(({ id, opens }) => [id, stageOf(opens)]));
  return firstOf(stages, ({ id }, at) => {
    const path = [id];
    for (let next = opener.get(id); next !== undefined; next = opener.get(next)) {
      if (next === id) {
        const sentence = `These stages wait for each other and never open: ${[...path, id].join(' after ')}.`;
        return { code: 'regime-anchor-circular', pointer: `/stages/${at}/opens`, sentence };
      }
      if (path.includes(next)) return undefined;
      path.push(next);
    }
    return undefined;
  });
}

function stageOf(anchor: Anchor): string | undefined {
  if ('every' in anchor) return anchor.from === undefined ? undefined : stageOf(anchor.from);
  return 'filed' in anchor ? anchor.filed : 'deadline' in anchor ? anchor.deadline : undefined;
}
