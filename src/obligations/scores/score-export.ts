/** The bundle that a score is counted from: every number of a party in a stretch of time, and no more than counts. */
import type { Bundle } from '#bundle/format.ts';
import { MAX_BUNDLE_STATEMENTS } from '#bundle/format.ts';
import { SUPPORT_TYPES } from '#federation/delivery/support.ts';
import type { Shown } from '#ledger/contract.ts';
import { type Exporter, exportShown } from '#ledger/export.ts';
import { ledgerTables } from '#ledger/tables.ts';
import { heardBy, isRead } from '#obligations/clocks/case-events.ts';
import { everyText, type Reckoning } from '#obligations/clocks/reckoning.ts';
import type { ScoreCode } from '#obligations/codes.ts';
import { type Outcome, phrase, refuse } from '#outcome.ts';
import { partyOf } from '#parties/view.ts';
import { readDisclosure } from '#statement/disclosure.ts';
import { present } from '#statement/present.ts';
import type { Viewer } from '#statement/show.ts';
import type { Connection } from '#store/connection.ts';
import { toMicroseconds } from '#store/instant.ts';
import type { ScoreWish } from './score-report.ts';

/** What shows that nothing was left out; withheld from nobody who gets a score. */
const COMMITMENTS: readonly string[] = ['iat', 'case', 'number', 'case_number'];
const ANSWERS: readonly string[] = ['receipt', 'acknowledgement'];
/** What a person wrote in words of their own, and who it was, turns no clock and is in no figure. */
const UNCOUNTED: readonly string[] = ['reason', 'decided_by', 'basis', 'how', 'reference', 'addressee_name'];
const ANSWER_CLAIMS: readonly string[] = ['received_at', 'on_behalf_of', 'at'];

export type ScoreServices = {
  readonly connection: Connection;
  readonly exporter: Exporter;
  readonly reckoning: Reckoning;
};

/** An operator's score is for itself and for its authority; nobody else asks for it. */
async function maySeeScore(connection: Connection, viewer: Viewer, party: string): Promise<boolean> {
  if (viewer.party === null) return false;
  if (viewer.party === party) return true;
  return (await partyOf(connection, party))?.parent === viewer.party;
}

export async function exportForScore(
  { connection, exporter, reckoning }: ScoreServices,
  viewer: Viewer,
  { party, from, until }: ScoreWish,
): Promise<Outcome<Bundle, ScoreCode>> {
  if (!(await maySeeScore(connection, viewer, party))) {
    return refuse('score-not-shown', 'A score is shown to the party itself and to its authority alone.', 'party');
  }
  const own = await ledgerTables(connection)
    .selectFrom('statement')
    .select(['digest', 'case_id'])
    .where('issuer', '=', party)
    .where('recorded_at', '>=', toMicroseconds(from))
    .where('recorded_at', '<', toMicroseconds(until))
    .orderBy('arrival')
    .limit(MAX_BUNDLE_STATEMENTS + 1)
    .execute();
  if (own.length === 0) return refuse('nothing-of-the-party', 'This party said nothing in that time.', 'from');
  const heard = heardBy(everyText(reckoning.regimes));
  const kept = new Map<string, Shown>();
  for (const caseId of new Set(own.flatMap(({ case_id: one }) => one ?? []))) {
    for (const shown of await exporter.reader.case(caseId, viewer)) {
      if (heard.types.has(shown.type) || ANSWERS.includes(shown.type)) kept.set(shown.digest, shown);
    }
    if (kept.size > MAX_BUNDLE_STATEMENTS) return tooMuch;
  }
  await addAll(kept, own, exporter, viewer);
  if (kept.size > MAX_BUNDLE_STATEMENTS) return tooMuch;
  const counts = (shown: Shown, name: string) =>
    COMMITMENTS.includes(name) ||
    (isRead(shown.type, name, heard) && !UNCOUNTED.includes(name)) ||
    (ANSWERS.includes(shown.type) && ANSWER_CLAIMS.includes(name));
  const narrowed = [...kept.values()].map((shown) => {
    // Profiles and keys come whole: signatures and competence are checked with them.
    return SUPPORT_TYPES.includes(shown.type) ? shown : narrow(shown, (name) => counts(shown, name));
  });
  const bundle = await exportShown(exporter, narrowed, viewer);
  return bundle.ok ? bundle : tooMuch;
}

const tooMuch = refuse(
  'range-too-large',
  phrase`More counts in that time than the ${MAX_BUNDLE_STATEMENTS} statements, or the characters, that a bundle holds; ask for a shorter one.`,
  'until',
);

async function addAll(
  kept: Map<string, Shown>,
  own: readonly { readonly digest: string }[],
  { reader }: Exporter,
  viewer: Viewer,
): Promise<void> {
  for (const { digest } of own) {
    const shown = kept.has(digest) ? null : await reader.statement(digest, viewer);
    if (shown !== null) kept.set(digest, shown);
  }
}

/** The same statement with fewer of the disclosures that its viewer may have. */
function narrow(shown: Shown, keeps: (name: string) => boolean): Shown {
  const [jwt = '', ...encoded] = shown.presentation.split('~').filter((part) => part !== '');
  const left = encoded.filter((one) => {
    const disclosure = readDisclosure(one);
    return disclosure.ok && keeps(disclosure.value.claim.name);
  });
  return { ...shown, presentation: present(jwt, left) };
}
