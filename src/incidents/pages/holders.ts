import type { Shown } from '#ledger/contract.ts';

/** How far one statement got with one party, as far as the viewer may see it. */
export type Holder = {
  readonly release: string;
  readonly target: string;
  readonly to: string;
  readonly givenAt: Temporal.Instant;
  readonly hidesVictim: boolean;
  readonly receipt?: { readonly digest: string; readonly at: Temporal.Instant; readonly lower: boolean };
  readonly read?: { readonly digest: string; readonly at: Temporal.Instant; readonly lower: boolean };
  readonly recalledBy?: string;
  readonly state: 'silent' | 'unread' | 'read';
};

function text(shown: Shown, name: string): string | undefined {
  const value = shown.claims.get(name)?.value;
  return typeof value === 'string' ? value : undefined;
}

/** An answer counts when the receiver signed it, or when the giver wrote it down for a party without a node. */
function answers(answer: Shown, to: string, giver: string): boolean {
  return answer.issuer === to || (answer.issuer === giver && text(answer, 'on_behalf_of') === to);
}

/**
 * Who was given what, and who answered: folded from the statements this viewer is shown and from nothing else, so
 * that a release which is not theirs to know leaves no trace here.
 */
export function holdersOf(shown: readonly Shown[]): readonly Holder[] {
  const receipts = shown.filter(({ type }) => type === 'receipt');
  const acknowledgements = shown.filter(({ type }) => type === 'acknowledgement');
  const recalled = new Map(
    shown
      .filter(({ type }) => type === 'recall')
      .flatMap((one) => {
        const target = text(one, 'target');
        return target === undefined ? [] : [[target, one.digest] as const];
      }),
  );
  return shown.flatMap((release): Holder[] => {
    const to = text(release, 'to');
    const target = text(release, 'target');
    if (release.type !== 'release' || to === undefined || target === undefined) return [];
    const receipt = receipts.find(
      (one) => text(one, 'release') === release.digest && answers(one, to, release.issuer),
    );
    const read =
      receipt &&
      acknowledgements.find((one) => text(one, 'receipt') === receipt.digest && answers(one, to, release.issuer));
    const recall = recalled.get(target);
    return [
      {
        release: release.digest,
        target,
        to,
        givenAt: release.recordedAt,
        hidesVictim: release.claims.get('hides_victim')?.value === true,
        ...(receipt === undefined ? {} : { receipt: answered(receipt) }),
        ...(read === undefined ? {} : { read: answered(read) }),
        ...(recall === undefined ? {} : { recalledBy: recall }),
        state: receipt === undefined ? 'silent' : read === undefined ? 'unread' : 'read',
      },
    ];
  });
}

function answered(shown: Shown): { digest: string; at: Temporal.Instant; lower: boolean } {
  return { digest: shown.digest, at: shown.recordedAt, lower: text(shown, 'assurance') === 'lower' };
}
