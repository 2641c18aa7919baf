import { ALERT_TEXTS } from '#incidents/form/pages/alert-texts.ts';
import type { Preview } from '#incidents/preview.ts';
import { claimValue, type Names } from '#site/claim-value.ts';
import type { StatementType } from '#statement/statement-type.ts';
import { html, type Markup } from '#web/html.ts';
import { claimLabel } from '#web/labels.ts';
import { table } from '#web/parts/lists.ts';
import { tlpLabel } from '#web/parts/marks.ts';

const T = ALERT_TEXTS.check;

/** What each recipient will see, side by side: a row for each field, a column for each recipient. */
export function previewTable(preview: Preview, type: StatementType, names: Names): Markup {
  const columns = [{ label: T.claim }, ...preview.recipients.map(({ name }) => ({ label: name, name: true }))];
  const rows = preview.rows.map(({ name, value, tlp, cells }) => [
    html`${claimLabel(type.name, name)} ${tlpLabel(tlp)}<div class="note plain">${claimValue(name, value, type, names)}</div>`,
    ...cells.map((cell) =>
      cell.shown
        ? html`<span class="shown">${T.shown}</span>`
        : html`<span class="withheld">${T.because[cell.because]}</span>`,
    ),
  ]);
  return html`<div class="preview">${table(T.recipients, columns, rows, true)}</div>`;
}
