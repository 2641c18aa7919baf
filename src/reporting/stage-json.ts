import { STAGE_FACTS } from '#obligations/regimes/facts.ts';
import { bareValue, type Projection } from './projection.ts';
import { ruledOutWords } from './ruled-out.ts';
import type { StageSight } from './stage-sight.ts';

/** A stage for programs: what is asked, what is known and from where, what is missing, whom it is told to. */
export function stageJson(sight: StageSight, projection: Projection = sight.projection) {
  const { regime } = sight.declared;
  const { stage } = sight;
  return {
    regime: regime.id,
    version: regime.version,
    law: regime.title,
    stage: stage.id,
    name: stage.name,
    citation: stage.citation,
    confidence: stage.confidence,
    asked: sight.ruledOut === null,
    ruled_out_by: ruledOutWords(sight.ruledOut ?? [], sight.declared.facts, (code) => code),
    addressees: sight.addressees,
    missing: projection.blocking,
    not_asked: projection.notAsked,
    fields: projection.fields.map(({ fact, need, state, value, standing, origin, tlp }) => ({
      fact,
      label: STAGE_FACTS[fact],
      need,
      state,
      tlp,
      ...(value === undefined ? {} : { standing, value: bareValue(value) ?? null }),
      ...(origin === undefined
        ? {}
        : { from: origin.from, ...(origin.from === 'case' ? { statement: origin.source.digest } : {}) }),
    })),
    filings: sight.filings,
    reports: sight.reports.map(({ digest }) => digest),
  };
}
