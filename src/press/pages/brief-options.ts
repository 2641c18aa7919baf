import type { CaseSummary } from '#incidents/case/summary.ts';
import type { Holder } from '#incidents/pages/holders.ts';
import { stageOf } from '#obligations/clocks/clock-words.ts';
import type { Obligation } from '#obligations/clocks/obligation.ts';
import type { Reckoning } from '#obligations/clocks/reckoning.ts';
import type { Party } from '#parties/view.ts';
import type { LineSeen } from '#press/lines.ts';
import type { PrintRow } from '#print/document.ts';
import { mixed, type Words } from '#reporting/value-text.ts';
import { message } from '#texts/catalogue.ts';
import { listText } from '#texts/icu.ts';

const FILINGS_OFFERED = 3;

export type OptionGround = {
  readonly summary: CaseSummary;
  readonly lines: readonly LineSeen[];
  readonly holders: readonly Holder[];
  readonly running: readonly Obligation[];
  readonly unknowns: number;
  readonly parties: ReadonlyMap<string, Party>;
  readonly reckoning: Reckoning;
  readonly viewer: string;
};

/**
 * What can be decided now, each with who decides: only acts that the state of this case leaves open. The brief weighs
 * none of them.
 */
export function optionRows(
  ground: OptionGround,
  words: Words,
  party: (did: string) => string,
): readonly PrintRow[] {
  const { lines, viewer, parties, unknowns } = ground;
  const { language } = words;
  const say = (key: string, values: Record<string, string | number | Temporal.Instant> = {}) =>
    mixed(message(language, `brief.option.${key}`, values));
  const onePerson = (did: string) => mixed(message(language, 'brief.decides.person', { party: party(did) }));
  const twoPersons = (did: string) => mixed(message(language, 'brief.decides.two', { party: party(did) }));
  const row = (label: PrintRow['label'], by: PrintRow['values'][number]): PrintRow => ({ label, values: [by] });
  const prepared = lines.filter(
    ({ state, issuer }) => issuer === viewer && state !== 'published' && state !== 'withdrawn',
  );
  const states = untold(ground).map((code) => words.stateName(code));
  const mandated = ['csirt', 'state-authority'].includes(parties.get(viewer)?.kind ?? '');
  return [
    ...prepared.map(({ state, headline, embargo, issuer }) =>
      state === 'under-embargo' && embargo !== null
        ? row(say('publish-at', { headline, at: embargo.end }), onePerson(issuer))
        : row(say('publish', { headline }), onePerson(issuer)),
    ),
    ...(prepared.length === 0 && !lines.some(({ state }) => state === 'published')
      ? [row(say('line'), twoPersons(viewer))]
      : []),
    ...(states.length === 0
      ? []
      : [
          row(
            say('tell', { states: listText(language, states) }),
            mandated ? twoPersons(viewer) : message(language, 'brief.decides.mandated'),
          ),
        ]),
    ...ground.running
      .slice(0, FILINGS_OFFERED)
      .map((one) => row(say('file', { what: stageName(one, ground.reckoning) }), onePerson(one.bearer))),
    ...(unknowns === 0 ? [] : [row(say('wait', { count: unknowns }), onePerson(viewer))]),
  ];
}

export function stageName(one: Obligation, reckoning: Reckoning): string {
  return stageOf(reckoning, one)?.name ?? one.what ?? one.stage;
}

/** States that reports name, and of which no party was given anything that this viewer sees. */
function untold({ summary, holders, parties, viewer }: OptionGround): readonly string[] {
  const named = summary.answers.where.current.flatMap(({ value }) =>
    Array.isArray(value) ? (value as string[]) : [],
  );
  const home = parties.get(viewer)?.territory;
  const reached = new Set(holders.map(({ to }) => parties.get(to)?.territory));
  return [...new Set(named)].filter((code) => code !== home && !reached.has(code));
}
