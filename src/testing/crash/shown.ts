/** What a node under load showed the world before it was killed: from then on it may not be otherwise. */
import type { Draft } from '#statement/draft.ts';
import type { SideName } from './pair.ts';

export type Shown =
  /** About to be submitted under an idempotency key; whether it was stored is not known yet. */
  | { readonly kind: 'tried'; readonly side: SideName; readonly key: string; readonly draft: Draft }
  | {
      readonly kind: 'said';
      readonly side: SideName;
      readonly type: string;
      readonly digest: string;
      readonly index: number;
      readonly key?: string;
      /** Of a release, withdrawal or erasure: the statement it is about. */
      readonly target?: string;
    }
  | { readonly kind: 'checkpoint'; readonly side: SideName; readonly size: number; readonly root: string };

export type Said = Extract<Shown, { kind: 'said' }>;

export function readShown(lines: readonly string[]): readonly Shown[] {
  return lines.map((line) => JSON.parse(line) as Shown);
}

export function ofKind<Kind extends Shown['kind']>(shown: readonly Shown[], kind: Kind) {
  return shown.filter((one): one is Extract<Shown, { kind: Kind }> => one.kind === kind);
}
