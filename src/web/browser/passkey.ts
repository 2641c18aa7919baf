import { startAuthentication, startRegistration } from '@simplewebauthn/browser';

/**
 * The passkey ceremonies (WebAuthn): a form marked `data-passkey="sign-in"` or `"enrol"` names where its ceremony
 * begins and ends. Each step is a JSON request with the form's token; the page says what went wrong in words.
 */
type Ceremony = 'sign-in' | 'enrol';

async function ask(url: string, token: string, body: object): Promise<Record<string, unknown>> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-form-token': token },
    body: JSON.stringify(body),
  });
  const json = (await answer.json()) as Record<string, unknown>;
  if (!answer.ok) throw new Error(String(json.detail));
  return json;
}

async function run(form: HTMLFormElement, ceremony: Ceremony): Promise<void> {
  const fields = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));
  const { form_token: token = '', then = '/', idempotency_key: _key, ...rest } = fields;
  const begun = await ask(form.dataset.begin!, token, rest);
  const optionsJSON = begun.options as never;
  const response =
    ceremony === 'sign-in' ? await startAuthentication({ optionsJSON }) : await startRegistration({ optionsJSON });
  await ask(form.dataset.finish!, token, { ...rest, ceremony: begun.ceremony, response });
  location.assign(then.startsWith('/') && !then.startsWith('//') ? then : '/');
}

for (const form of document.querySelectorAll<HTMLFormElement>('form[data-passkey]')) {
  form.hidden = false;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const problem = form.querySelector<HTMLElement>('[role="alert"]')!;
    problem.hidden = true;
    run(form, form.dataset.passkey as Ceremony)
      .catch((cause: unknown) => {
        problem.textContent = cause instanceof Error ? cause.message : String(cause);
        problem.hidden = false;
      })
      .finally(() => delete form.dataset.sending);
  });
}
