/** What laws and their stages are called where a statement names them by their identifiers. */
import type { Regimes } from '#obligations/regimes/load-regimes.ts';
import type { Names } from '#site/claim-value.ts';

/**
 * The same names, with those of the law that these claims speak of. Read under the version they name, else the newest;
 * an identifier that no text here explains stays as it was signed.
 */
export function withLaw<Known extends Names>(
  names: Known,
  regimes: Pick<Regimes, 'current' | 'version'>,
  claim: (name: string) => unknown,
): Known & Names {
  const [id, version] = [claim('regime'), claim('version')];
  if (typeof id !== 'string') return names;
  const pinned = typeof version === 'number' ? regimes.version(id, version) : undefined;
  const text = pinned ?? regimes.current(id);
  if (text === undefined) return names;
  return {
    ...names,
    law: {
      regime: (asked) => (asked === id ? text.title : undefined),
      stage: (asked) => text.stages.find((stage) => stage.id === asked)?.name,
    },
  };
}
