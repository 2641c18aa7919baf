import type { Draft } from '#statement/draft.ts';
import type { Due, Route } from './due.ts';
import { sights } from './holdings.ts';
import type { BatchOutcome } from './lane.ts';
import type { Office } from './office.ts';

type Release = Extract<Due, { kind: 'release' }>;

/**
 * A party of this very node receives by the same rules: its node writes the receipt, one for each release. Answers
 * need no delivery, since both sides read the same log.
 */
export async function deliverLocally(office: Office, batch: readonly Due[], route: Route): Promise<BatchOutcome> {
  const releases = batch.filter((due) => due.kind === 'release');
  const asked = releases.map((release) => ({ digest: release.target, party: route.to }));
  const seen = await sights(office.store.connection, asked, office.ledger.now());
  const failed = await Promise.all(
    releases.map(async (due, at) => {
      if (due.case === null) return [{ due, code: 'case-not-held', sentence: 'The release shows no case here.' }];
      const { claims } = due;
      const visible = [...(seen[at]?.claims.keys() ?? [])].filter(
        (name) => claims === 'all' || claims.includes(name),
      );
      const submitted = await office.ledger.submit({
        kind: 'draft',
        actor: { kind: 'node' },
        draft: receipt(office, { ...due, case: due.case }, route, visible.sort()),
      });
      // Another process of this node, or a moment before a crash, wrote it first.
      const settled = submitted.ok || submitted.refusal.code === 'already-received';
      return settled ? [] : [{ due, code: submitted.refusal.code, sentence: submitted.refusal.sentence }];
    }),
  );
  return { reached: true, failed: failed.flat() };
}

type InCase = Release & { readonly case: string };

function receipt({ ledger }: Office, release: InCase, route: Route, claims: readonly string[]): Draft {
  return {
    type: 'receipt',
    issuer: route.to,
    case: release.case,
    claims: {
      release: release.digest,
      target: release.target,
      received_at: ledger.now().toString({ fractionalSecondDigits: 3 }),
      claims,
    },
  };
}
