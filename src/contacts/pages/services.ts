import type { ContactServices } from '#contacts/services.ts';
import { unName } from '#contacts/tile-grid.ts';
import type { Request } from '#http/contract.ts';
import type { PartyBook } from '#parties/party-names.ts';
import type { Person } from '#parties/services.ts';
import { currentLanguage } from '#speaking';
import { stateName } from '#vocabulary/states.ts';
import { type Content, html, said } from '#web/html.ts';
import { plainSentence } from '#web/sentence.ts';
import { CONTACT_TEXTS } from './texts.ts';

export type ContactPageServices = ContactServices & {
  partyNames(): Promise<PartyBook>;
  /** The node's own names for states of an exercise; other states by their names at the United Nations. */
  readonly stateNames: Readonly<Record<string, string>>;
};

export function stateNameOf({ stateNames }: ContactPageServices, code: string): string {
  const language = currentLanguage();
  return stateNames[code] ?? (language === 'en' ? unName(code) : undefined) ?? stateName(code, language);
}

export function personOf(request: Request): Person | undefined {
  const actor = request.signedIn?.actor;
  return actor?.kind === 'person' ? actor : undefined;
}

/** May whoever is signed in do this? Pages offer only what the rules would take. */
export function may({ authority }: ContactPageServices, request: Request, act: string): boolean {
  const { signedIn } = request;
  return signedIn !== null && authority.mayAct(signedIn.actor, signedIn.roles, act).ok;
}

export const noPerson = { code: 'actor-not-allowed', sentence: 'A person who is signed in has to do this.' };
export const notMandated = {
  code: 'not-mandated',
  sentence: 'Your mandate does not include this. Ask your administrator.',
};

const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 3_600;
const DAY_SECONDS = 86_400;

/** A span in its largest whole unit, for tables; exact seconds are in the API. */
export function span(seconds: number | null): string {
  if (seconds === null) return '–';
  if (seconds < 2 * MINUTE_SECONDS) return plainSentence(CONTACT_TEXTS.units.seconds, { count: seconds });
  if (seconds < 2 * HOUR_SECONDS)
    return plainSentence(CONTACT_TEXTS.units.minutes, { count: Math.round(seconds / MINUTE_SECONDS) });
  if (seconds < 2 * DAY_SECONDS)
    return plainSentence(CONTACT_TEXTS.units.hours, { count: Math.round(seconds / HOUR_SECONDS) });
  return plainSentence(CONTACT_TEXTS.units.days, { count: Math.round(seconds / DAY_SECONDS) });
}

/** Telephone, mail and page as far as they are shown, one below the other. */
export function reachedAt(entry: {
  readonly phone?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly url?: string | null | undefined;
}): Content {
  const { phone, email, url } = entry;
  const parts = [
    phone && html`<a href="tel:${phone}">${said(phone)}</a>`,
    email && html`<a href="mailto:${email}">${said(email)}</a>`,
    url && html`<a href="${url}" rel="noreferrer">${said(url)}</a>`,
  ].filter(Boolean) as Content[];
  if (parts.length === 0) return undefined;
  return html`<ul class="bare">${parts.map((part) => html`<li>${part}</li>`)}</ul>`;
}
