/** A node in a process of its own, for whoever measures: started with its plan, spoken to over the parent's channel. */
import { acceptInvitation } from '#federation/accept-invitation.ts';
import { pinnedRoot } from '#parties/key-view.ts';
import { must, type NodePlan, startNode } from './federation.ts';

/** `accept` an invitation; the answer tells the root that the inviting side compares. */
export type ChildOrder = { readonly accept: string };
export type ChildWord = { readonly ready: true } | { readonly accepted: string; readonly party: string };

const plan = JSON.parse(process.argv[2] ?? '') as NodePlan;
const node = await startNode(plan);
const party = plan.parties[0]?.party ?? '';

process.on('message', (order: ChildOrder) => {
  void accept(order.accept);
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

function tell(word: ChildWord): void {
  process.send?.(word);
}
