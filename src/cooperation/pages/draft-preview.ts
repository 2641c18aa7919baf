import type { SendingPlan } from '#cooperation/sending.ts';
import type { Request } from '#http/contract.ts';
import { recipientOf } from '#incidents/case-reads.ts';
import { ALERT_TEXTS as CHECK_TEXTS } from '#incidents/form/pages/alert-texts.ts';
import { preview, type Recipient } from '#incidents/preview.ts';
import { statementOf } from '#parties/workspace/approval.ts';
import type { WorkspaceDraft } from '#parties/workspace/workspace.ts';
import { claimValue, type Names } from '#site/claim-value.ts';
import type { PageServices } from '#site/services.ts';
import type { Draft } from '#statement/draft.ts';
import { html, type Markup } from '#web/html.ts';
import { claimLabel } from '#web/labels.ts';
import { summaryList, table } from '#web/parts/lists.ts';
import { tlpLabel } from '#web/parts/marks.ts';
import { COOPERATION_TEXTS } from './texts.ts';

const T = COOPERATION_TEXTS.draft;
const C = CHECK_TEXTS.check;

/** Row by row what each recipient would see, by the function that decides it afterwards. */
export async function draftPreview(
  services: PageServices,
  request: Request,
  draft: WorkspaceDraft,
  plan: SendingPlan,
  names: Names,
): Promise<Markup | false> {
  const given = await givenDraft(services, request, draft, plan);
  const type = given && services.ledger.types.get(given.type);
  if (given === undefined || type === undefined) return false;
  const who: Recipient[] = [];
  for (const party of plan.recipients) who.push(await recipientOf(services, party, plan.claims));
  const seen = preview(given, type, who, request.viewer.communities);
  if (who.length === 0) {
    const rows = seen.rows.map(({ name, value }) => ({
      key: claimLabel(type.name, name),
      value: claimValue(name, value, type, names),
    }));
    return html`<section class="stack tight" aria-labelledby="preview"><h2 id="preview">${T.privateHeading}</h2><p>${T.privateLead}</p>${summaryList(rows)}</section>`;
  }
  const columns = [{ label: C.claim }, ...seen.recipients.map(({ name }) => ({ label: name, name: true }))];
  const rows = seen.rows.map(({ name, value, tlp, cells }) => [
    html`${claimLabel(type.name, name)} ${tlpLabel(tlp)}<div class="note plain">${claimValue(name, value, type, names)}</div>`,
    ...cells.map((cell) =>
      cell.shown
        ? html`<span class="shown">${C.shown}</span>`
        : html`<span class="withheld">${C.because[cell.because]}</span>`,
    ),
  ]);
  return html`<section class="stack tight" aria-labelledby="preview"><h2 id="preview">${T.previewHeading}</h2><p>${T.previewLead}</p><div class="preview">${table(T.previewHeading, columns, rows, true)}</div></section>`;
}

/** The draft itself, or the claims of the statement that stands already. */
async function givenDraft(
  services: PageServices,
  request: Request,
  draft: WorkspaceDraft,
  plan: SendingPlan,
): Promise<Draft | undefined> {
  if (plan.target === null) return statementOf(draft);
  const shown = await services.reader.statement(plan.target, request.viewer);
  if (shown === null) return undefined;
  const claims = [...shown.claims.values()].filter(({ name }) => plan.claims.includes(name));
  return {
    type: shown.type,
    issuer: shown.issuer,
    case: draft.case,
    claims: Object.fromEntries(claims.map(({ name, value }) => [name, value])),
    markings: Object.fromEntries(claims.map(({ name, marking }) => [name, marking])),
  };
}
