import { STAGE_FACTS } from '#obligations/regimes/facts.ts';
import { bareValue } from './projection.ts';
import type { ReportSeen } from './report-seen.ts';

/** The report for programs: what was asked and answered, the law it rests on, and the signed statement itself. */
export function reportJson(report: ReportSeen) {
  const { shown, of, facts } = report;
  const { regime, stage } = of;
  return {
    format: 'comity-regulatory-report' as const,
    version: 1 as const,
    reference: shown.digest,
    case: report.case,
    reported_by: shown.issuer,
    addressees: report.addressees,
    regime: {
      id: regime.id,
      version: regime.version,
      title: regime.title,
      instrument: regime.instrument,
      jurisdiction: regime.jurisdiction,
      status: regime.status,
    },
    stage: { id: stage.id, name: stage.name, citation: stage.citation, confidence: stage.confidence },
    preliminary: report.preliminary,
    corrects: report.corrects,
    recorded_at: shown.recordedAt.toString(),
    log: { origin: shown.log, index: shown.logIndex },
    facts: facts.map(({ fact, need, claim, standing }) => ({
      fact,
      label: STAGE_FACTS[fact],
      need,
      standing: standing ?? 'absent',
      value: claim === undefined ? null : (bareValue(claim.value) ?? null),
      ...(claim === undefined ? {} : { tlp: claim.marking.tlp, uses: claim.marking.uses }),
    })),
    statement: shown.presentation,
  };
}
