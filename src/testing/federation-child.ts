/** A node in a process of its own, for whoever measures: started with its plan, spoken to over the parent's channel. */
import { acceptInvitation } from '#federation/peers/accept-invitation.ts';
import { obligationsInCase } from '#obligations/view.ts';
import { pinnedRoot } from '#parties/keys/key-view.ts';
import { must, type NodePlan, startNode } from './federation.ts';

/**
 * `accept` an invitation; the answer tells the root that the inviting side compares. `watch` for arrivals of a type: each
 * is answered once the view holds the clock of this stage that it opened.
 */
export type ChildOrder =
  | { readonly accept: string }
  | { readonly watch: { readonly type: string; readonly stage: string } };
export type ChildWord =
  | { readonly ready: true }
  | { readonly accepted: string; readonly party: string }
  | { readonly opened: readonly OpenedClock[]; readonly party: string };

/** Milliseconds since 1970: from when the clock counts, and when its row was there to be found; null for none. */
export type OpenedClock = {
  readonly case: string;
  readonly triggeredAt: number | null;
  readonly seenAt: number;
};

const plan = JSON.parse(process.argv[2] ?? '') as NodePlan;
const node = await startNode(plan);
const party = plan.parties[0]?.party ?? '';

process.on('message', (order: ChildOrder) => {
  if ('accept' in order) void accept(order.accept);
  else watch(order.watch);
});
process.on('disconnect', () => {
  void node[Symbol.asyncDispose]().then(() => process.exit(0));
});
tell({ ready: true });

async function accept(invitation: string): Promise<void> {
  const { office, fetchPeer } = node.federation;
  must(await acceptInvitation(office, fetchPeer, node.person(party, 'administrator'), invitation, 'by hand'));
  tell({ accepted: (await pinnedRoot(node.store.connection, party)) ?? '', party });
}

function watch({ type, stage }: { type: string; stage: string }): void {
  node.ledger.onRecorded((records) => {
    const arrived = records.filter((record) => record.origin === 'foreign' && record.type === type);
    if (arrived.length > 0) void opened(arrived.flatMap((record) => record.case ?? []));
  });
  async function opened(cases: readonly string[]): Promise<void> {
    const found = await Promise.all(
      cases.map(async (caseId): Promise<OpenedClock> => {
        const clocks = await obligationsInCase(node.store.connection, caseId, party);
        const clock = clocks.find((one) => one.bearer === party && one.stage === stage);
        return {
          case: caseId,
          triggeredAt: clock?.triggeredAt?.epochMilliseconds ?? null,
          seenAt: Date.now(),
        };
      }),
    );
    tell({ opened: found, party });
  }
}

function tell(word: ChildWord): void {
  process.send?.(word);
}
