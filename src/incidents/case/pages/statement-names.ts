import type { ShownStatement } from '#incidents/case/shown-statement.ts';
import type { Names } from '#site/claim-value.ts';
import { INCIDENT_TEXTS } from '#site/texts.ts';
import { typeLabel } from '#web/labels.ts';
import { when } from '#web/parts/when.ts';
import { sentence } from '#web/sentence.ts';

/**
 * Names that also tell what these statements are called: by kind and hour, and not by who said them, since a page on
 * what others will see of a report names nobody who may be its victim.
 */
export function withStatements<Known extends Names>(names: Known, shown: readonly ShownStatement[]): Known {
  const known = new Map(shown.map((one) => [one.digest, one]));
  return {
    ...names,
    statement(digest: string) {
      const one = known.get(digest);
      return (
        one && sentence(INCIDENT_TEXTS.case.called, { type: typeLabel(one.type), when: when(one.recordedAt) })
      );
    },
  };
}
