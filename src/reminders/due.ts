/** What is due, and how much of it may be told outside: each fact carries the label of the claims it rests on. */

import type { Reader } from '#ledger/contract.ts';
import { ledgerTables } from '#ledger/tables.ts';
import type { Obligation } from '#obligations/clocks/obligation.ts';
import type { Sureness } from '#obligations/regimes/sureness.ts';
import { dueBetween } from '#obligations/view.ts';
import { viewerFor } from '#parties/view.ts';
import { stricterTlp, type Tlp } from '#statement/marking.ts';
import type { Connection } from '#store/connection.ts';

/** A deadline that nothing has met is reminded of for so long after it, and no longer. */
const REMIND_AFTER_DAYS = 30;
/** And from this long before it. */
const REMIND_BEFORE_DAYS = 14;
const ITEMS_READ = 1_000;
const HOURS_A_DAY = 24;

export type Fact<Value> = { readonly value: Value; readonly tlp: Tlp };

export type DueItem = {
  /** Stable while the obligation is the same one; its due time may move. */
  readonly id: string;
  readonly party: string;
  readonly case: string;
  /** The regime and stage in words. */
  readonly what: Fact<string>;
  readonly dueAt: Fact<Temporal.Instant>;
  /** How sure the time is, said wherever it is; null of a promise. */
  readonly sureness: Sureness | null;
  readonly openedAt: Temporal.Instant | null;
  /** Everything its time rests on was said by this party, which may therefore let the time travel. */
  readonly own: boolean;
  /** Somebody's life may be in danger: no quiet hours, no muting. */
  readonly danger: boolean;
};

export type DueReads = {
  readonly connection: Connection;
  readonly reader: Reader;
  /** A stage's name as its regime has it. */
  nameOf(obligation: Pick<Obligation, 'regime' | 'version' | 'stage'>): string;
};

/**
 * What a party still has to do around `now`, the first due first. A clock that rests on what this party was not shown, or
 * in a case that nothing names to it, is none of which it may be reminded.
 */
export async function dueItems(
  { connection, reader, nameOf }: DueReads,
  party: string,
  now: Temporal.Instant,
): Promise<readonly DueItem[]> {
  const found = await dueBetween(connection, {
    from: now.subtract({ hours: REMIND_AFTER_DAYS * HOURS_A_DAY }),
    until: now.add({ hours: REMIND_BEFORE_DAYS * HOURS_A_DAY }),
    bearer: party,
    viewer: party,
    limit: ITEMS_READ,
  });
  const viewer = await viewerFor(connection, { kind: 'key', party }, now);
  const cases = new Map<string, CaseSeen>();
  const items: DueItem[] = [];
  for (const obligation of found) {
    // Without a countdown no time may be named to anybody, and a held duty is nobody's to hurry.
    if (obligation.dueAt === null || !obligation.countdown || obligation.held !== null) continue;
    const seen = cases.get(obligation.case) ?? (await seeCase(reader, obligation.case, viewer));
    cases.set(obligation.case, seen);
    const rests = seen.isNamed ? await restsOn(connection, reader, obligation, party, viewer) : null;
    if (rests === null) continue;
    const { tlp, own } = rests;
    items.push({
      id: obligation.id,
      party,
      case: obligation.case,
      what: { value: nameOf(obligation), tlp },
      dueAt: { value: obligation.dueAt, tlp },
      sureness: obligation.sureness,
      openedAt: obligation.triggeredAt,
      own,
      danger: seen.danger,
    });
  }
  return items;
}

type Viewer = Parameters<Reader['statement']>[1];

type CaseSeen = { readonly isNamed: boolean; readonly danger: boolean };

async function seeCase(reader: Reader, caseId: string, viewer: Viewer): Promise<CaseSeen> {
  const shown = await reader.case(caseId, viewer);
  // The last word counts: a danger that is over hurries nobody.
  const said = shown.flatMap(({ claims }) => claims.get('danger_to_life') ?? []);
  return { isNamed: shown.length > 0, danger: said.at(-1)?.value === 'yes' };
}

/**
 * The strictest label of anything in the statements a clock rests on, and whether all of them are the party's own; null
 * where one of them is not shown to it.
 */
async function restsOn(
  connection: Connection,
  reader: Reader,
  { restsOn: digests }: Obligation,
  party: string,
  viewer: Viewer,
): Promise<{ readonly tlp: Tlp; readonly own: boolean } | null> {
  // Even that a statement exists is for whom it was given to: never below amber, whatever its claims say.
  let tlp: Tlp = 'amber';
  for (const digest of digests) {
    const shown = await reader.statement(digest, viewer);
    if (shown === null) return null;
    for (const { marking } of shown.claims.values()) {
      if (marking.tlp === 'red') tlp = stricterTlp(tlp, marking.tlp);
    }
  }
  const rows = await ledgerTables(connection)
    .selectFrom('statement')
    .select('issuer')
    .where('digest', 'in', [...digests, ''])
    .execute();
  return { tlp, own: rows.length > 0 && rows.every(({ issuer }) => issuer === party) };
}
