import type { Shown } from '#ledger/contract.ts';
import { sureLine } from '#obligations/regimes/sureness-words.ts';
import type { Outcome } from '#outcome.ts';
import type { PrintBlock, PrintDocument, PrintRow, PrintText } from '#print/document.ts';
import type { Printed, Printer } from '#print/printer.ts';
import { message } from '#texts/catalogue.ts';
import { timeText } from '#texts/icu.ts';
import { LANGUAGE_FACTS, type Language } from '#texts/languages.ts';
import type { DutyRow } from './claimed-duties.ts';

/** Whom the law asks to tell besides; the page and the duty finder have the others. */
const DUTIES_PRINTED = 8;

/** To whom a report was given, and how far it got there. */
export type GivenTo = {
  readonly to: string;
  readonly givenAt: Temporal.Instant;
  readonly receivedAt: Temporal.Instant | null;
  readonly readAt: Temporal.Instant | null;
};

export type ReceiptFacts = {
  readonly shown: Shown;
  readonly caseId: string;
  readonly preliminary: boolean;
  /** Name of the authority it is made to; null where the party names none. */
  readonly authority: string | null;
  readonly given: readonly GivenTo[];
  readonly duties: readonly DutyRow[];
  readonly phone: string | null;
  party(did: string): string;
};

/** The receipt of a signed report, to be printed or kept: what was signed, where it stands, who has it, what comes next. */
function receiptDocument(facts: ReceiptFacts, language: Language, coded: boolean): PrintDocument {
  const say = (key: string) => message(language, key);
  const timed = facts.duties.filter(({ stage }) => stage.noClock === null && stage.due !== null);
  const blocks: PrintBlock[] = [
    ...(facts.preliminary ? [{ kind: 'notice', text: say('report-receipt.preliminary') } as const] : []),
    {
      kind: 'rows',
      head: [say('report-receipt.column.what'), say('report-receipt.column.content')],
      rows: about(facts, language),
    },
    { kind: 'heading', text: say('report-receipt.given') },
    ...givenBlocks(facts, language),
    { kind: 'heading', text: say('report-receipt.next') },
    ...nextSteps(facts, language).map((text) => ({ kind: 'paragraph', text }) as const),
    ...dutyBlocks(timed.slice(0, DUTIES_PRINTED), language),
    { kind: 'heading', text: say('report-receipt.proof') },
    { kind: 'paragraph', text: say('report-receipt.proof.text') },
    ...(coded ? [{ kind: 'notice', text: say('report-receipt.coded') } as const] : []),
  ];
  return {
    language,
    direction: LANGUAGE_FACTS[language].direction,
    title: say('report-receipt.title'),
    subtitle: { said: facts.party(facts.shown.issuer) },
    blocks,
    foot: say('report-receipt.foot'),
    pageOf: ' / ',
  };
}

function about({ shown, caseId, authority, party }: ReceiptFacts, language: Language): readonly PrintRow[] {
  const row = (label: string, ...values: readonly PrintText[]): PrintRow => ({ label, values });
  return [
    row(message(language, 'report-receipt.about.reference'), { said: shown.digest, fixed: true }),
    row(message(language, 'report-receipt.about.log'), { said: shown.log, fixed: true }),
    row(message(language, 'report-receipt.about.entry'), { said: String(shown.logIndex), fixed: true }),
    row(message(language, 'report-receipt.about.recorded'), timeText(language, shown.recordedAt, 'instant')),
    row(message(language, 'report-receipt.about.reporter'), { said: party(shown.issuer) }),
    row(
      message(language, 'report-receipt.about.authority'),
      authority === null ? message(language, 'report-receipt.nobody') : { said: authority },
    ),
    row(message(language, 'report-receipt.about.case'), { said: caseId, fixed: true }),
  ];
}

function givenBlocks({ given, party }: ReceiptFacts, language: Language): readonly PrintBlock[] {
  if (given.length === 0) return [{ kind: 'notice', text: message(language, 'report-receipt.given.none') }];
  const at = (instant: Temporal.Instant) => timeText(language, instant, 'instant');
  const rows = given.map(
    ({ to, givenAt, receivedAt, readAt }): PrintRow => ({
      label: { said: party(to) },
      values: [
        message(language, 'report-receipt.given.at', { at: at(givenAt) }),
        receivedAt === null
          ? message(language, 'report-receipt.given.silent')
          : message(language, 'report-receipt.given.received', { at: at(receivedAt) }),
        ...(readAt === null ? [] : [message(language, 'report-receipt.given.read', { at: at(readAt) })]),
      ],
    }),
  );
  return [
    {
      kind: 'rows',
      head: [message(language, 'report-receipt.column.whom'), message(language, 'report-receipt.column.state')],
      rows,
    },
  ];
}

function nextSteps({ authority, phone }: ReceiptFacts, language: Language): readonly string[] {
  return [
    ...(authority === null ? [] : [message(language, 'report-receipt.next.arrives', { authority })]),
    ...(authority === null ? [] : [message(language, 'report-receipt.next.others', { authority })]),
    message(language, 'report-receipt.next.update'),
    ...(phone === null ? [] : [message(language, 'report-receipt.next.call', { phone })]),
  ];
}

function dutyBlocks(rows: readonly DutyRow[], language: Language): readonly PrintBlock[] {
  if (rows.length === 0) return [];
  return [
    { kind: 'heading', text: message(language, 'report-receipt.duties') },
    { kind: 'paragraph', text: message(language, 'report-receipt.duties.guidance') },
    {
      kind: 'rows',
      head: [message(language, 'report-receipt.column.law'), message(language, 'report-receipt.column.by')],
      rows: rows.map(({ answer: { regime }, stage: { stage, due, sureness } }) => ({
        label: { said: `${regime.title}: ${stage.name}` },
        values: [
          timeText(language, due!.end, 'instant'),
          sureLine(sureness, language),
          ...stage.addressees.map(({ name }) => ({ said: name })),
          { said: stage.citation },
        ],
      })),
    },
  ];
}

/** Where letters had to be written by their codes, it says so in the reader's language. */
export async function receiptPdf(
  printer: Pick<Printer, 'print'>,
  facts: ReceiptFacts,
  language: Language,
): Promise<Outcome<Printed>> {
  const printed = await printer.print(receiptDocument(facts, language, false));
  if (!printed.ok || printed.value.coded.length === 0) return printed;
  return printer.print(receiptDocument(facts, language, true));
}
