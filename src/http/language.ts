import { inLanguage } from '#speaking';
import { isLanguage, LANGUAGES, type Language } from '#texts/languages.ts';
import type { App, Identities, Reply, Request } from './contract.ts';
import { kindOf } from './route-kind.ts';

/**
 * In the address of any page: answers in that language from now on. So a link can lead to a form in somebody's language.
 * As a field of a page's form it does the same, where the page answers a form and has no address to be led back to.
 */
export const LANGUAGE_PARAMETER = 'lang';
const COOKIE_SECONDS = 365 * 24 * 60 * 60;
const RANGES_READ_MAX = 20;

/** The language of a request: its person's own, else its browser's choice here, else what it asks for; a program's own first. */
export function languageOf(request: Request): Language {
  const asked = preferred(request.headers['accept-language'] ?? '');
  const actor = request.signedIn?.actor;
  // A program asks for what it shows, whoever's token it holds; a browser sends its own languages with every request.
  if (asked !== undefined && actor?.kind === 'person' && actor.scopes !== undefined) return asked;
  const kept = request.signedIn?.language ?? request.cookies[request.server.cookieNames.language];
  return isLanguage(kept) ? kept : (asked ?? 'en');
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
    if (!isLanguage(asked)) return undefined;
    await keep(request, reply, asked, identities);
    return reply.redirect(addressWithout(request), 303);
  });
  // Reading a body leaves the context in which its request began, so it is entered again after that.
  app.addHook('onRequest', (request, _reply, done) => inLanguage(languageOf(request), done));
  app.addHook('preValidation', async (request, reply) => {
    const asked = chosenInForm(request);
    if (asked !== undefined) await keep(request, reply, asked, identities);
  });
  app.addHook('preValidation', (request, _reply, done) =>
    inLanguage(chosenInForm(request) ?? languageOf(request), done),
  );
}

function chosenInForm(request: Request): Language | undefined {
  const { body } = request;
  if (kindOf(request) !== 'page' || typeof body !== 'object' || body === null) return undefined;
  const asked = (body as Readonly<Record<string, unknown>>)[LANGUAGE_PARAMETER];
  return isLanguage(asked) ? asked : undefined;
}

/** Another site could make a request by address too; all it can do is choose between six languages. */
async function keep(request: Request, reply: Reply, language: Language, identities: Identities): Promise<void> {
  const { language: name, options } = request.server.cookieNames;
  void reply.setCookie(name, language, { ...options, maxAge: COOKIE_SECONDS });
  const actor = request.signedIn?.actor;
  if (actor?.kind === 'person') await identities.keepLanguage?.(actor.person, language);
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
