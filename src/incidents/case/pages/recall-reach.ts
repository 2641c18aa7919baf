import { type Calling, callingsFor, type Reach, reachBelow } from '#federation/delivery/recall-count.ts';
import type { Shown } from '#ledger/contract.ts';
import { type Names, statementLink } from '#site/claim-value.ts';
import type { Connection } from '#store/connection.ts';
import { html, type Markup, said } from '#web/html.ts';
import { table } from '#web/parts/lists.ts';
import { sentence } from '#web/sentence.ts';
import { CASE_TEXTS } from './case-texts.ts';

const T = CASE_TEXTS.reach;
const CALLING_TYPES = ['incident-withdrawal', 'incident-correction', 'recall'];

/** One calling back, and how far it has come below the viewer's party. */
export type CallReach = { readonly calling: Calling; readonly type: string; readonly reach: Reach };

/**
 * For each withdrawal, correction and recall of a case: which of those whom the viewer's party gave the statement have
 * confirmed. It counts receipts and reports that were addressed to this party, so nobody else's holders show.
 */
export async function callReaches(
  connection: Connection,
  party: string | null,
  shown: readonly Shown[],
): Promise<readonly CallReach[]> {
  if (party === null) return [];
  const types = new Map(
    shown.filter(({ type }) => CALLING_TYPES.includes(type)).map(({ digest, type }) => [digest, type]),
  );
  const found: CallReach[] = [];
  for (const calling of await callingsFor(connection, party, [...types.keys()])) {
    const reach = await reachBelow(connection, party, calling);
    if (reach.holders.length > 0) found.push({ calling, type: types.get(calling.digest)!, reach });
  }
  return found;
}

export function reachSection(
  reaches: readonly CallReach[],
  names: Names,
  labelOf: (type: string) => string,
): Markup | false {
  if (reaches.length === 0) return false;
  const columns = T.columns.map((label, at) => ({ label, figure: at > 0 }));
  return html`<section class="stack tight after" aria-labelledby="reach"><h2 id="reach">${T.heading}</h2>${reaches.map(
    ({ calling, type, reach }) =>
      html`<p>${sentence(T.lead, {
        call: html`<strong>${labelOf(type)}</strong> ${statementLink(calling.digest)}`,
        confirmed: reach.confirmed,
        unconfirmed: reach.unconfirmed,
      })}</p>${table(
        labelOf(type),
        columns,
        reach.holders.map((one) => [
          said(names.party(one.party)),
          html`${one.confirmed}`,
          html`${one.unconfirmed}`,
        ]),
        true,
      )}`,
  )}</section>`;
}
