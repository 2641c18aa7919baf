import { explainForm } from '#help/explain.ts';
import { IDEMPOTENCY_KEY_FIELD } from '#http/admission.ts';
import type { Reply, Request } from '#http/contract.ts';
import { FORM_TOKEN_FIELD, formToken } from '#http/form-token.ts';
import { attributes, type Content, html, type Markup } from '#web/html.ts';

/** The optimistic version of what the form was shown for; two tabs cannot overwrite each other unseen. */
export const VERSION_FIELD = 'version';

export type FormSettings = {
  readonly action: string;
  readonly method?: 'post' | 'get';
  readonly version?: number;
  /** Given when a refused form is shown again, so that sending it once more has still one effect. */
  readonly idempotencyKey?: string;
  readonly look?: 'form' | 'inline';
  readonly label?: string;
  /** For buttons that stand outside the form. */
  readonly id?: string;
};

/** A form with its token and an idempotency key made when it is shown: sent twice, it acts once. */
export function form(request: Request, reply: Reply, settings: FormSettings, content: Content): Markup {
  const { action, method = 'post', version, look = 'form', label, id } = settings;
  const key = settings.idempotencyKey ?? crypto.randomUUID();
  const own =
    method === 'post' &&
    html`${hidden(FORM_TOKEN_FIELD, formToken(request, reply))}${hidden(IDEMPOTENCY_KEY_FIELD, key)}`;
  return html`<form ${attributes({ id, class: look === 'form' ? 'form' : 'row', 'aria-label': label })} method="${method}" action="${action}" novalidate>${own}${
    version !== undefined && hidden(VERSION_FIELD, String(version))
  }${content}${look === 'form' && explainForm(action)}</form>`;
}

export function hidden(name: string, value: string): Markup {
  return html`<input type="hidden" name="${name}" value="${value}">`;
}

export function actions(...buttons: readonly Content[]): Markup {
  return html`<div class="actions">${buttons}</div>`;
}
