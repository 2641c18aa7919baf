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
      const { claims } = due;
      const visible = [...(seen[at]?.claims.keys() ?? [])].filter(
        (name) => claims === 'all' || claims.includes(name),
      );
      const submitted = await office.ledger.submit({
        kind: 'draft',
        actor: { kind: 'node' },
        draft: receipt(office, due, route, visible.sort()),
      });
      // Another process of this node, or a moment before a crash, wrote it first.
      const settled = submitted.ok || submitted.refusal.code === 'already-received';
      return settled ? [] : [{ due, code: submitted.refusal.code, sentence: submitted.refusal.sentence }];
    }),
  );
  return { reached: true, failed: failed.flat() };
}

function receipt({ ledger }: Office, release: Release, route: Route, claims: readonly string[]): Draft {
  if (release.case === null) throw new Error(`receive locally: the release ${release.digest} has no case`);
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
