import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import { currentLanguage } from '#speaking';
import type { ApiClient } from './context.ts';

const ANSWER_TIMEOUT_MS = 30_000;

/** Speaks to a running node; a node that does not answer is a refusal with what to try, not a stack trace. */
export function apiClient(url: string, token: string | undefined): ApiClient {
  const base = url.replace(/\/$/, '');

  async function ask(path: string, request: RequestInit): Promise<Outcome<Response>> {
    const headers = new Headers(request.headers);
    headers.set('accept', 'application/json');
    headers.set('accept-language', currentLanguage());
    if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
    let response: Response;
    try {
      response = await fetch(`${base}${path}`, {
        ...request,
        headers,
        signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
      });
    } catch {
      return refuse(
        'unreachable',
        phrase`No node answers at ${base}. Start it (./comity serve, or npm start), or name another with --url.`,
      );
    }
    if (response.ok) return accept(response);
    const problem: unknown = await response.json().catch(() => undefined);
    return { ok: false, refusal: refusalFrom(problem, response.status) };
  }

  return {
    url: base,
    async get(path) {
      const answer = await ask(path, {});
      return answer.ok ? readJson(answer.value) : answer;
    },
    async post(path, body, idempotencyKey) {
      const headers: Record<string, string> = { 'content-type': 'application/json' };
      if (idempotencyKey !== undefined) headers['idempotency-key'] = idempotencyKey;
      const answer = await ask(path, { method: 'POST', body: JSON.stringify(body), headers });
      return answer.ok ? readJson(answer.value) : answer;
    },
    async bytes(path) {
      const answer = await ask(path, {});
      return answer.ok ? accept(new Uint8Array(await answer.value.arrayBuffer())) : answer;
    },
  };
}

async function readJson(response: Response): Promise<Outcome<unknown>> {
  if (response.status === 204) return accept(null);
  try {
    return accept(await response.json());
  } catch {
    return refuse(
      'answer-not-json',
      'The node answered with something other than JSON. Is the address that of a Comity node?',
    );
  }
}

function refusalFrom(problem: unknown, status: number) {
  if (typeof problem === 'object' && problem !== null && 'code' in problem && 'detail' in problem) {
    const place = 'place' in problem && typeof problem.place === 'string' ? { place: problem.place } : {};
    return { code: String(problem.code), sentence: String(problem.detail), ...place };
  }
  return refuse(
    'answer-unreadable',
    phrase`The node refused with status ${status} and no reason it could be quoted by.`,
  ).refusal;
}
