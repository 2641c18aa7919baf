import type { Outcome } from '#outcome.ts';
import type { Printed, Printer } from '#print/printer.ts';
import { inLanguage } from '#speaking';
import type { Language } from '#texts/languages.ts';
import { type DocumentNames, reportDocument } from './report-document.ts';
import type { ReportSeen } from './report-seen.ts';

/**
 * The report as a tagged PDF, in its own language whatever the reader's pages speak. Where letters had to be written by
 * their codes, it says so.
 */
export async function reportPdf(
  printer: Pick<Printer, 'print'>,
  report: ReportSeen,
  language: Language,
  names: DocumentNames,
): Promise<Outcome<Printed>> {
  const written = (coded: boolean) => inLanguage(language, () => reportDocument(report, language, names, coded));
  const printed = await printer.print(written(false));
  if (!printed.ok || printed.value.coded.length === 0) return printed;
  return printer.print(written(true));
}
