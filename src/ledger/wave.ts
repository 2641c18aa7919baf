/** One wave of the append: submissions that do not touch each other are decided, signed, stored and folded together. */
import { sql } from 'kysely';
import { accept, type Outcome } from '#outcome.ts';
import { present } from '#statement/present.ts';
import { insertRows } from '#store/dialect.ts';
import { toMicroseconds } from '#store/instant.ts';
import { type AdmissionCode, type OwnStatement, partyOf, personRef } from './admission.ts';
import { type Appending, type Item, refused } from './appending.ts';
import type { Recorded, Rule, RuleContext } from './contract.ts';
import { toRecorded, widestOf } from './held.ts';
import { findIncoming, storeIncoming } from './incoming.ts';
import { issue, type Signed } from './issue-wave.ts';
import { record } from './record.ts';
import type { HeldRow, StatementRow } from './tables.ts';

type OwnItem = Item & { readonly own: OwnStatement };

export async function appendWave(appending: Appending, wave: readonly Item[]): Promise<void> {
  const incoming = await findIncoming(appending, wave);
  const waiting = wave.filter((item) => item.result === undefined);
  const answered = waiting.filter((item) => item.admitted.own !== null && incoming.has(item));
  // What arrives is seen by the rule of the receipt that answers it, and goes again if that is refused.
  if (answered.length > 0) await sql`savepoint wave`.execute(appending.transaction);
  const before = { nextArrival: appending.nextArrival, records: appending.records.length };
  const numbers = appending.numbers.mark();
  await storeIncoming(appending, incoming);
  const signing = await issueAll(appending, waiting.filter(isOwn));
  if (answered.some((item) => item.result !== undefined)) {
    await sql`rollback to savepoint wave`.execute(appending.transaction);
    appending.nextArrival = before.nextArrival;
    appending.records.length = before.records;
    appending.numbers.returnTo(numbers);
    await Promise.allSettled(signing.values());
    // A second hearing of a statement already answered still brings its disclosures, so it goes along once more.
    for (const item of incoming.keys()) if (item.result?.kind === 'repeated') item.result = undefined;
    const rest = wave.filter((item) => item.result === undefined);
    return appendWave(appending, rest);
  }
  if (answered.length > 0) await sql`release savepoint wave`.execute(appending.transaction);
  await storeOwn(appending, signing);
  for (const item of waiting) item.result ??= { kind: 'appended', own: null };
}

function isOwn(item: Item): item is OwnItem {
  return item.admitted.own !== null && item.result === undefined;
}

/** Decides and issues; a submission that is refused gets its result, the others their signature to come. */
async function issueAll(appending: Appending, items: readonly Item[]): Promise<Map<Item, Promise<Signed>>> {
  const signing = new Map<Item, Promise<Signed>>();
  for (const [item, decided] of await decideAll(appending, items)) {
    const own = item.admitted.own as OwnStatement;
    const issued = decided.ok ? await issue(own, item.admitted.actor, appending) : decided;
    if (issued.ok) signing.set(item, issued.value);
    else item.result = refused(issued);
  }
  return signing;
}

/** Each rule reads for all its drafts at once, then decides one by one. */
async function decideAll(
  appending: Appending,
  items: readonly Item[],
): Promise<readonly (readonly [Item, Outcome<null, AdmissionCode>])[]> {
  const byRule = Map.groupBy(items, (item) => (item.admitted.own as OwnStatement).rule);
  const states = new Map<Item, unknown>();
  for (const [rule, asking] of byRule) {
    const drafts = asking.map((item) => (item.admitted.own as OwnStatement).draft);
    const loaded = await rule.load(appending.transaction, drafts);
    if (loaded.length !== drafts.length) throw new Error(`rule of ${rule.type}: loaded ${loaded.length} states`);
    for (const [at, item] of asking.entries()) states.set(item, loaded[at]);
  }
  const decided: (readonly [Item, Outcome<null, AdmissionCode>])[] = [];
  for (const item of items) {
    const own = item.admitted.own as OwnStatement;
    decided.push([item, decide(own.rule, states.get(item), own, await contextOf(appending, item))]);
  }
  return decided;
}

function decide(rule: Rule, state: unknown, { draft }: OwnStatement, context: RuleContext) {
  const decided = rule.decide(state, draft, context);
  return decided.ok ? accept(null) : decided;
}

async function contextOf({ signers, at }: Appending, { admitted }: Item): Promise<RuleContext> {
  const { draft } = admitted.own as OwnStatement;
  const actor =
    admitted.actor.kind === 'person' ? { ...admitted.actor, person: personRef(admitted.actor) } : admitted.actor;
  const approvers = new Map<string, ReadonlySet<string>>();
  for (const person of draft.approvals ?? []) {
    const approver = { kind: 'person', person, party: partyOf(person) } as const;
    approvers.set(person, await signers.rolesOf(approver, draft.issuer));
  }
  return { actor, at, roles: await signers.rolesOf(actor, draft.issuer), approvers };
}

async function storeOwn(appending: Appending, signing: ReadonlyMap<Item, Promise<Signed>>): Promise<void> {
  if (signing.size === 0) return;
  const all = await Promise.all(signing.values());
  const recordedAt = toMicroseconds(appending.at);
  const statements: StatementRow[] = [];
  const held: HeldRow[] = [];
  const records: Recorded[] = [];
  for (const [at, item] of [...signing.keys()].entries()) {
    const signed = all[at] as Signed;
    const own = item.admitted.own as OwnStatement;
    const arrival = appending.nextArrival++;
    const logIndex = appending.nextIndex++;
    const row: StatementRow = {
      digest: signed.digest,
      arrival,
      jwt: signed.jwt,
      origin: 'own',
      issuer: own.draft.issuer,
      vct: own.type.vct,
      realm: appending.home.realm,
      signer: signed.kid,
      log: appending.home.origin,
      log_index: logIndex,
      case_id: own.draft.case,
      widest: widestOf(signed.claims.values()),
      recorded_at: recordedAt,
      proven_at: null,
      proof: null,
    };
    statements.push(row);
    held.push({
      arrival,
      digest: signed.digest,
      disclosures: JSON.stringify(signed.disclosures),
      recorded_at: recordedAt,
    });
    records.push(toRecorded(row, arrival, recordedAt, signed.claims));
    appending.entries.push(signed.digest);
    const presentation = present(signed.jwt, signed.disclosures);
    item.result = { kind: 'appended', own: { digest: signed.digest, arrival, logIndex, presentation } };
  }
  await insertRows(appending.transaction, 'statement', statements);
  await insertRows(appending.transaction, 'held', held);
  await record(appending, records);
}
