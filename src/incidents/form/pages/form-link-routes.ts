import type { App } from '#http/contract.ts';
import { readAlertLink } from '#incidents/form/form-link.ts';
import { namesFor, type PageServices } from '#site/services.ts';
import { likelyStates, stateChoice } from '#site/state-choice.ts';
import { RSIT, RSIT_IDS, type RsitId } from '#vocabulary/rsit.ts';
import { SECTORS, sectorLabel } from '#vocabulary/sectors.ts';
import { html } from '#web/html.ts';
import { button } from '#web/parts/button.ts';
import { selectField, textField } from '#web/parts/field.ts';
import { actions, form } from '#web/parts/form.ts';
import { backLink, pageHead } from '#web/parts/notice.ts';
import { sendPage } from '#web/shell.ts';
import { addressOf, refusedNames } from './form-link-parts.ts';
import { FORM_LINK_TEXTS } from './form-link-texts.ts';

/** `/report/link`: makes a link that opens the report filled in. It keeps nothing, so anybody may use it. */
export function formLinkPages(app: App, services: Pick<PageServices, 'partyNames' | 'stateNames'>): void {
  app.get('/report/link', async (request, reply) => {
    const T = FORM_LINK_TEXTS.build;
    const names = await namesFor(services);
    const link = readAlertLink(request.query);
    const one = (name: string) => [link.fields[name] ?? []].flat().join(' ');
    const choices = (ids: readonly string[], labelOf: (id: string) => string, name: string) => [
      { value: '', label: T.any },
      ...ids.map((value) => ({ value, label: labelOf(value), checked: one(name) === value })),
    ];
    const fields = html`${selectField({ name: 'incident_type', label: T.kind, choices: choices(RSIT_IDS, (id) => RSIT[id as RsitId].label, 'incident_type') })}
${selectField({ name: 'sectors', label: T.sectors, choices: choices(Object.keys(SECTORS), sectorLabel, 'sectors') })}
${textField({ name: 'service', label: T.service, optional: true, value: one('service') })}
${stateChoice({ name: 'affected_states', label: T.states, optional: true, likely: likelyStates(services, names.book), nameOf: names.state, ticked: new Set([link.fields.affected_states ?? []].flat()) })}${actions(button(T.button))}`;
    const address = `${app.node.publicUrl}${addressOf(link)}`;
    const made = html`<section class="stack tight" aria-labelledby="made"><h2 id="made">${T.made}</h2>
<div class="row" data-copy="${T.copied}">${textField({ name: 'address', label: T.label, value: address, spellcheck: false })}<p hidden>${button(T.copy, 'second')}</p></div><p aria-live="polite"></p>
<p><a href="${addressOf(link)}">${address}</a></p></section>`;
    const body = html`${backLink(T.crumb, '/report')}${pageHead({ title: T.title, lead: T.lead })}<div class="stack loose">
${form(request, reply, { action: '/report/link', method: 'get', label: T.title }, fields)}${refusedNames(link.refused)}${Object.keys(link.fields).length > 0 && made}</div>`;
    return sendPage(request, reply, { title: T.title, section: 'report', body });
  });
}
