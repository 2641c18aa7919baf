/** Plays a person in a seat as their browser would: a cookie session, form tokens, and the node's own JSON API. */
import { FORM_TOKEN_FIELD, FORM_TOKEN_HEADER } from '#http/form-token.ts';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';

const ANSWER_TIMEOUT_MS = 15_000;
const SIGNED_IN_PAGE = '/sign-in/done';

export type SeatClient = {
  readonly seat: string;
  readonly url: string;
  get(path: string): Promise<Outcome<unknown>>;
  post(path: string, body: unknown): Promise<Outcome<unknown>>;
};

/** Sits down; refused when the node does not offer the seat. */
export async function sitDown(url: string, seat: string): Promise<Outcome<SeatClient>> {
  const jar = new Map<string, string>();
  const sat = await exchange(jar, `${url}/demo/seat/${seat}?next=${SIGNED_IN_PAGE}`, {});
  if (!sat.ok) return sat;
  const page = await exchange(jar, `${url}${SIGNED_IN_PAGE}`, {});
  if (!page.ok) return page;
  const token = new RegExp(`name="${FORM_TOKEN_FIELD}" value="([^"]+)"`).exec(await page.value.text())?.[1];
  if (token === undefined)
    return refuse('seat-not-taken', phrase`The node at ${url} did not let anybody sit down as ${seat}.`);
  const ask = async (path: string, request: RequestInit): Promise<Outcome<unknown>> => {
    const answer = await exchange(jar, `${url}${path}`, request);
    return answer.ok ? readAnswer(answer.value) : answer;
  };
  return accept({
    seat,
    url,
    get: (path) => ask(path, {}),
    post: (path, body) =>
      ask(path, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: {
          'content-type': 'application/json',
          'idempotency-key': crypto.randomUUID(),
          [FORM_TOKEN_HEADER]: token,
          origin: url,
        },
      }),
  });
}

async function exchange(jar: Map<string, string>, url: string, request: RequestInit): Promise<Outcome<Response>> {
  const headers = new Headers(request.headers);
  if (jar.size > 0) headers.set('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '));
  try {
    const response = await fetch(url, {
      ...request,
      headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [name = '', value = ''] = cookie.split(';', 1)[0]?.split(/=(.*)/s) ?? [];
      jar.set(name, value);
    }
    return accept(response);
  } catch {
    return refuse('unreachable', phrase`No node answers at ${url}.`);
  }
}

async function readAnswer(response: Response): Promise<Outcome<unknown>> {
  const body: unknown = response.status === 204 ? null : await response.json().catch(() => null);
  if (response.ok) return accept(body);
  const { code, detail } = (body ?? {}) as { code?: unknown; detail?: unknown };
  return refuse(
    typeof code === 'string' ? code : 'answer-unreadable',
    typeof detail === 'string' ? detail : `Status ${response.status}.`,
  );
}
