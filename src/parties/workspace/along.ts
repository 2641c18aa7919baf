/** What is sent along with a draft: releases that one approval covers together with it. */
import { isDeepStrictEqual } from 'node:util';
import type { Draft } from '#statement/draft.ts';
import type { Along, WorkspaceDraft } from './workspace.ts';

/** To whom a draft goes: of a statement that stands already the draft is itself the release to the first of them. */
export type Fan = { readonly target: string | null; readonly recipients: readonly string[] };

/** Gives the release to one recipient, as the ledger takes it. */
export type ReleaseTo = (to: string) => Draft;

/** The releases that go along with the draft, undefined where none do. */
export function alongOf({ target, recipients }: Fan, releaseTo: ReleaseTo): readonly Along[] | undefined {
  const others = target === null ? recipients : recipients.slice(1);
  if (others.length === 0) return undefined;
  return others.map((to) => {
    const { type, claims } = releaseTo(to);
    return { type, claims };
  });
}

/** Is what would be sent, and so is approved, exactly what this fan says? The notes of a draft are signed by nobody. */
export function sendsExactly(
  draft: Pick<WorkspaceDraft, 'along' | 'claims'>,
  fan: Fan,
  releaseTo: ReleaseTo,
): boolean {
  const [first = ''] = fan.recipients;
  const itself = fan.target === null ? draft.claims : releaseTo(first).claims;
  return (
    isDeepStrictEqual(draft.claims, itself) && isDeepStrictEqual(draft.along ?? [], alongOf(fan, releaseTo) ?? [])
  );
}

/** To whom the release in this place of what goes along gives; empty where none stands there. */
export function recipientAlong({ along }: Pick<WorkspaceDraft, 'along'>, at: number): string {
  const to = along?.[at]?.claims.to;
  return typeof to === 'string' ? to : '';
}
