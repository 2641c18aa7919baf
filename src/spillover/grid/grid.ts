/** A power grid for direct-current flow, in per unit of `baseMva`. Branches name buses by their place in the list. */
export type Grid = {
  readonly name: string;
  readonly baseMva: number;
  readonly buses: readonly Bus[];
  readonly branches: readonly Branch[];
};

export type Bus = {
  readonly id: string;
  /** What is asked for here, the shunt's share in it, and what is generated. */
  readonly loadMw: number;
  readonly generationMw: number;
  readonly mostGenerationMw: number;
  readonly isReference: boolean;
  readonly state: string | null;
};

export type Branch = {
  readonly from: number;
  readonly to: number;
  /** Per unit; a transformer's ratio is in it already. Negative in equivalents of three windings and series capacitors. */
  readonly reactance: number;
  readonly shiftRadians: number;
  /** 0 where none is stated: it never trips. */
  readonly limitMw: number;
  readonly inService: boolean;
};
