import { type PartyView, partyViews } from '#federation/agreements/held-statements.ts';
import type { Office } from '#federation/office.ts';
import type { Draft } from '#statement/draft.ts';
import type { BatchOutcome } from './delivery-route.ts';
import type { Due, Route } from './due.ts';
import { allOrEach } from './set-aside.ts';

type Release = Extract<Due, { kind: 'release' }>;
type Failed = Extract<BatchOutcome, { reached: true }>['failed'][number];

/**
 * A party of this very node receives by the same rules: its node writes the receipt, one for each release. Answers
 * need no delivery, since both sides read the same log.
 */
export async function deliverLocally(office: Office, batch: readonly Due[], route: Route): Promise<BatchOutcome> {
  const releases = batch.filter((due) => due.kind === 'release');
  const asked = releases.map((release) => ({ digest: release.target, party: route.to }));
  const seen = await allOrEach(office, asked, (some) =>
    partyViews(office.store.connection, some, office.ledger.now()),
  );
  const failed = await Promise.all(
    releases.map((due, at) =>
      receive(office, due, route, seen[at]).catch((cause: unknown) => {
        office.trouble(new Error(`receive ${due.digest} for ${route.to}: set aside`, { cause }));
        return { due, code: 'item-not-taken', sentence: 'This node failed at it, and tries again.' };
      }),
    ),
  );
  return { reached: true, failed: failed.filter((one) => one !== undefined) };
}

/** Why a release has to be tried again; undefined once its receipt is written. */
async function receive(
  office: Office,
  due: Release,
  route: Route,
  view: PartyView | undefined,
): Promise<Failed | undefined> {
  if (due.case === null) return { due, code: 'case-not-held', sentence: 'The release shows no case here.' };
  const { claims } = due;
  const visible = [...(view?.claims.keys() ?? [])].filter((name) => claims === 'all' || claims.includes(name));
  const submitted = await office.ledger.submit({
    kind: 'draft',
    actor: { kind: 'node' },
    draft: receipt(office, { ...due, case: due.case }, route, visible.sort()),
  });
  // Another process of this node, or a moment before a crash, wrote it first.
  if (submitted.ok || submitted.refusal.code === 'already-received') return undefined;
  return { due, code: submitted.refusal.code, sentence: submitted.refusal.sentence };
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
