import { recipientOf } from '#incidents/case-reads.ts';
import { previewTable } from '#incidents/pages/preview-table.ts';
import { RELAY_TEXTS } from '#incidents/pages/relay-texts.ts';
import { type Preview, preview, type Recipient } from '#incidents/preview.ts';
import type { LeftOut } from '#incidents/relay/relay.ts';
import type { Names } from '#site/claim-value.ts';
import type { PageServices } from '#site/services.ts';
import type { Draft } from '#statement/draft.ts';
import type { StatementType } from '#statement/statement-type.ts';
import { html, type Markup } from '#web/html.ts';
import { table } from '#web/parts/lists.ts';
import { details } from '#web/parts/notice.ts';
import type { RelayPlan } from './relay-plan.ts';

const T = RELAY_TEXTS.relay;

/** The preview of a relay: what each recipient would see of the draft with the release it would get. */
export async function relayPreview(
  services: PageServices,
  draft: Draft,
  plan: Pick<RelayPlan, 'recipients' | 'claims'>,
  communities: readonly string[],
): Promise<{ preview: Preview; type: StatementType } | undefined> {
  const type = services.ledger.types.get(draft.type);
  if (type === undefined) return undefined;
  const who: Recipient[] = [];
  for (const party of plan.recipients) who.push(await recipientOf(services, party, plan.claims));
  return { preview: preview(draft, type, who, communities), type };
}

export function previewSection(shown: { preview: Preview; type: StatementType }, names: Names): Markup {
  return html`<section class="stack tight" aria-labelledby="preview"><h2 id="preview">${T.previewHeading}</h2><p>${T.previewLead}</p>${previewTable(shown.preview, shown.type, names)}</section>`;
}

/** What is not passed on, and why; said, so that nobody takes its absence for ignorance. */
export function leftOutSection(leftOut: readonly LeftOut[], labelOf: (claim: string) => string): Markup | false {
  if (leftOut.length === 0) return false;
  const rows = leftOut.map(({ claim, because }) => [labelOf(claim), T.leftOutBecause[because]]);
  return details(
    T.leftOut,
    table(
      T.leftOut,
      T.leftOutColumns.map((label) => ({ label })),
      rows,
      true,
    ),
  );
}
