import { REPORT_TEXTS } from '#incidents/form/pages/report-texts.ts';
import { html, type Markup } from '#web/html.ts';

const T = REPORT_TEXTS.network;

/** A form whose page stays as it is while there is no network: the browser asks for one before it sends. */
export function keepsTyped(form: Markup): Markup {
  return html`<div data-needs-network>${form}<div class="notice wait" role="alert" hidden data-network="gone"><p>${T.gone}</p></div><div class="notice right" role="status" hidden data-network="back"><p>${T.back}</p></div></div>`;
}
