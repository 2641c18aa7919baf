/** People at work on one node: alerts, releases to the neighbour, withdrawals, erasures, acknowledgements. */
import { randomUUID } from 'node:crypto';
import { acknowledge } from '#federation/delivery/acknowledge.ts';
import type { Appended, Recorded } from '#ledger/contract.ts';
import { parseLogProof } from '#log/proof.ts';
import type { Outcome } from '#outcome.ts';
import type { Draft } from '#statement/draft.ts';
import { must } from '#testing/federation.ts';
import { alertDraft, releaseDraft } from '#testing/releases.ts';
import type { Side, SidePlan } from './pair.ts';
import type { Said, Shown } from './shown.ts';

const SPEAKERS = 2;
/** One case in so many is withdrawn, and in one of so many others a claim is erased. */
const WITHDRAWN_EACH = 4;
const ERASED_EACH = 3;
export const ERASED_CLAIM = 'description';

export type Show = (shown: Shown) => void;

/** Works until it is told to stop, and resolves once nothing it began is under way. */
export async function workOn(side: Side, neighbour: SidePlan, show: Show, until: AbortSignal): Promise<void> {
  const reading: Promise<void>[] = [];
  using listening = new DisposableStack();
  listening.defer(
    side.ledger.onPublished(({ checkpoint: { size, root } }) => {
      show({ kind: 'checkpoint', side: side.plan.name, size, root: root.toBase64() });
    }),
  );
  listening.defer(side.ledger.onRecorded((records) => void reading.push(readMail(side, records, show))));
  await Promise.all(Array.from({ length: SPEAKERS }, () => speak(side, neighbour, show, until)));
  listening.dispose();
  await Promise.all(reading);
}

async function speak(side: Side, neighbour: SidePlan, show: Show, until: AbortSignal): Promise<void> {
  const { party } = side.plan;
  for (let at = Math.floor(Math.random() * WITHDRAWN_EACH * ERASED_EACH); !until.aborted; at += 1) {
    const caseId = randomUUID();
    const alert = await say(side, show, alertDraft(party, caseId, { [ERASED_CLAIM]: `what happened, ${at}` }));
    const plan = { from: party, to: neighbour.party, target: alert.digest, case: caseId };
    await say(side, show, releaseDraft(side, { ...plan, claims: 'all' }), alert.digest);
    if (at % WITHDRAWN_EACH === 0) {
      const claims = { withdraws: [alert.digest], reason: 'false-alarm' };
      await say(side, show, { type: 'incident-withdrawal', issuer: party, case: caseId, claims }, alert.digest);
    }
    if (at % ERASED_EACH === 0) {
      const claims = { target: alert.digest, names: [ERASED_CLAIM], basis: 'Consent was taken back' };
      await say(side, show, { type: 'erasure', issuer: party, case: caseId, claims }, alert.digest);
    }
  }
}

async function say(side: Side, show: Show, draft: Draft, target?: string): Promise<Appended> {
  const key = randomUUID();
  show({ kind: 'tried', side: side.plan.name, key, draft });
  const actor = side.person(draft.issuer, 'duty-officer');
  const appended = must(await side.ledger.submit({ kind: 'draft', actor, draft, idempotencyKey: key }));
  if (appended === null) throw new Error(`${draft.type}: the ledger stored nothing`);
  const about = target === undefined ? { key } : { key, target };
  showSaid(side, show, draft.type, appended, about);
  return appended;
}

function showSaid(
  side: Side,
  show: Show,
  type: string,
  { digest, logIndex, proof }: Appended,
  about: Pick<Said, 'key' | 'target'> = {},
): void {
  const { size, root } = must(parseLogProof(proof)).signed.checkpoint;
  show({ kind: 'checkpoint', side: side.plan.name, size, root: root.toBase64() });
  show({ kind: 'said', side: side.plan.name, type, digest, index: logIndex, ...about });
}

/** The duty officer acknowledges whatever arrives, as soon as its receipt stands in the log. */
async function readMail(side: Side, records: readonly Recorded[], show: Show): Promise<void> {
  for (const record of records) {
    const release = record.claims.get('release')?.value;
    if (record.type !== 'receipt' || record.issuer !== side.plan.party || typeof release !== 'string') continue;
    const read: Outcome<Appended | null> = await acknowledge(
      side,
      side.person(side.plan.party, 'duty-officer'),
      release,
    );
    const appended = must(read);
    if (appended !== null) showSaid(side, show, 'acknowledgement', appended);
  }
}
