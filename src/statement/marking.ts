/** TLP 2.0 labels (FIRST, 2022), from the freest to the strictest. */
export const TLP_ORDER = ['clear', 'green', 'amber', 'amber+strict', 'red'] as const;
export type Tlp = (typeof TLP_ORDER)[number];

/** Permissible Actions Protocol, from the freest to the strictest. */
export const PAP_ORDER = ['clear', 'green', 'amber', 'red'] as const;
export type Pap = (typeof PAP_ORDER)[number];

/** What a receiver may use a claim for; use beyond these needs the originator's consent, as a statement. */
export const USES = ['mitigation', 'regulation', 'prosecution', 'attribution', 'publication'] as const;
export type Use = (typeof USES)[number];

/**
 * The marking that stands inside a disclosure, signed and withheld together with the value.
 * `audience` names agreements (for green) or persons (for red); amber goes by the release alone.
 */
export type Marking = {
  readonly tlp: Tlp;
  readonly pap: Pap;
  readonly uses: readonly Use[];
  readonly audience: readonly string[];
};

export function marking(tlp: Tlp, uses: readonly Use[] = ['mitigation'], pap: Pap = 'amber'): Marking {
  return { tlp, pap: tlp === 'clear' && pap === 'amber' ? 'clear' : pap, uses, audience: [] };
}

/** The stricter of two labels; what is derived from several claims carries the strictest of them. */
export function stricterTlp(one: Tlp, other: Tlp): Tlp {
  return TLP_ORDER.indexOf(one) >= TLP_ORDER.indexOf(other) ? one : other;
}
