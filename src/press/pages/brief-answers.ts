import type { Answer, Assertion } from '#incidents/case/answer.ts';
import type { CaseSummary } from '#incidents/case/summary.ts';
import type { StageFact } from '#obligations/regimes/facts.ts';
import type { PrintRow, PrintText } from '#print/document.ts';
import { mixed, valueText, type Words } from '#reporting/value-text.ts';
import type { JsonValue } from '#statement/draft.ts';
import type { Marking } from '#statement/marking.ts';
import { message } from '#texts/catalogue.ts';
import { listText } from '#texts/icu.ts';

type QuestionName = keyof CaseSummary['answers'];

/** Who else says it stands in the case; a page has room for so many. */
const SPEAKERS_NAMED = 2;
const LINES_SHOWN = 3;

/** The facts whose words exist in each language; what is no fact of a report is written as it was said. */
const FACTS: Readonly<Partial<Record<QuestionName, StageFact>>> = {
  what: 'incident_type',
  malicious: 'malicious',
  where: 'affected_states',
  sectors: 'sectors',
  harm: 'effects',
  noticed: 'noticed_at',
};

export type Told = {
  readonly row: PrintRow;
  /** Markings of everything the row shows. */
  readonly markings: readonly Marking[];
  /** Nobody has answered, or nobody knows yet, as far as this viewer is shown. */
  readonly open: boolean;
};

/** One question of the brief: what is said, by whom, and where they differ; or that it is not said, not known, not shown. */
export function told(
  name: QuestionName,
  answer: Answer<unknown>,
  words: Words,
  party: (did: string) => string,
): Told {
  const label = message(words.language, `brief.question.${name}`);
  const say = (key: string): Told => ({
    row: { label, values: [message(words.language, `brief.open.${key}`)] },
    markings: answer.current.map(({ marking }) => marking),
    open: true,
  });
  const { state } = answer;
  if (state === 'not-said' || state === 'withheld' || state === 'not-known-yet') return say(state);
  const same = Map.groupBy(answer.current, ({ value }) => JSON.stringify(value));
  const values = [...same.values()].flatMap((saying) => {
    const named = saying.slice(0, SPEAKERS_NAMED).map(({ by }) => party(by));
    const parties = listText(words.language, named);
    const count = Math.max(0, saying.length - SPEAKERS_NAMED);
    return linesFor(name, saying[0]!, words)
      .slice(0, LINES_SHOWN)
      .map((line) => mixed(message(words.language, 'brief.said', { value: plainText(line), parties, count })));
  });
  const remark = state === 'differs' ? { remark: message(words.language, 'brief.differs') } : {};
  return {
    row: { label, values, ...remark },
    markings: answer.current.map(({ marking }) => marking),
    open: false,
  };
}

function linesFor(name: QuestionName, { value }: Assertion<unknown>, words: Words): readonly PrintText[] {
  if (value === 'not-known-yet') return [message(words.language, 'brief.open.not-known-yet')];
  if (value === 'not-applicable') return [message(words.language, 'brief.open.not-applicable')];
  if (name === 'danger') return [message(words.language, `reporting.value.${value === 'yes' ? 'yes' : 'no'}`)];
  const fact = FACTS[name];
  return fact === undefined ? [{ said: String(value) }] : valueText(fact, value as JsonValue, words);
}

function plainText(text: PrintText): string {
  return typeof text === 'string' ? text : text.said;
}
