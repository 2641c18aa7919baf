import type { PrintBlock, PrintDocument, PrintRow, PrintText } from '#print/document.ts';
import { message } from '#texts/catalogue.ts';
import { timeText } from '#texts/icu.ts';
import { LANGUAGE_FACTS, type Language } from '#texts/languages.ts';
import { stateName } from '#vocabulary/states.ts';
import { bareValue } from './projection.ts';
import type { ReportSeen, SeenFact } from './report-seen.ts';
import { mixed, valueText, type Words } from './value-text.ts';

export type DocumentNames = {
  party(did: string): string;
  /** The node's own names for states of an exercise, by code. */
  readonly states: Readonly<Record<string, string>>;
};

/** A signed report as a document to print, in a language. `coded` adds the note about letters without a font. */
export function reportDocument(
  report: ReportSeen,
  language: Language,
  names: DocumentNames,
  coded: boolean,
): PrintDocument {
  const { regime, stage } = report.of;
  const say = (key: string) => message(language, key);
  const words: Words = { language, stateName: (code) => names.states[code] ?? stateName(code, language) };
  const blocks: PrintBlock[] = [
    ...(report.preliminary ? [notice(say('reporting.preliminary'))] : []),
    ...(report.corrects === null ? [] : [notice(say('reporting.corrects'))]),
    ...(stage.confidence === 'R' ? [notice(say('reporting.unconfirmed'))] : []),
    heading(say('reporting.about')),
    {
      kind: 'rows',
      head: [say('reporting.column.what'), say('reporting.column.content')],
      rows: aboutRows(report, language, names),
    },
    heading(say('reporting.facts')),
    report.facts.length === 0
      ? { kind: 'paragraph', text: say('reporting.nothing') }
      : {
          kind: 'rows',
          head: [say('reporting.column.asked'), say('reporting.column.answer')],
          rows: report.facts.map((fact) => factRow(fact, words)),
        },
    heading(say('reporting.proof')),
    { kind: 'paragraph', text: say('reporting.proof.text') },
    { kind: 'paragraph', text: say('reporting.original') },
    ...(coded ? [notice(say('reporting.coded'))] : []),
  ];
  return {
    language,
    direction: LANGUAGE_FACTS[language].direction,
    title: say('reporting.title'),
    subtitle: { said: `${regime.title}: ${stage.name}` },
    blocks,
    foot: say('reporting.foot'),
    pageOf: ' / ',
  };
}

function heading(text: string): PrintBlock {
  return { kind: 'heading', text };
}

function notice(text: string): PrintBlock {
  return { kind: 'notice', text };
}

function aboutRows(report: ReportSeen, language: Language, names: DocumentNames): readonly PrintRow[] {
  const { shown, of } = report;
  const row = (key: string, ...values: readonly PrintText[]): PrintRow => ({
    label: message(language, key),
    values,
  });
  const told = report.addressees.map(({ name, party }) => ({
    said: party === undefined ? name : `${names.party(party)} (${name})`,
  }));
  return [
    row('reporting.about.reporter', { said: names.party(shown.issuer) }),
    row('reporting.about.addressee', ...told),
    row('reporting.about.law', { said: of.regime.title }, { said: of.regime.instrument }),
    row('reporting.about.stage', { said: of.stage.name }),
    row('reporting.about.citation', { said: of.stage.citation }),
    row('reporting.about.recorded', timeText(language, shown.recordedAt, 'instant')),
    ...(report.case === null ? [] : [row('reporting.about.case', { said: report.case, fixed: true })]),
    row('reporting.about.reference', { said: shown.digest, fixed: true }),
    row(
      'reporting.about.log',
      mixed(message(language, 'reporting.log.position', { log: shown.log, index: shown.logIndex })),
    ),
  ];
}

function factRow({ fact, need, claim, standing }: SeenFact, words: Words): PrintRow {
  const { language } = words;
  const label = message(language, `reporting.fact.${fact}`);
  const needed = message(language, `reporting.need.${need}`);
  if (claim === undefined || standing === undefined) {
    return { label, note: needed, values: [], remark: message(language, 'reporting.standing.absent') };
  }
  const tlp = `TLP:${claim.marking.tlp.toUpperCase()}`;
  const note = message(language, 'reporting.note', { need: needed, tlp });
  const value = bareValue(claim.value);
  const values = value === undefined ? [] : valueText(fact, value, words);
  if (standing === 'value') return { label, note, values };
  return { label, note, values, remark: message(language, `reporting.standing.${standing}`) };
}
