import { inLanguage } from '#speaking';
import { isLanguage, LANGUAGES, type Language } from '#texts/languages.ts';
import type { App, Identities, Reply, Request } from './contract.ts';
import { kindOf } from './route-kind.ts';

/** In the address of any page: answers in that language from now on. So a link can lead to a form in somebody's language. */
export const LANGUAGE_PARAMETER = 'lang';
const COOKIE_SECONDS = 365 * 24 * 60 * 60;
const RANGES_READ_MAX = 20;

/** The language of a request: its person's own, else its browser's choice here, else what the browser asks for. */
export function languageOf(request: Request): Language {
  const kept = request.signedIn?.language ?? request.cookies[request.server.cookieNames.language];
  if (isLanguage(kept)) return kept;
  return preferred(request.headers['accept-language'] ?? '') ?? 'en';
}

/** The first of our languages in the order that a browser prefers (RFC 9110, 12.5.4; basic filtering of RFC 4647). */
export function preferred(header: string): Language | undefined {
  const ranges = header
    .split(',', RANGES_READ_MAX)
    .map((range) => {
      const [tag = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
      const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
      return { tag: tag.split('-')[0]!, weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((one, other) => other.weight - one.weight);
  return ranges.map(({ tag }) => tag).find((tag) => isLanguage(tag));
}

/** Everything that answers a request afterwards writes in its language. Comes after whoever asks was recognised. */
export function answerInLanguage(app: App, identities: Identities): void {
  app.addHook('onRequest', async (request, reply) => {
    if (kindOf(request) !== 'page' || request.method !== 'GET') return undefined;
    const asked = new URL(request.url, app.publicOrigin).searchParams.get(LANGUAGE_PARAMETER);
    return isLanguage(asked) ? keepAndReload(request, reply, asked, identities) : undefined;
  });
  // Reading a body leaves the context in which its request began, so it is entered again after that.
  app.addHook('onRequest', (request, _reply, done) => inLanguage(languageOf(request), done));
  app.addHook('preValidation', (request, _reply, done) => inLanguage(languageOf(request), done));
}

/** Another site could make this request too; all it can do is choose between six languages. */
async function keepAndReload(
  request: Request,
  reply: Reply,
  language: Language,
  identities: Identities,
): Promise<Reply> {
  const { language: name, options } = request.server.cookieNames;
  void reply.setCookie(name, language, { ...options, maxAge: COOKIE_SECONDS });
  const actor = request.signedIn?.actor;
  if (actor?.kind === 'person') await identities.keepLanguage?.(actor.person, language);
  return reply.redirect(addressWithout(request), 303);
}

function addressWithout(request: Request): string {
  const url = new URL(request.url, request.server.publicOrigin);
  url.searchParams.delete(LANGUAGE_PARAMETER);
  // `/.//elsewhere` is read as the path `//elsewhere`, which a browser would take for another site.
  return `/${url.pathname.replace(/^\/+/, '')}${url.search}`;
}

/** The same page in each language, with whatever filter it carries. */
export function languageAddresses(request: Request): readonly (readonly [Language, string])[] {
  return LANGUAGES.map((language) => {
    const url = new URL(request.url, request.server.publicOrigin);
    url.searchParams.set(LANGUAGE_PARAMETER, language);
    return [language, url.search];
  });
}
