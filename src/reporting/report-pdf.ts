import type { Outcome } from '#outcome.ts';
import type { Printed, Printer } from '#print/printer.ts';
import type { Language } from '#texts/languages.ts';
import { type DocumentNames, reportDocument } from './report-document.ts';
import type { ReportSeen } from './report-seen.ts';

/** The report as a tagged PDF. Where letters had to be written by their codes, it says so in the reader's language. */
export async function reportPdf(
  printer: Pick<Printer, 'print'>,
  report: ReportSeen,
  language: Language,
  names: DocumentNames,
): Promise<Outcome<Printed>> {
  const printed = await printer.print(reportDocument(report, language, names, false));
  if (!printed.ok || printed.value.coded.length === 0) return printed;
  return printer.print(reportDocument(report, language, names, true));
}
