import type { CaseSummary } from '#incidents/case/summary.ts';
import type { Holder } from '#incidents/pages/holders.ts';
import type { Shown } from '#ledger/contract.ts';
import { stateFor } from '#obligations/clocks/engine.ts';
import type { Obligation, ObligationState } from '#obligations/clocks/obligation.ts';
import type { Reckoning } from '#obligations/clocks/reckoning.ts';
import { sureLine } from '#obligations/regimes/sureness-words.ts';
import type { Party } from '#parties/view.ts';
import type { LineSeen } from '#press/lines.ts';
import type { PrintBlock, PrintDocument, PrintRow, PrintText } from '#print/document.ts';
import { mixed, type Words } from '#reporting/value-text.ts';
import { type Marking, stricterTlp, type Tlp } from '#statement/marking.ts';
import { message } from '#texts/catalogue.ts';
import { LANGUAGE_FACTS, type Language } from '#texts/languages.ts';
import { told } from './brief-answers.ts';
import { optionRows, stageName } from './brief-options.ts';

/** A minister reads one page: of a list so many, and how many more the case has. */
const LISTED = 3;
const RUNNING: readonly ObligationState[] = ['open', 'held', 'breached', 'unanswered'];

/** A case as its viewer sees it; nothing else goes into a brief. */
export type BriefGround = {
  readonly caseId: string;
  readonly shown: readonly Shown[];
  readonly summary: CaseSummary;
  readonly obligations: readonly Obligation[];
  readonly holders: readonly Holder[];
  readonly lines: readonly LineSeen[];
  readonly parties: ReadonlyMap<string, Party>;
  readonly party: (did: string) => string;
  readonly reckoning: Reckoning;
  readonly viewer: string;
  readonly now: Temporal.Instant;
  /** The exercise that the case belongs to; null in the live realm. */
  readonly exercise: string | null;
};

export type Brief = { readonly document: PrintDocument; readonly tlp: Tlp };

/**
 * One page for a minister: what, where, harm, who knows, what is due, options. It repeats what parties said with who
 * said it, says what is not known, and is marked as strictly as the strictest thing on it.
 */
export function briefOf(ground: BriefGround, words: Words): Brief {
  const { summary, now, party } = ground;
  const { language } = words;
  const say = (key: string) => message(language, key);
  const { answers } = summary;
  const asked = (name: keyof typeof answers) => told(name, answers[name], words, party);
  const what = [asked('what'), asked('malicious'), asked('service'), asked('noticed')];
  const where = [asked('where'), asked('sectors')];
  const harm = [asked('danger'), asked('harm')];
  const every = [...what, ...where, ...harm];
  const running = runningOf(ground);
  const unknown = every.filter(({ open }) => open);
  const markings = [...every.flatMap((one) => one.markings), ...markingsBehind(ground, running)];
  const tlp = markings.reduce<Tlp>((label, marking) => stricterTlp(label, marking.tlp), 'clear');
  const rows = (key: string, all: readonly PrintRow[]): readonly PrintBlock[] => [
    { kind: 'heading', text: say(`brief.part.${key}`) },
    all.length === 0
      ? { kind: 'paragraph', text: say(`brief.none.${key}`) }
      : { kind: 'rows', head: [say('brief.column.question'), say('brief.column.answer')], rows: all },
  ];
  const status: PrintRow = {
    label: say('brief.question.status'),
    values: [say(`brief.status.${summary.status.state}`)],
  };
  const document: PrintDocument = {
    language,
    direction: LANGUAGE_FACTS[language].direction,
    title: say('brief.title'),
    subtitle: mixed(message(language, 'brief.subtitle', { tlp: `TLP:${tlp.toUpperCase()}`, at: now })),
    close: true,
    blocks: [
      ...opening(ground, language),
      ...rows('what', [...what.map(({ row }) => row), status]),
      ...rows(
        'where',
        where.map(({ row }) => row),
      ),
      ...rows(
        'harm',
        harm.map(({ row }) => row),
      ),
      ...rows('knows', whoKnows(ground, words)),
      ...rows(
        'due',
        cut(
          running.map((one) => dueRow(one, ground, words)),
          words,
        ),
      ),
      ...rows('options', optionRows({ ...ground, running, unknowns: unknown.length }, words, party)),
      ...rows(
        'unknown',
        unknownRows(
          ground,
          unknown.map(({ row }) => row.label),
          words,
        ),
      ),
    ],
    foot: message(language, 'brief.foot', { case: ground.caseId, tlp: `TLP:${tlp.toUpperCase()}` }),
    pageOf: ' / ',
  };
  return { document, tlp };
}

/** Before anything else: that it is an exercise, and that these are claims. */
function opening({ exercise, viewer, party }: BriefGround, language: Language): readonly PrintBlock[] {
  const claims = mixed(message(language, 'brief.claims', { party: party(viewer) }));
  const paragraph: PrintBlock = { kind: 'paragraph', text: claims };
  if (exercise === null) return [paragraph];
  return [{ kind: 'notice', text: mixed(message(language, 'brief.exercise', { realm: exercise })) }, paragraph];
}

function runningOf({ obligations, now, viewer }: BriefGround): readonly Obligation[] {
  const due = ({ dueAt }: Obligation) => dueAt?.epochMilliseconds ?? Number.MAX_SAFE_INTEGER;
  return obligations
    .filter((one) => RUNNING.includes(stateFor(one, now, viewer)))
    .toSorted((one, other) => due(one) - due(other));
}

/** Of what the lists show: the releases and answers, the statements that clocks rest on, the lines. */
function markingsBehind(
  { shown, holders, lines }: BriefGround,
  running: readonly Obligation[],
): readonly Marking[] {
  const byDigest = new Map(shown.map((one) => [one.digest, one]));
  const rested = running.flatMap(({ restsOn }) => restsOn).concat(holders.flatMap(answersOf));
  const claims = rested.flatMap((digest) => [...(byDigest.get(digest)?.claims.values() ?? [])]);
  return [...claims, ...lines.flatMap((line) => line.claims)].map(({ marking }) => marking);
}

function answersOf({ release, receipt, read }: Holder): readonly string[] {
  return [release, receipt?.digest ?? [], read?.digest ?? []].flat();
}

function whoKnows({ summary, holders, lines, party }: BriefGround, words: Words): readonly PrintRow[] {
  const { language } = words;
  const say = (key: string) => message(language, key);
  const at = (key: string, values: Record<string, string | Temporal.Instant>) =>
    mixed(message(language, `brief.knows.${key}`, values));
  const told = holders.map(({ to, state, givenAt, receipt, read }) =>
    at(state, { party: party(to), at: read?.at ?? receipt?.at ?? givenAt }),
  );
  const open = lines.filter(({ state, correctedBy }) => state === 'published' && correctedBy === null);
  const spoken = open.map(({ headline, published }) => at('line', { headline, at: published!.at }));
  return [
    {
      label: say('brief.knows.speakers'),
      values: listed(
        summary.speakers.map((one) => at('spoke', { party: party(one.party), at: one.last })),
        words,
      ),
    },
    { label: say('brief.knows.holders'), values: listed(told, words) },
    { label: say('brief.knows.public'), values: listed(spoken, words) },
  ];
}

/** So many of a list as a page has room for, how many more there are, and that there are none. */
function listed(all: readonly PrintText[], { language }: Words): readonly PrintText[] {
  if (all.length === 0) return [message(language, 'brief.nobody')];
  const rest = all.length - LISTED;
  return rest <= 0 ? all : [...all.slice(0, LISTED), message(language, 'brief.more', { count: rest })];
}

function cut(rows: readonly PrintRow[], { language }: Words): readonly PrintRow[] {
  const rest = rows.length - LISTED;
  if (rest <= 0) return rows;
  return [...rows.slice(0, LISTED), { label: message(language, 'brief.more', { count: rest }), values: [] }];
}

function dueRow(one: Obligation, { now, viewer, party, reckoning }: BriefGround, words: Words): PrintRow {
  const state = stateFor(one, now, viewer);
  const who = party(one.bearer);
  const timed = one.countdown && one.dueAt !== null;
  const value =
    state === 'held' && one.held !== null
      ? message(words.language, 'brief.due.held', { party: who, at: one.held.until })
      : timed
        ? message(words.language, `brief.due.${state === 'breached' ? 'overdue' : 'at'}`, {
            party: who,
            at: one.dueAt,
          })
        : message(words.language, 'brief.due.untimed', { party: who });
  const isSure = timed && state !== 'held' && one.sureness !== null;
  const sure = isSure ? [sureLine(one.sureness, words.language)] : [];
  return { label: { said: stageName(one, reckoning) }, values: [mixed(value), ...sure] };
}

function unknownRows({ summary }: BriefGround, open: readonly PrintText[], words: Words): readonly PrintRow[] {
  const { language } = words;
  const row = (key: string, values: readonly PrintText[]): PrintRow => ({ label: message(language, key), values });
  return [
    ...(open.length === 0 ? [] : [row('brief.unknown.questions', open)]),
    ...(summary.withheld ? [row('brief.unknown.withheld', [message(language, 'brief.unknown.some')])] : []),
    ...(summary.erased === 0
      ? []
      : [row('brief.unknown.erased', [message(language, 'brief.count', { count: summary.erased })])]),
  ];
}
