import { ALERT_QUESTIONS } from '#incidents/form/alert-questions.ts';
import { incidentAlert } from '#incidents/statements/report.ts';
import type { WorkspaceDraft } from '#parties/workspace/workspace.ts';
import { claimValue, type Names } from '#site/claim-value.ts';
import { html, type Markup } from '#web/html.ts';
import { claimLabel } from '#web/labels.ts';
import { summaryList } from '#web/parts/lists.ts';
import { progressOf } from './alert-draft.ts';
import { ALERT_TEXTS } from './alert-texts.ts';

/** What was answered so far, each with the way to change it, to be read over before it is signed or sent. */
export function answersList(draft: WorkspaceDraft, names: Names): Markup {
  const { answered } = progressOf(draft);
  const rows = ALERT_QUESTIONS.flatMap(({ id, title, claims }) => {
    const change = { href: `/report/${draft.id}/${id}`, what: title };
    if (!answered.includes(id))
      return [{ key: title, value: html`<em class="unknown">${ALERT_TEXTS.check.notAnswered}</em>`, change }];
    const given = claims.filter((name) => draft.claims[name] !== undefined);
    return given.map((name, at) => ({
      key: at === 0 ? title : claimLabel(incidentAlert.name, name),
      value: claimValue(name, draft.claims[name]!, incidentAlert, names),
      ...(at === 0 ? { change } : {}),
    }));
  });
  return summaryList(rows);
}
