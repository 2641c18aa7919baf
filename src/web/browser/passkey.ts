import { startAuthentication, startRegistration } from '@simplewebauthn/browser';

/**
 * The passkey ceremonies (WebAuthn): a part of the page marked `data-passkey` holds a form and names where
 * its ceremony begins and ends. Each step is a JSON request with the form's token; the page says what went wrong in words.
 */
async function ask(url: string, token: string, body: object): Promise<Record<string, unknown>> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-form-token': token },
    body: JSON.stringify(body),
  });
  const json = (await answer.json()) as Record<string, unknown>;
  if (!answer.ok) throw new Error(String(json.said ?? json.detail));
  return json;
}

async function run(form: HTMLFormElement, place: DOMStringMap): Promise<void> {
  const fields: Record<string, string> = {};
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') fields[name] = value;
  const { form_token: token = '', next = '/', idempotency_key: _key, ...rest } = fields;
  const begun = await ask(place.begin!, token, rest);
  const optionsJSON = begun.options as never;
  const response =
    place.passkey === 'sign-in'
      ? await startAuthentication({ optionsJSON })
      : await startRegistration({ optionsJSON });
  await ask(place.finish!, token, { ...rest, ceremony: begun.ceremony, response });
  location.assign(next.startsWith('/') && !next.startsWith('//') ? next : '/');
}

for (const words of document.querySelectorAll<HTMLElement>('[data-without-script]')) words.hidden = true;
for (const place of document.querySelectorAll<HTMLElement>('[data-passkey]')) {
  place.hidden = false;
  const form = place.querySelector('form')!;
  const problem = form.querySelector<HTMLElement>('[role="alert"]')!;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    problem.hidden = true;
    run(form, place.dataset)
      .catch((cause: unknown) => {
        problem.textContent = cause instanceof Error ? cause.message : String(cause);
        problem.hidden = false;
      })
      .finally(() => delete form.dataset.sending);
  });
}
