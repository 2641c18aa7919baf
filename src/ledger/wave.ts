/** One wave of the append: submissions that do not touch each other are decided, signed, stored and folded together. */
import { sql } from 'kysely';
import { accept, type Outcome, refuse } from '#outcome.ts';
import { checkDraft } from '#statement/check.ts';
import { toMicroseconds } from '#store/instant.ts';
import { type AdmissionCode, type OwnStatement, partyOf, personRef } from './admission.ts';
import { type Appending, type Item, refused } from './appending.ts';
import type { Recorded, RuleContext } from './contract.ts';
import { GatheredRows } from './gathered-rows.ts';
import { toRecorded, widestOf } from './held.ts';
import { findIncoming, storeIncoming } from './incoming.ts';
import { beginIssuing, issueAll, type Numbered, numberOne } from './issue-wave.ts';
import type { IssuedText } from './issuing.ts';
import { proveSigned } from './prove-signed.ts';
import { record } from './record.ts';
import type { StatementRow } from './tables.ts';

/** The statement as it will be signed, and whether it may be. */
type Decided = { readonly own: OwnStatement; readonly verdict: Outcome<null, AdmissionCode> };

export async function appendWave(appending: Appending, wave: readonly Item[]): Promise<void> {
  await proveSigned(appending, wave);
  const incoming = await findIncoming(appending, unanswered(wave));
  const waiting = unanswered(wave);
  const answered = waiting.filter((item) => item.admitted.own !== null && incoming.has(item));
  // What arrives is seen by the rule of the receipt that answers it, and goes again if that is refused.
  if (answered.length > 0) await sql`savepoint wave`.execute(appending.transaction);
  const before = { nextArrival: appending.nextArrival, records: appending.records.length };
  const numbers = appending.numbers.mark();
  const places = appending.places.mark();
  await storeIncoming(appending, incoming);
  const numbered = await numberAll(appending, waiting.filter(isOwn));
  if (answered.some((item) => item.result !== undefined)) {
    await sql`rollback to savepoint wave`.execute(appending.transaction);
    appending.nextArrival = before.nextArrival;
    appending.records.length = before.records;
    appending.numbers.returnTo(numbers);
    appending.places.returnTo(places);
    appending.signers.forget();
    // The others were decided upon what is gone again.
    for (const item of waiting) if (!answered.includes(item)) item.result = undefined;
    // A second hearing of a statement already answered still brings its disclosures, so it goes along once more.
    for (const item of incoming.keys()) if (item.result?.kind === 'repeated') item.result = undefined;
    return appendWave(appending, unanswered(wave));
  }
  if (answered.length > 0) await sql`release savepoint wave`.execute(appending.transaction);
  await storeOwn(appending, numbered);
  for (const item of waiting) item.result ??= { kind: 'appended', own: null };
}

function unanswered(wave: readonly Item[]): readonly Item[] {
  return wave.filter((item) => item.result === undefined);
}

function isOwn(item: Item): boolean {
  return item.admitted.own !== null && item.result === undefined;
}

/** Decides and numbers; a submission that is refused gets its result, the others their signature in what follows. */
async function numberAll(appending: Appending, items: readonly Item[]): Promise<ReadonlyMap<Item, Numbered>> {
  const numbered = new Map<Item, Numbered>();
  for (const [item, { own, verdict }] of await decideAll(appending, items)) {
    const outcome = verdict.ok ? await numberOne(own, item, appending) : verdict;
    if (outcome.ok) numbered.set(item, outcome.value);
    else item.result = refused(outcome);
  }
  return numbered;
}

/** Each rule reads for all its drafts at once, then decides one by one. */
async function decideAll(
  appending: Appending,
  items: readonly Item[],
): Promise<readonly (readonly [Item, Decided])[]> {
  const byRule = Map.groupBy(items, (item) => (item.admitted.own as OwnStatement).rule);
  const states = new Map<Item, unknown>();
  for (const [rule, asking] of byRule) {
    const drafts = asking.map((item) => (item.admitted.own as OwnStatement).draft);
    const loaded = await rule.load(appending.transaction, drafts);
    if (loaded.length !== drafts.length) throw new Error(`rule of ${rule.type}: loaded ${loaded.length} states`);
    for (const [at, item] of asking.entries()) states.set(item, loaded[at]);
  }
  const decided: (readonly [Item, Decided])[] = [];
  for (const item of items) {
    const own = item.admitted.own as OwnStatement;
    decided.push([item, decide(own, states.get(item), await contextOf(appending, item))]);
  }
  return decided;
}

function decide(said: OwnStatement, state: unknown, context: RuleContext): Decided {
  const completed = complete(said, state);
  if (!completed.ok) return { own: said, verdict: completed };
  const own = completed.value;
  const decided = own.rule.decide(state, own.draft, context);
  return { own, verdict: decided.ok ? accept(null) : decided };
}

/** Nothing can be added to what was signed elsewhere. */
function complete(own: OwnStatement, state: unknown): Outcome<OwnStatement, AdmissionCode> {
  const draft = own.rule.complete?.(state, own.draft) ?? own.draft;
  if (draft === own.draft) return accept(own);
  if (own.signed !== null) {
    const sentence = 'A statement that is signed elsewhere says in full what it means: list it.';
    return refuse('signed-incomplete', sentence, 'claims');
  }
  const claims = checkDraft(own.type, draft);
  return claims.ok ? accept({ ...own, draft, claims: claims.value }) : claims;
}

async function contextOf({ signers, views, at }: Appending, { admitted }: Item): Promise<RuleContext> {
  const { draft } = admitted.own as OwnStatement;
  const actor =
    admitted.actor.kind === 'person' ? { ...admitted.actor, person: personRef(admitted.actor) } : admitted.actor;
  const approvers = new Map<string, ReadonlySet<string>>();
  for (const person of draft.approvals ?? []) {
    const approver = { kind: 'person', person, party: partyOf(person) } as const;
    approvers.set(person, await signers.rolesOf(approver, draft.issuer));
  }
  return { actor, at, roles: await signers.rolesOf(actor, draft.issuer), approvers, traits: views.traits };
}

/** Places in the log and in the reading order are given before signing, so that they follow the order of submission. */
async function storeOwn(appending: Appending, numbered: ReadonlyMap<Item, Numbered>): Promise<void> {
  if (numbered.size === 0) return;
  const items = [...numbered.keys()];
  const all = [...numbered.values()];
  const firstArrival = appending.nextArrival;
  const firstIndex = appending.nextIndex;
  const firstEntry = appending.entries.length;
  appending.nextArrival += all.length;
  appending.nextIndex += all.length;
  const recordedAt = toMicroseconds(appending.at);
  const records: Recorded[] = new Array(all.length);
  const cases = items.map(({ admitted }) => (admitted.own as OwnStatement).draft.case);
  await appending.places.give(
    appending.transaction,
    cases.map((case_id, at) => ({ case_id, arrival: firstArrival + at })),
  );
  const stored = new GatheredRows(appending.transaction, 'statement');
  await issueAll(beginIssuing(all, appending.threads), async (places, issued) => {
    const rows: StatementRow[] = [];
    for (const [at, place] of places.entries()) {
      const text = issued[at] as IssuedText;
      const { kid, claims } = all[place] as Numbered;
      const item = items[place] as Item;
      const own = item.admitted.own as OwnStatement;
      const row: StatementRow = {
        arrival: firstArrival + place,
        digest: text.digest,
        jwt: text.jwt,
        disclosures: text.disclosures,
        origin: 'own',
        issuer: own.draft.issuer,
        vct: own.type.vct,
        realm: appending.home.realm,
        signer: kid,
        log: appending.home.origin,
        log_index: firstIndex + place,
        case_id: own.draft.case,
        case_place: appending.places.of(own.draft.case),
        widest: widestOf(claims),
        recorded_at: recordedAt,
        proven_at: null,
        proof: null,
      };
      rows.push(row);
      const byName = new Map(claims.map((claim) => [claim.name, claim]));
      records[place] = toRecorded(row, row.arrival, recordedAt, byName);
      appending.entries[firstEntry + place] = text.digest;
      const { arrival, log_index: logIndex } = row;
      item.result = { kind: 'appended', own: { digest: text.digest, arrival, logIndex } };
    }
    await stored.put(rows);
  });
  await record(appending, records);
}
