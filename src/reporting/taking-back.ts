import type { Actor } from '#ledger/contract.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';
import type { Viewer } from '#statement/show.ts';
import { readReport } from './report-seen.ts';
import type { ReportingServices } from './stage-sight.ts';
import { type REPORT_WITHDRAWAL_REASONS, reportWithdrawal } from './statements.ts';

export type Withdrawing = {
  readonly reason: (typeof REPORT_WITHDRAWAL_REASONS)[number];
  readonly summary?: string;
};

/** Takes a signed report back; whoever was given it is told by the federation, hop by hop. Answers the withdrawal. */
export async function withdrawReport(
  services: ReportingServices,
  person: Extract<Actor, { kind: 'person' }>,
  viewer: Viewer,
  digest: string,
  { reason, summary }: Withdrawing,
  idempotencyKey?: string,
): Promise<Outcome<string>> {
  const report = readReport(await services.reader.statement(digest, viewer), services.book);
  if (!report.ok) return report;
  if (report.value.shown.issuer !== person.party || report.value.case === null) {
    return refuse('wrong-party', 'Only whoever signed a report takes it back.', 'report');
  }
  const said = await services.ledger.submit({
    kind: 'draft',
    actor: person,
    draft: {
      type: reportWithdrawal.name,
      issuer: person.party,
      case: report.value.case,
      claims: { withdraws: [digest], reason, ...(summary === undefined || summary === '' ? {} : { summary }) },
    },
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  });
  if (!said.ok) return said;
  if (said.value === null) throw new Error('withdraw a report: the ledger answered without a statement');
  return accept(said.value.digest);
}
